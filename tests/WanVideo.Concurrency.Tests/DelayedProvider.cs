using WanVideo.Catalog;
using WanVideo.Downloading;
using WanVideo.Ledger;
using WanVideo.Polling;

namespace WanVideo.Tests;

/// <summary>A provider whose responses arrive at any time. Which response it is, Coyote decides: running, succeeded, failed or rate limited.</summary>
internal sealed class DelayedProvider(string name, int batchSize) : IVideoProvider
{
    // Later polls of a task return it as succeeded, so that each schedule ends.
    private const int MaxUndecidedPolls = 2;

    private readonly Microsoft.Coyote.Random.Generator random = Microsoft.Coyote.Random.Generator.Create();
    private int polls;
    private int activeRequests;

    public string Name => name;

    public int BatchSize => batchSize;

    public int ActiveRequests => Volatile.Read(ref activeRequests);

    public Uri BaseUri { get; } = new("https://gateway.example/");

    public ModelCatalog Catalog { get; } = new(name, []);

    public bool IsBilled => true;

    public HttpMessageInvoker MediaClient => throw new NotSupportedException();

    public DownloadOptions DownloadOptions => throw new NotSupportedException();

    public AccountKey Account => new(Name, BaseUri, "tag");

    public TrackedTask CreateTask(string id) => new(CreateState(id, VideoStatus.Pending), this);

    public Task<VideoTask> CreateAsync(PreparedRequest request, SendPermit permit, IUserMessages messages, CancellationToken cancellationToken) => throw new NotSupportedException();

    public async Task<VideoTask> GetAsync(string id, IUserMessages messages, CancellationToken cancellationToken) => (await PollAsync([id], cancellationToken))[0];

    public Task<IReadOnlyList<VideoTask>> GetManyAsync(IReadOnlyList<string> ids, IUserMessages messages, CancellationToken cancellationToken) => PollAsync(ids, cancellationToken);

    public void Dispose()
    {
    }

    private async Task<IReadOnlyList<VideoTask>> PollAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        Assert.InRange(Interlocked.Increment(ref activeRequests), 1, TaskPoller.MaxConcurrentRequests);
        try
        {
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
            var isDecided = Interlocked.Increment(ref polls) > MaxUndecidedPolls;
            return (isDecided ? 0 : random.NextInteger(3)) switch
            {
                0 => [.. ids.Select(id => CreateState(id, VideoStatus.Succeeded))],
                1 => [.. ids.Select(id => CreateState(id, VideoStatus.Running))],
                _ => throw new VideoException(VideoErrorKind.RateLimited, "Too many requests.") { RetryAfter = TimeSpan.FromSeconds(2) },
            };
        }
        finally
        {
            Interlocked.Decrement(ref activeRequests);
        }
    }

    private VideoTask CreateState(string id, string status) => new()
    {
        Id = id,
        Provider = name,
        Status = status,
        VideoUrl = status is VideoStatus.Succeeded ? new Uri("https://media.example/a.mp4") : null,
    };
}
