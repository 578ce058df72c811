using System.Net;
using WanVideo.Sandbox.EvoLink;

namespace WanVideo.Sandbox;

/// <summary>
/// The gateways' side of their wire protocols: it takes tasks, lets time pass, and gives videos. It speaks in .NET's own HTTP messages, so that
/// a handler can put it behind a client in the same process and a web server can put it on a socket.
/// </summary>
public sealed class SandboxGateway
{
    private readonly EvoLinkProtocol evoLink;
    private readonly ResultVideos videos;
    private readonly TaskStore tasks;

    /// <summary>A gateway without tasks.</summary>
    /// <param name="options">How it behaves.</param>
    /// <param name="time">The clock.</param>
    public SandboxGateway(SandboxOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        tasks = new TaskStore(options.TaskDuration, time);
        videos = new ResultVideos(tasks, options.ResultBase, time);
        evoLink = new EvoLinkProtocol(tasks, videos, options);
    }

    /// <summary>How many tasks were accepted.</summary>
    public int TaskCount => tasks.Count;

    /// <summary>Answers a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Ends the reading of its body.</param>
    public async Task<HttpResponseMessage> HandleAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return videos.TryAnswer(request)
            ?? await evoLink.TryAnswerAsync(request, cancellationToken)
            ?? new HttpResponseMessage(HttpStatusCode.NotFound);
    }
}
