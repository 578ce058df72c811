using BenchmarkDotNet.Attributes;
using WanVideo.Catalog;
using WanVideo.Downloading;
using WanVideo.Ledger;
using WanVideo.Polling;

namespace WanVideo.Benchmarks;

/// <summary>The overhead of the poll loop for 10,000 completed tasks that are due, compared with one Task each and the same concurrency.</summary>
[MemoryDiagnoser]
public class PollerBenchmark
{
    private const int Tasks = 10_000;
    private static readonly Uri VideoUrl = new("https://example.com/video.mp4");
    private static readonly CompletedProvider Provider = new();
    private static readonly VideoTask[] States = [.. Enumerable.Range(0, Tasks).Select(n => new VideoTask { Id = $"{n}", Provider = "Completed", Status = VideoStatus.Running })];

    [Benchmark(Baseline = true, Description = "one Task each")]
    public async Task<int> OneTaskEach()
    {
        var completed = 0;
        using var slots = new SemaphoreSlim(TaskPoller.MaxConcurrentRequests);
        await Task.WhenAll(States.Select(async task =>
        {
            await slots.WaitAsync();
            try
            {
                if ((await Provider.GetAsync(task.Id, NullMessages.Instance, CancellationToken.None)).IsTerminal)
                {
                    Interlocked.Increment(ref completed);
                }
            }
            finally
            {
                slots.Release();
            }
        }));
        return completed;
    }

    [Benchmark(Description = "TaskPoller")]
    public async Task<int> Poller()
    {
        var observer = new CountingObserver();
        await new TaskPoller(TimeProvider.System, new PollSchedule(), observer, NullMessages.Instance).WaitAsync(States.Select(task => new TrackedTask(task, Provider)), CancellationToken.None);
        return observer.Completed;
    }

    private sealed class CountingObserver : IPollObserver
    {
        public int Completed { get; private set; }

        void IPollObserver.OnPolled(TrackedTask task)
        {
        }

        void IPollObserver.OnCompleted(TrackedTask task) => Completed++;

        void IPollObserver.OnFailed(TrackedTask task, VideoException exception) => throw exception;
    }

    private sealed class CompletedProvider : IVideoProvider
    {
        public string Name => "Completed";

        public Uri BaseUri { get; } = new("https://completed.invalid/");

        public ModelCatalog Catalog { get; } = new("Completed", []);

        public bool IsBilled => false;

        public PollingLimits PollingLimits { get; } = PollingLimits.Default with { RequestsPerSecond = double.PositiveInfinity };

        public HttpMessageInvoker MediaClient => throw new NotSupportedException();

        public DownloadOptions DownloadOptions => throw new NotSupportedException();

        public AccountKey Account => throw new NotSupportedException();

        public Task<VideoTask> CreateAsync(PreparedRequest request, SendPermit permit, IUserMessages messages, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<VideoTask> GetAsync(string id, IUserMessages messages, CancellationToken cancellationToken) =>
            Task.FromResult(new VideoTask { Id = id, Provider = Name, Status = VideoStatus.Succeeded, VideoUrl = VideoUrl });

        public void Dispose()
        {
        }
    }
}
