using WanVideo.Catalog;
using WanVideo.Downloading;
using WanVideo.Ledger;
using WanVideo.Polling;

namespace WanVideo.Benchmarks;

/// <summary>A provider on a simulated clock that counts requests and responds at once.</summary>
/// <param name="time">The clock.</param>
/// <param name="start">When all tasks start.</param>
/// <param name="completions">When each task completes, by id.</param>
/// <param name="reportsProgress">Whether the progress is reported, in whole percent.</param>
internal sealed class SimulatedProvider(TimeProvider time, DateTimeOffset start, IReadOnlyDictionary<string, DateTimeOffset> completions, bool reportsProgress) : IVideoProvider
{
    public string Name => "Simulated";

    public Uri BaseUri { get; } = new("https://simulated.invalid/");

    public ModelCatalog Catalog { get; } = new("Simulated", []);

    public bool IsBilled => false;

    public PollingLimits PollingLimits { get; } = PollingLimits.Default with { RequestsPerSecond = double.PositiveInfinity };

    public HttpMessageInvoker MediaClient => throw new NotSupportedException();

    public DownloadOptions DownloadOptions => throw new NotSupportedException();

    public AccountKey Account => throw new NotSupportedException();

    public int Requests { get; private set; }

    public Task<VideoTask> CreateAsync(PreparedRequest request, SendPermit permit, IUserMessages messages, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<VideoTask> GetAsync(string id, IUserMessages messages, CancellationToken cancellationToken)
    {
        Requests++;
        var progress = (time.GetUtcNow() - start) / (completions[id] - start);
        return Task.FromResult(new VideoTask
        {
            Id = id,
            Provider = Name,
            Model = "m",
            Status = progress >= 1 ? VideoStatus.Succeeded : VideoStatus.Running,
            VideoUrl = progress >= 1 ? new Uri("https://example.com/video.mp4") : null,
            Progress = reportsProgress ? (int)Math.Min(100, progress * 100) : null,
        });
    }

    public void Dispose()
    {
    }
}
