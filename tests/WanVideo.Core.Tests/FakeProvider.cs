using System.Collections.Concurrent;
using System.Net;
using WanVideo.Catalog;
using WanVideo.Downloading;
using WanVideo.Ledger;
using WanVideo.Polling;

namespace WanVideo.Tests;

/// <summary>A provider whose responses are set by a test.</summary>
internal sealed class FakeProvider(string name = "Fake") : IVideoProvider
{
    private int requestCount;

    public string Name => name;

    public Uri BaseUri { get; init; } = new("https://gateway.example/");

    public IReadOnlyList<VideoTask> Listed { get; init; } = [];

    public ModelCatalog Catalog { get; } = new(name, []);

    public bool IsBilled { get; init; } = true;

    public HttpMessageInvoker MediaClient { get; init; } = new(new FakeHandler(_ => new HttpResponseMessage(HttpStatusCode.NotFound)));

    public DownloadOptions DownloadOptions { get; init; } = new();

    public AccountKey Account => new(Name, BaseUri, "tag");

    /// <summary>The create requests.</summary>
    public ConcurrentBag<PreparedRequest> Requests { get; } = [];

    public Func<SendPermit, CancellationToken, Task<VideoTask>> OnCreate { get; init; } = (_, _) => throw new InvalidOperationException();

    public Func<string, VideoTask> OnGet { get; init; } = _ => throw new InvalidOperationException();

    public int BatchSize { get; init; } = 1;

    public PollingLimits PollingLimits { get; init; } = PollingLimits.Default with { RequestsPerSecond = double.PositiveInfinity };

    public Func<IReadOnlyList<string>, IReadOnlyList<VideoTask>> OnGetMany { get; init; } = _ => throw new InvalidOperationException();

    /// <summary>The number of status requests, single or batch.</summary>
    public int RequestCount => Volatile.Read(ref requestCount);

    public Task<VideoTask> CreateAsync(PreparedRequest request, SendPermit permit, IUserMessages messages, CancellationToken cancellationToken)
    {
        Requests.Add(request);
        return OnCreate(permit, cancellationToken);
    }

    public Task<VideoTask> GetAsync(string id, IUserMessages messages, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref requestCount);
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            return Task.FromResult(OnGet(id));
        }
        catch (VideoException exception)
        {
            return Task.FromException<VideoTask>(exception);
        }
    }

    public Task<IReadOnlyList<VideoTask>> GetManyAsync(IReadOnlyList<string> ids, IUserMessages messages, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref requestCount);
        try
        {
            return Task.FromResult(OnGetMany(ids));
        }
        catch (VideoException exception)
        {
            return Task.FromException<IReadOnlyList<VideoTask>>(exception);
        }
    }

    public IAsyncEnumerable<VideoTask> ListAsync(TaskFilter filter, IUserMessages messages, CancellationToken cancellationToken) => Listed.ToAsyncEnumerable();

    public void Dispose()
    {
    }
}

/// <summary>A handler whose responses are set by a test.</summary>
internal sealed class FakeHandler(Func<HttpRequestMessage, HttpResponseMessage> respond) : HttpMessageHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(respond(request));
    }
}
