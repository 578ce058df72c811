using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Web;
using static WanVideo.Sandbox.DashScope.DashScopeNames;

namespace WanVideo.Sandbox.DashScope;

/// <summary>DashScope's side of its protocol: create, query, cancel, list.</summary>
internal sealed class DashScopeProtocol(TaskStore tasks, ResultVideos videos, SandboxOptions options) : IProtocol
{
    // Alibaba's own client leaves out the slash at the end of the path, and sends some of these. The bare path is left to others.
    private static readonly string[] ListSigns = [Query.Page, Query.PageSize, Query.StartTime, Query.EndTime, Query.Model];

    private readonly DashScopeTaskStore own = new(tasks);
    private readonly DashScopeResponseWriter answers = new(videos);

    public async Task<HttpResponseMessage?> TryAnswerAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (AnswererOf(request) is not { } answer)
        {
            return null;
        }

        var requestId = Guid.NewGuid().ToString();
        try
        {
            RequireKey(request);
            return Json(answer(request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken), requestId), requestId);
        }
        catch (FieldRefusedException wrong)
        {
            return Refusal(new DashScopeRefusedException(HttpStatusCode.BadRequest, ErrorCode.InvalidParameter, wrong.Message), requestId);
        }
        catch (DashScopeRefusedException refused)
        {
            return Refusal(refused, requestId);
        }
    }

    /// <summary>What makes the answer of the request's body and the id it was given; null if the request is not for this protocol.</summary>
    private Func<string, string, JsonObject>? AnswererOf(HttpRequestMessage request)
    {
        var address = request.RequestUri!;
        return (request.Method.Method, address.AbsolutePath) switch
        {
            ("POST", CreatePath) => (body, requestId) => Create(request, body, requestId),
            ("GET", TaskPath) => (_, _) => Page(address),
            ("GET", ListPath) when HttpUtility.ParseQueryString(address.Query).AllKeys.Intersect(ListSigns).Any() => (_, _) => Page(address),
            ("GET", var path) when IdIn(path, "") is { } id => (_, _) => Find(id),
            ("POST", var path) when IdIn(path, CancelEnd) is { } id => (_, _) => Cancel(id),
            _ => null,
        };
    }

    private static string? IdIn(string path, string end) =>
        path.StartsWith(TaskPath, StringComparison.Ordinal)
        && path.EndsWith(end, StringComparison.Ordinal)
        && path.Length > TaskPath.Length + end.Length
        && path[TaskPath.Length..^end.Length] is var id
        && !id.Contains('/', StringComparison.Ordinal)
            ? Uri.UnescapeDataString(id)
            : null;

    private void RequireKey(HttpRequestMessage request)
    {
        if (options.ApiKey is { } key && (request.Headers.Authorization is not { Scheme: "Bearer" } sent || sent.Parameter != key))
        {
            throw new DashScopeRefusedException(HttpStatusCode.Unauthorized, ErrorCode.InvalidApiKey, "Invalid API-key provided.");
        }
    }

    private JsonObject Create(HttpRequestMessage request, string body, string requestId)
    {
        if (!IsEnabled(request, Header.Async))
        {
            throw new DashScopeRefusedException(HttpStatusCode.Forbidden, ErrorCode.AccessDenied, "current user api does not support synchronous calls.");
        }

        return DashScopeResponseWriter.Accepted(own.Add(DashScopeRequestReader.Read(body, IsEnabled(request, Header.OssResolve)), requestId));
    }

    private static bool IsEnabled(HttpRequestMessage request, string header) =>
        request.Headers.TryGetValues(header, out var values) && values.Contains(Header.Enable);

    private JsonObject Find(string id) => own.Find(id) is { } task ? answers.Whole(task) : DashScopeResponseWriter.Unknown(id);

    // Which code an unknown id is refused with is not documented.
    private JsonObject Cancel(string id) => own.TryCancel(id)
        ? []
        : throw new DashScopeRefusedException(
            HttpStatusCode.BadRequest,
            ErrorCode.UnsupportedOperation,
            "Failed to cancel the task, please confirm if the task is in PENDING status.");

    private JsonObject Page(Uri address)
    {
        var listing = new DashScopeListQuery(HttpUtility.ParseQueryString(address.Query));
        return DashScopeResponseWriter.Page([.. own.Find(listing)], listing);
    }

    private static HttpResponseMessage Refusal(DashScopeRefusedException refused, string requestId) =>
        Json(DashScopeResponseWriter.Refusal(refused), requestId, refused.Status);

    // Whatever is answered, the id of the request is a part of it.
    private static HttpResponseMessage Json(JsonObject body, string requestId, HttpStatusCode status = HttpStatusCode.OK)
    {
        body[Answer.RequestId] = requestId;
        return new HttpResponseMessage(status) { Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json") };
    }
}
