using System.Net;
using WanVideo.Catalog;
using WanVideo.Downloading;
using WanVideo.Polling;

namespace WanVideo.Tests;

/// <summary>A gateway of a test's making: what it answers is a function.</summary>
internal sealed class FakeProvider(string name = "Fake") : IVideoProvider
{
    private int gets;

    public string Name => name;

    public Uri BaseUri { get; } = new("https://gateway.example/");

    public ModelCatalog Catalog { get; } = new(name, []);

    public bool IsBilled { get; init; } = true;

    public HttpMessageInvoker MediaClient { get; init; } = new(new AnswerHandler(_ => new HttpResponseMessage(HttpStatusCode.NotFound)));

    public DownloadOptions DownloadOptions { get; init; } = new();

    public Func<CancellationToken, Task<VideoTask>> OnCreate { get; init; } = _ => throw new InvalidOperationException();

    public Func<string, VideoTask> OnGet { get; init; } = _ => throw new InvalidOperationException();

    public int BatchSize { get; init; } = 1;

    public PollingLimits PollingLimits { get; init; } = PollingLimits.Default with { RequestsPerSecond = double.PositiveInfinity };

    public Func<IReadOnlyList<string>, IReadOnlyList<VideoTask>> OnGetMany { get; init; } = _ => throw new InvalidOperationException();

    /// <summary>How many queries there were, for one task or for several.</summary>
    public int Gets => Volatile.Read(ref gets);

    public Task<VideoTask> CreateAsync(PreparedRequest request, string idempotencyKey, IUserMessages messages, CancellationToken cancellationToken) => OnCreate(cancellationToken);

    public Task<VideoTask> GetAsync(string id, IUserMessages messages, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref gets);
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            return Task.FromResult(OnGet(id));
        }
        catch (VideoException failure)
        {
            return Task.FromException<VideoTask>(failure);
        }
    }

    public Task<IReadOnlyList<VideoTask>> GetManyAsync(IReadOnlyList<string> ids, IUserMessages messages, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref gets);
        try
        {
            return Task.FromResult(OnGetMany(ids));
        }
        catch (VideoException failure)
        {
            return Task.FromException<IReadOnlyList<VideoTask>>(failure);
        }
    }

    public void Dispose()
    {
    }
}

/// <summary>Answers requests by a function.</summary>
internal sealed class AnswerHandler(Func<HttpRequestMessage, HttpResponseMessage> answer) : HttpMessageHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(answer(request));
    }
}

/// <summary>Keeps what the user would have been told.</summary>
internal sealed class RecordedMessages : IUserMessages
{
    public List<string> Warnings { get; } = [];

    public void WriteWarning(string message) => Warnings.Add(message);

    public void WriteVerbose(string message)
    {
    }
}
