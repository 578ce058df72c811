using WanVideo.Catalog;
using WanVideo.Downloading;
using WanVideo.Polling;

namespace WanVideo.Benchmarks;

/// <summary>A gateway on a simulated clock: it counts what it is asked, and answers at once.</summary>
/// <param name="time">The clock.</param>
/// <param name="start">When all tasks begin.</param>
/// <param name="ends">When each task ends.</param>
/// <param name="tellsProgress">Say how far each has come, in whole percent.</param>
internal sealed class SimulatedProvider(TimeProvider time, DateTimeOffset start, IReadOnlyDictionary<string, DateTimeOffset> ends, bool tellsProgress) : IVideoProvider
{
    public string Name => "Simulated";

    public Uri BaseUri { get; } = new("https://simulated.invalid/");

    public ModelCatalog Catalog { get; } = new("Simulated", []);

    public bool IsBilled => false;

    public PollingLimits PollingLimits { get; } = PollingLimits.Default with { RequestsPerSecond = double.PositiveInfinity };

    public HttpMessageInvoker MediaClient => throw new NotSupportedException();

    public DownloadOptions DownloadOptions => throw new NotSupportedException();

    public int Requests { get; private set; }

    public Task<VideoTask> CreateAsync(PreparedRequest request, string idempotencyKey, IUserMessages messages, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<VideoTask> GetAsync(string id, IUserMessages messages, CancellationToken cancellationToken)
    {
        Requests++;
        var done = (time.GetUtcNow() - start) / (ends[id] - start);
        return Task.FromResult(new VideoTask
        {
            Id = id,
            Provider = Name,
            Model = "m",
            Status = done >= 1 ? VideoStatus.Succeeded : VideoStatus.Running,
            Progress = tellsProgress ? (int)Math.Min(100, done * 100) : null,
        });
    }

    public void Dispose()
    {
    }
}
