using System.Net;
using System.Text.Json.Nodes;
using static WanVideo.Providers.Fal.FalWire;

namespace WanVideo.Sandbox.Fal;

/// <summary>The server side of fal's queue: create, status, result, cancel, and the keys of callbacks.</summary>
internal sealed class FalProtocol(TaskStore tasks, ResultStore results, SandboxOptions options) : GatewayProtocol(options)
{
    // The public key of the first test vector of RFC 8032, section 7.1, in base64url. Tests sign with its private key.
    private const string PublicKey = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";

    private readonly FalResponseWriter writer = new(tasks, results);

    protected override string InvalidFieldCode => ErrorType.InvalidField;

    protected override HttpStatusCode InvalidFieldStatus => HttpStatusCode.UnprocessableEntity;

    protected override string KeyScheme => Providers.Fal.FalWire.KeyScheme;

    protected override bool IsPublic(string path) => path == KeySetPath;

    protected override Func<string, HttpResponseMessage>? FindHandler(HttpRequestMessage request, string path) => request.Method.Method switch
    {
        "GET" when path == KeySetPath => _ => CreateResponse(WriteKeySet()),
        "POST" when FalModel.All.ContainsKey(path) => body => Create(path, body, request.RequestUri!),
        "GET" when FindTask(path, StatusSuffix) is var (isRequest, task) && isRequest => _ => GetStatus(task, request.RequestUri!),
        "PUT" when FindTask(path, CancelSuffix) is var (isRequest, task) && isRequest => _ => Cancel(task),
        "GET" when FindTask(path, "") is var (isRequest, task) && isRequest => _ => GetResult(task),
        _ => null,
    };

    // Errors of keys are documented with their HTTP status only.
    protected override RequestRejectedException CreateKeyException(bool isMissing) => new(HttpStatusCode.Unauthorized, "", isMissing ? "Authentication is required" : "The key is invalid");

    protected override JsonObject WriteError(RequestRejectedException exception) => exception.Code.Length == 0
        ? new JsonObject { [ErrorField.Detail] = exception.Message }
        : FalResponseWriter.WriteError(exception.Code, exception.Message, exception.Field);

    private static JsonObject WriteKeySet() => new()
    {
        [Callback.Keys] = new JsonArray(new JsonObject { ["kty"] = "OKP", ["crv"] = "Ed25519", [Callback.PublicKey] = PublicKey }),
    };

    private HttpResponseMessage Create(string model, string body, Uri url)
    {
        var task = tasks.Add(Guid.NewGuid().ToString(), FalRequestReader.Read(model, body));
        return CreateAcceptedResponse(task, writer.WriteStatus(task, url));
    }

    private HttpResponseMessage GetStatus(SandboxTask? task, Uri url) => task is null ? CreateNotFoundResponse()
        : CreateResponse(writer.WriteStatus(task, url), task.GetState(tasks.Now).Status is SandboxTaskStatus.Pending or SandboxTaskStatus.Running ? HttpStatusCode.Accepted : HttpStatusCode.OK);

    private HttpResponseMessage GetResult(SandboxTask? task)
    {
        // The response before completion is not documented.
        if (task is null || task.GetState(tasks.Now).Status is SandboxTaskStatus.Pending or SandboxTaskStatus.Running)
        {
            return CreateNotFoundResponse();
        }

        var (body, status, errorType) = writer.WriteResult(task);
        var response = CreateResponse(body, status);
        response.Headers.Add("x-fal-request-id", task.Id);
        if (errorType is not null)
        {
            response.Headers.Add(Header.ErrorType, errorType);
        }

        return response;
    }

    // A running task is not interrupted: the request for it is accepted, and the task may still finish.
    private HttpResponseMessage Cancel(SandboxTask? task)
    {
        if (task is null)
        {
            return CreateNotFoundResponse();
        }

        return tasks.TryCancel(task.Id) || task.GetState(tasks.Now).Status is SandboxTaskStatus.Pending or SandboxTaskStatus.Running
            ? CreateResponse(new JsonObject { [TaskField.Status] = Status.CancellationRequested }, HttpStatusCode.Accepted)
            : CreateResponse(new JsonObject { [TaskField.Status] = Status.AlreadyCompleted }, HttpStatusCode.BadRequest);
    }

    private static HttpResponseMessage CreateNotFoundResponse() => CreateResponse(new JsonObject { [TaskField.Status] = Status.NotFound }, HttpStatusCode.NotFound);

    /// <summary>Finds the task of a path with owner, app and request id. The whole name of a model is not such a path.</summary>
    private (bool IsRequest, SandboxTask? Task) FindTask(string path, string suffix)
    {
        var index = path.IndexOf(RequestsPath, StringComparison.Ordinal);
        if (index < 0 || GetId(path[index..], RequestsPath, suffix) is not { } id)
        {
            return (false, null);
        }

        var app = path[..index];
        return (FalModel.All.Keys.Any(model => FalModel.GetApp(model) == app), tasks.Find(id) is { } task && FalModel.GetApp(task.Request.Model) == app ? task : null);
    }
}
