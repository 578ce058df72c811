using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using WanVideo.Sandbox.AceData;
using WanVideo.Sandbox.DashScope;
using WanVideo.Sandbox.EvoLink;
using WanVideo.Sandbox.Fal;
using WanVideo.Sandbox.ModelStream;

namespace WanVideo.Sandbox;

/// <summary>
/// The server side of all gateways' protocols. Requests and responses are .NET's HTTP messages, so that a message handler can serve a client in the same
/// process and a web server can serve it on a socket.
/// </summary>
public sealed class SandboxServer
{
    private readonly List<TaskStore> stores = [];
    private readonly ResultStore results;
    private readonly GatewayProtocol[] protocols;

    /// <summary>Creates a sandbox with the tasks of <see cref="SandboxOptions.StorePath"/>.</summary>
    /// <param name="options">The options.</param>
    /// <param name="time">The clock.</param>
    public SandboxServer(SandboxOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        results = new ResultStore(stores, time, options.ResultBase);
        protocols =
        [
            new EvoLinkProtocol(AddStore("EvoLink"), results, options),
            new AceDataProtocol(AddStore("AceData"), results, options),
            new ModelStreamProtocol(AddStore("ModelStream"), results, options),
            new DashScopeProtocol(AddStore("DashScope"), results, options),
            new FalProtocol(AddStore("fal"), results, options),
        ];

        TaskStore AddStore(string protocol)
        {
            stores.Add(new TaskStore(options.TaskDuration, time, options.StorePath is { } path ? new TaskFile(path, protocol, time) : null));
            return stores[^1];
        }
    }

    /// <summary>The ids and prompts of all tasks.</summary>
    public IReadOnlyList<(string Id, string Prompt)> Tasks => [.. stores.SelectMany(store => store.GetAll()).Select(task => (task.Id, task.Request.Prompt))];

    /// <summary>The number of accepted create requests, including repeats with the same idempotency key.</summary>
    public int AcceptedRequestCount => stores.Sum(store => store.AcceptedRequestCount);

    /// <summary>Handles a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Cancels reading the request's body.</param>
    /// <exception cref="HttpRequestException">A prompt has the directive <c>#drop-response</c>: the task was accepted and the response is lost.</exception>
    public async Task<HttpResponseMessage> HandleAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        cancellationToken.ThrowIfCancellationRequested();
        var response = results.TryHandle(request) ?? await TryHandleAsync(request, cancellationToken) ?? CreateNotFoundResponse(request);
        response.Headers.Add("x-request-id", Guid.NewGuid().ToString("N"));
        return response;
    }

    // In the shape of EvoLink and New API. Their own clients cannot read an empty body.
    private static HttpResponseMessage CreateNotFoundResponse(HttpRequestMessage request) => new(HttpStatusCode.NotFound)
    {
        Content = JsonContent.Create(new JsonObject
        {
            ["error"] = new JsonObject { ["message"] = $"Invalid URL ({request.Method} {request.RequestUri!.AbsolutePath})", ["type"] = "invalid_request_error", ["param"] = "", ["code"] = "" },
        }),
    };

    // The gateways' paths do not overlap, so one host can serve all of them.
    private async Task<HttpResponseMessage?> TryHandleAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        foreach (var protocol in protocols)
        {
            if (await protocol.TryHandleAsync(request, cancellationToken) is { } response)
            {
                return response;
            }
        }

        return null;
    }
}
