using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using System.Web;
using static WanVideo.Providers.ModelStream.ModelStreamWire;

namespace WanVideo.Sandbox.ModelStream;

/// <summary>The server side of ModelStream's protocol, which is New API's: create at two paths, query in three shapes, and the content of a video.</summary>
internal sealed class ModelStreamProtocol(TaskStore tasks, ResultStore results, SandboxOptions options) : GatewayProtocol(options)
{
    private const string TaskIdPrefix = "task_";

    // The query "shape=documented" selects the shape of New API's manual. No gateway has it.
    private const string ShapeParameter = "shape";
    private const string DocumentedShape = "documented";

    // GET v1/videos/generations is EvoLink's create path, not a task's.
    private const string EvoLinkCreateSegment = "generations";

    private readonly ModelStreamResponseWriter writer = new(tasks, results);

    protected override string InvalidFieldCode => ErrorCode.InvalidRequest;

    protected override Func<string, HttpResponseMessage>? FindHandler(HttpRequestMessage request, string path) => (request.Method.Method, path) switch
    {
        ("POST", CreatePath or VideosPath) => Create,
        ("GET", _) when GetId(path, TaskPath) is { } id => _ => Get(id, IsDocumentedShape(request) ? writer.WriteDocumentedTask : writer.WriteServerTask),
        ("GET", _) when GetId(path, VideoPath) is { } id and not EvoLinkCreateSegment => _ => Get(id, writer.WriteOpenAiTask),
        ("GET", _) when GetId(path, VideoPath, ContentSuffix) is { } id => _ => GetContent(request, id),
        _ => null,
    };

    protected override RequestRejectedException CreateKeyException(bool isMissing) =>
        new(HttpStatusCode.Unauthorized, ErrorCode.InvalidApiKey, "The API key is missing or wrong", "");

    protected override JsonObject WriteError(RequestRejectedException exception) => ModelStreamResponseWriter.WriteError(exception);

    private HttpResponseMessage Create(string body)
    {
        var task = tasks.Add(CreateId(), new ModelStreamRequestReader(body).Read());
        return CreateAcceptedResponse(task, ModelStreamResponseWriter.WriteAccepted(task));
    }

    private HttpResponseMessage Get(string id, Func<SandboxTask, JsonObject> write) => CreateResponse(write(Find(id)));

    private HttpResponseMessage GetContent(HttpRequestMessage request, string id) =>
        results.TryCreateVideo(request, Find(id)) ?? throw new RequestRejectedException(HttpStatusCode.BadRequest, ErrorCode.InvalidRequest, "The task is not completed");

    private SandboxTask Find(string id) => tasks.Find(id) ?? throw new RequestRejectedException(HttpStatusCode.BadRequest, ErrorCode.TaskNotFound, ErrorCode.TaskNotFound);

    private static bool IsDocumentedShape(HttpRequestMessage request) =>
        HttpUtility.ParseQueryString(request.RequestUri!.Query)[ShapeParameter] == DocumentedShape;

    private static string CreateId() =>
        TaskIdPrefix + RandomNumberGenerator.GetString("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", 32);
}
