using BenchmarkDotNet.Attributes;
using WanVideo.Catalog;
using WanVideo.Downloading;
using WanVideo.Polling;

namespace WanVideo.Benchmarks;

/// <summary>What the loop itself takes for 10,000 tasks that are all due and ended, against a Task for each that asks by itself, as many at a time.</summary>
[MemoryDiagnoser]
public class WaiterBenchmark
{
    private const int Tasks = 10_000;
    private static readonly Ended Gateway = new();
    private static readonly VideoTask[] Known = [.. Enumerable.Range(0, Tasks).Select(n => new VideoTask { Id = $"{n}", Provider = "Ended", Status = VideoStatus.Running })];

    [Benchmark(Baseline = true, Description = "a Task for each")]
    public async Task<int> OneByOne()
    {
        var ended = 0;
        using var room = new SemaphoreSlim(TaskPoller.MaxConcurrentRequests);
        await Task.WhenAll(Known.Select(async task =>
        {
            await room.WaitAsync();
            try
            {
                if ((await Gateway.GetAsync(task.Id, Silence.Kept, CancellationToken.None)).IsEnded)
                {
                    Interlocked.Increment(ref ended);
                }
            }
            finally
            {
                room.Release();
            }
        }));
        return ended;
    }

    [Benchmark(Description = "TaskPoller")]
    public async Task<int> Waiter()
    {
        var observer = new Count();
        await new TaskPoller(TimeProvider.System, new PollSchedule(), observer, Silence.Kept).WaitAsync(Known.Select(task => new TrackedTask(task, Gateway)), CancellationToken.None);
        return observer.Ended;
    }

    private sealed class Count : IPollObserver
    {
        public int Ended { get; private set; }

        void IPollObserver.OnPolled(TrackedTask watched)
        {
        }

        void IPollObserver.OnCompleted(TrackedTask watched) => Ended++;

        void IPollObserver.OnFailed(TrackedTask watched, Exception failure) => throw failure;
    }

    private sealed class Silence : IUserMessages
    {
        public static Silence Kept { get; } = new();

        public void WriteWarning(string message)
        {
        }

        public void WriteVerbose(string message)
        {
        }
    }

    private sealed class Ended : IVideoProvider
    {
        public string Name => "Ended";

        public Uri BaseUri { get; } = new("https://ended.invalid/");

        public ModelCatalog Catalog { get; } = new("Ended", []);

        public bool IsBilled => false;

        public PollingLimits PollingLimits { get; } = PollingLimits.Default with { RequestsPerSecond = double.PositiveInfinity };

        public HttpMessageInvoker MediaClient => throw new NotSupportedException();

        public DownloadOptions DownloadOptions => throw new NotSupportedException();

        public Task<VideoTask> CreateAsync(PreparedRequest request, string idempotencyKey, IUserMessages notices, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<VideoTask> GetAsync(string id, IUserMessages notices, CancellationToken cancellationToken) =>
            Task.FromResult(new VideoTask { Id = id, Provider = Name, Status = VideoStatus.Succeeded });

        public void Dispose()
        {
        }
    }
}
