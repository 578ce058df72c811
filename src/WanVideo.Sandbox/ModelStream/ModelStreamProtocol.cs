using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Web;
using static WanVideo.Sandbox.ModelStream.ModelStreamNames;

namespace WanVideo.Sandbox.ModelStream;

/// <summary>The gateway's side of ModelStream's protocol, which is that of New API: create, and query in three shapes.</summary>
internal sealed class ModelStreamProtocol(TaskStore tasks, ResultVideos videos, SandboxOptions options) : IProtocol
{
    private readonly ModelStreamResponseWriter answers = new(tasks, videos);

    public async Task<HttpResponseMessage?> TryAnswerAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (AnswererOf(request) is not { } answer)
        {
            return null;
        }

        if (!HasKey(request))
        {
            return Json(ModelStreamResponseWriter.Refusal(ErrorCode.InvalidApiKey, "The API key is missing or wrong", ""), HttpStatusCode.Unauthorized);
        }

        try
        {
            return answer(request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken));
        }
        catch (FieldRefusedException wrong)
        {
            return Json(ModelStreamResponseWriter.Refusal(ErrorCode.InvalidRequest, wrong.Message, wrong.Field), HttpStatusCode.BadRequest);
        }
    }

    /// <summary>What makes the answer of the request's body; null if the request is not for this protocol.</summary>
    private Func<string, HttpResponseMessage>? AnswererOf(HttpRequestMessage request)
    {
        var address = request.RequestUri!;
        return (request.Method.Method, address.AbsolutePath) switch
        {
            ("POST", CreatePath) => Create,
            ("GET", var path) when IdIn(path, TaskPath) is { } id => _ => Query(id, ShapeFor(address)),
            ("GET", var path) when IdIn(path, VideoPath) is { } id and not NoVideoId => _ => Query(id, answers.AsVideo),
            _ => null,
        };
    }

    private static string? IdIn(string path, string prefix) =>
        path.StartsWith(prefix, StringComparison.Ordinal) && path[prefix.Length..] is { Length: > 0 } id && !id.Contains('/') ? Uri.UnescapeDataString(id) : null;

    private Func<SandboxTask, JsonObject> ShapeFor(Uri address) =>
        HttpUtility.ParseQueryString(address.Query)[Shape.Parameter] == Shape.Documented ? answers.AsDocumented : answers.OfServer;

    private bool HasKey(HttpRequestMessage request) =>
        options.ApiKey is not { } key || (request.Headers.Authorization is { Scheme: "Bearer" } sent && sent.Parameter == key);

    private HttpResponseMessage Create(string body) => Json(ModelStreamResponseWriter.Created(tasks.Add(NewId(), ModelStreamRequestReader.Read(body))));

    // The tasks of other gateways are kept in the same store; this one does not know them.
    private HttpResponseMessage Query(string id, Func<SandboxTask, JsonObject> shape) =>
        id.StartsWith(TaskIdPrefix, StringComparison.Ordinal) && tasks.Find(id) is { } task
            ? Json(shape(task))
            : Json(ModelStreamResponseWriter.NoTask(), HttpStatusCode.BadRequest);

    private static string NewId() =>
        TaskIdPrefix + RandomNumberGenerator.GetString("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", 32);

    private static HttpResponseMessage Json(JsonObject body, HttpStatusCode status = HttpStatusCode.OK) => new(status)
    {
        Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"),
    };
}
