using System.Net;
using System.Text.Json.Nodes;
using System.Web;
using static WanVideo.Providers.DashScope.DashScopeWire;

namespace WanVideo.Sandbox.DashScope;

/// <summary>The server side of DashScope's protocol: create, query, cancel, list.</summary>
internal sealed class DashScopeProtocol(TaskStore tasks, ResultStore results, SandboxOptions options) : GatewayProtocol(options)
{
    /// <summary>The time for which DashScope keeps a task, and the maximum range of a list.</summary>
    public static readonly TimeSpan TaskLifetime = TimeSpan.FromHours(24);

    // Alibaba's page has a slash at the end of the list's path. Its own client omits it and sends at least one of these.
    private const string ListPathOfClient = "api/v1/tasks";
    private static readonly string[] ListParameters = [ListField.Page, ListField.PageSize, ListField.StartTime, ListField.EndTime, ListField.Model];

    private readonly DashScopeResponseWriter writer = new(results);

    protected override string InvalidFieldCode => ErrorCode.InvalidParameter;

    protected override Func<string, HttpResponseMessage>? FindHandler(HttpRequestMessage request, string path)
    {
        var query = HttpUtility.ParseQueryString(request.RequestUri!.Query);

        // Alibaba's own client adds a slash to the paths of a task. That of the list has one.
        path = path is TaskPath ? path : path.TrimEnd('/');
        return (request.Method.Method, path) switch
        {
            ("POST", CreatePath) => body => Create(request, body),
            ("GET", TaskPath) => _ => List(new DashScopeListQuery(query)),
            ("GET", ListPathOfClient) when query.AllKeys.Intersect(ListParameters).Any() => _ => List(new DashScopeListQuery(query)),
            ("GET", _) when GetId(path, TaskPath) is { } id => _ => Get(id),
            ("POST", _) when GetId(path, TaskPath, CancelSuffix) is { } id => _ => Cancel(id),
            _ => null,
        };
    }

    protected override RequestRejectedException CreateKeyException(bool isMissing) =>
        new(HttpStatusCode.Unauthorized, ErrorCode.InvalidApiKey, "Invalid API-key provided.");

    protected override JsonObject WriteError(RequestRejectedException exception) => AddRequestId(DashScopeResponseWriter.WriteError(exception));

    private static HttpResponseMessage Respond(JsonObject body) => CreateResponse(AddRequestId(body));

    private static JsonObject AddRequestId(JsonObject body, string? requestId = null)
    {
        body[TaskField.RequestId] = requestId ?? Guid.NewGuid().ToString();
        return body;
    }

    private HttpResponseMessage Create(HttpRequestMessage request, string body)
    {
        if (!IsEnabled(request, Header.Async))
        {
            throw new RequestRejectedException(HttpStatusCode.Forbidden, ErrorCode.AccessDenied, "current user api does not support synchronous calls.");
        }

        var accepted = DashScopeRequestReader.Read(body, resolvesOss: IsEnabled(request, Header.OssResolve)) with { RequestId = Guid.NewGuid().ToString() };
        var task = tasks.Add(Guid.NewGuid().ToString(), accepted);
        return CreateAcceptedResponse(task, AddRequestId(DashScopeResponseWriter.WriteTask(task.Id, Status.Pending), accepted.RequestId));
    }

    private static bool IsEnabled(HttpRequestMessage request, string header) =>
        request.Headers.TryGetValues(header, out var values) && values.Contains(Header.Enable);

    private HttpResponseMessage Get(string id)
    {
        var now = tasks.Now;
        return Respond(Find(id, now) is { } task ? writer.WriteTask(task, now) : DashScopeResponseWriter.WriteTask(id, Status.Unknown));
    }

    // The error code for an unknown id is not documented.
    private HttpResponseMessage Cancel(string id) => Find(id, tasks.Now) is not null && tasks.TryCancel(id)
        ? Respond([])
        : throw new RequestRejectedException(
            HttpStatusCode.BadRequest,
            ErrorCode.UnsupportedOperation,
            "Failed to cancel the task, please confirm if the task is in PENDING status.");

    private HttpResponseMessage List(DashScopeListQuery query)
    {
        var now = tasks.Now;
        return Respond(DashScopeResponseWriter.WritePage([.. tasks.GetAll().Where(task => IsKept(task, now) && query.Matches(task, now))], query, now));
    }

    private SandboxTask? Find(string id, DateTimeOffset now) => tasks.Find(id) is { } task && IsKept(task, now) ? task : null;

    private static bool IsKept(SandboxTask task, DateTimeOffset now) => now - task.CreatedAt <= TaskLifetime;
}
