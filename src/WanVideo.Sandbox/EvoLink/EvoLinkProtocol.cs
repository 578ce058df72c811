using System.Collections.Specialized;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using System.Web;
using static WanVideo.Providers.EvoLink.EvoLinkWire;

namespace WanVideo.Sandbox.EvoLink;

/// <summary>The server side of EvoLink's protocol: create, query, batch, list, credits.</summary>
internal sealed class EvoLinkProtocol(TaskStore tasks, ResultStore results, SandboxOptions options) : GatewayProtocol(options)
{
    private const int DefaultPageSize = 20;
    private const int MaxPageSize = 100;

    private readonly EvoLinkResponseWriter writer = new(tasks, results);

    protected override string InvalidFieldCode => ErrorCode.InvalidParameters;

    protected override Func<string, HttpResponseMessage>? FindHandler(HttpRequestMessage request, string path) => (request.Method.Method, path) switch
    {
        ("POST", CreatePath) => body => Create(request, body),
        ("POST", BatchPath) => GetMany,
        ("GET", ListPath) => _ => List(HttpUtility.ParseQueryString(request.RequestUri!.Query)),
        ("GET", CreditsPath) => _ => CreateResponse(EvoLinkResponseWriter.WriteCredits()),
        ("GET", _) when path.StartsWith(TaskPath, StringComparison.Ordinal) => _ => Get(Uri.UnescapeDataString(path[TaskPath.Length..])),
        _ => null,
    };

    protected override RequestRejectedException CreateKeyException(bool isMissing) =>
        new(HttpStatusCode.Unauthorized, ErrorCode.InvalidApiKey, "The API key is missing or wrong");

    protected override JsonObject WriteError(RequestRejectedException exception) => EvoLinkResponseWriter.WriteError(exception);

    private HttpResponseMessage Create(HttpRequestMessage request, string body)
    {
        var accepted = EvoLinkRequestReader.Read(body);
        var key = request.Headers.TryGetValues(Header.IdempotencyKey, out var values) ? values.First() : null;
        var (task, isReplay) = key is null ? (tasks.Add(CreateId(), accepted), false) : tasks.AddOnce(key, CreateId(), accepted);
        if (task is null)
        {
            throw new RequestRejectedException(HttpStatusCode.Conflict, ErrorCode.IdempotencyConflict, "This key was used for another request");
        }

        if (!isReplay)
        {
            return CreateAcceptedResponse(task, writer.WriteTask(task));
        }

        var response = CreateResponse(writer.WriteTask(task));
        response.Headers.Add(Header.IdempotencyReplayed, "true");
        return response;
    }

    private HttpResponseMessage Get(string id) =>
        !id.StartsWith(TaskIdPrefix, StringComparison.Ordinal)
            ? throw new RequestRejectedException(HttpStatusCode.BadRequest, ErrorCode.InvalidTaskId, $"Invalid task ID format, must start with '{TaskIdPrefix}'", ListField.TaskId)
            : tasks.Find(id) is { } task ? CreateResponse(writer.WriteTask(task))
            : throw new RequestRejectedException(HttpStatusCode.NotFound, ErrorCode.TaskNotFound, $"Task {id} does not exist", ListField.TaskId);

    private HttpResponseMessage GetMany(string body)
    {
        var ids = RequestFields.Parse(body).GetStrings(ListField.TaskIds);
        RequestFields.Require(ids.Count is > 0 and <= MaxBatchSize, ListField.TaskIds, $"must have 1 to {MaxBatchSize}");
        return CreateResponse(writer.WriteBatch(ids.Select(tasks.Find).OfType<SandboxTask>()));
    }

    private HttpResponseMessage List(NameValueCollection query)
    {
        // EvoLink's own client: "processing" includes queued tasks, and "pending" is not a value.
        if (query[ListField.Status] is Status.Pending)
        {
            throw new InvalidFieldException(ListField.Status, $"must not be {Status.Pending}");
        }

        var matches = tasks.GetAll().Where(task =>
            IsMatch(ListField.Model, task.Request.Model)
            && IsMatch(ListField.Status, writer.GetStatus(task) is var status && status is Status.Pending ? Status.Processing : status)
            && IsMatch(ListField.Type, TaskField.Video));
        return CreateResponse(writer.WritePage([.. matches], GetNumber(ListField.Page) ?? 1, Math.Min(GetNumber(ListField.PageSize) ?? DefaultPageSize, MaxPageSize)));

        bool IsMatch(string parameter, string value) => query[parameter] is not { Length: > 0 } filter || filter == value;

        int? GetNumber(string parameter) => int.TryParse(query[parameter], CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null;
    }

    private string CreateId() => string.Create(
        CultureInfo.InvariantCulture,
        $"{TaskIdPrefix}{tasks.Now.ToUnixTimeSeconds()}-{RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyz0123456789", 8)}");
}
