using System.Net;
using WanVideo.Sandbox.AceData;
using WanVideo.Sandbox.DashScope;
using WanVideo.Sandbox.EvoLink;
using WanVideo.Sandbox.ModelStream;

namespace WanVideo.Sandbox;

/// <summary>
/// The gateways' side of their wire protocols: it takes tasks, lets time pass, and gives videos. It speaks in .NET's own HTTP messages, so that
/// a handler can put it behind a client in the same process and a web server can put it on a socket.
/// </summary>
public sealed class SandboxServer
{
    // Each gateway knows its own tasks only.
    private readonly List<TaskStore> stores = [];
    private readonly ResultVideos videos;
    private readonly IProtocol[] protocols;

    /// <summary>A gateway without tasks.</summary>
    /// <param name="options">How it behaves.</param>
    /// <param name="time">The clock.</param>
    public SandboxServer(SandboxOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        videos = new ResultVideos(stores, time, options.ResultBase);
        protocols =
        [
            new EvoLinkProtocol(Store(), videos, options),
            new AceDataProtocol(Store(), videos, options),
            new ModelStreamProtocol(Store(), videos, options),
            new DashScopeProtocol(Store(), videos, options),
        ];

        TaskStore Store()
        {
            stores.Add(new TaskStore(options.TaskDuration, time));
            return stores[^1];
        }
    }

    /// <summary>How many tasks there are.</summary>
    public int TaskCount => stores.Sum(store => store.Counts.Tasks);

    /// <summary>The tasks there are: each with its id and its prompt.</summary>
    public IReadOnlyList<(string Id, string Prompt)> Tasks => [.. stores.SelectMany(store => store.Newest()).Select(task => (task.Id, task.Order.Prompt))];

    /// <summary>How many creates were accepted: as many as there are tasks, and those that an idempotency key showed to be repeats.</summary>
    public int CreateCount => stores.Sum(store => store.Counts.Creates);

    /// <summary>Answers a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Ends the reading of its body.</param>
    public async Task<HttpResponseMessage> HandleAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        cancellationToken.ThrowIfCancellationRequested();
        var response = videos.TryAnswer(request) ?? await AnswerAsync(request, cancellationToken) ?? new HttpResponseMessage(HttpStatusCode.NotFound);
        response.Headers.Add("x-request-id", Guid.NewGuid().ToString("N"));
        return response;
    }

    // The gateways' addresses have nothing in common, so one host can speak for all of them.
    private async Task<HttpResponseMessage?> AnswerAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        foreach (var protocol in protocols)
        {
            if (await protocol.TryAnswerAsync(request, cancellationToken) is { } answer)
            {
                return answer;
            }
        }

        return null;
    }
}
