using System.Net;
using System.Text.Json.Nodes;
using static WanVideo.Providers.AceData.AceDataWire;

namespace WanVideo.Sandbox.AceData;

/// <summary>The server side of AceData Cloud's protocol: create, query, batch.</summary>
internal sealed class AceDataProtocol(TaskStore tasks, ResultStore results, SandboxOptions options) : GatewayProtocol(options)
{
    private readonly AceDataResponseWriter writer = new(tasks, results);

    protected override string InvalidFieldCode => ErrorCode.BadRequest;

    protected override Func<string, HttpResponseMessage>? FindHandler(HttpRequestMessage request, string path) => (request.Method.Method, path) switch
    {
        ("POST", CreatePath) => Create,
        ("POST", TaskPath) => RunQuery,
        _ => null,
    };

    protected override RequestRejectedException CreateKeyException(bool isMissing) => isMissing
        ? new(HttpStatusCode.BadRequest, ErrorCode.NoToken, "The token is missing")
        : new(HttpStatusCode.Unauthorized, ErrorCode.InvalidToken, "The token is invalid");

    protected override JsonObject WriteError(RequestRejectedException exception) => AceDataResponseWriter.WriteError(exception);

    private HttpResponseMessage Create(string body)
    {
        var (request, isAsync) = AceDataRequestReader.Read(body);
        if (isAsync)
        {
            var task = tasks.Add(Guid.NewGuid().ToString(), request);
            return CreateAcceptedResponse(task, AceDataResponseWriter.WriteAccepted(task));
        }

        // AceData responds when the video exists. In the sandbox such a task takes no time; with #takes, AceData's own time limit comes first.
        var synchronous = tasks.Add(Guid.NewGuid().ToString(), request, TimeSpan.Zero);
        return CreateAcceptedResponse(
            synchronous,
            writer.WriteResult(synchronous) ?? throw new RequestRejectedException(HttpStatusCode.GatewayTimeout, ErrorCode.Timeout, "The task was not finished in time"));
    }

    private HttpResponseMessage RunQuery(string body)
    {
        var query = RequestFields.Parse(body);
        return CreateResponse(query.GetRequiredString(Query.Action) switch
        {
            Actions.Retrieve => Get(query),
            Actions.RetrieveBatch => GetMany(query),
            _ => throw new InvalidFieldException(Query.Action, $"must be {Actions.Retrieve} or {Actions.RetrieveBatch}"),
        });
    }

    // The response for an unknown id is not documented. The sandbox sends an empty object.
    private JsonObject Get(RequestFields query) => tasks.Find(query.GetRequiredString(Query.Id)) is { } task ? writer.WriteTask(task) : [];

    private JsonObject GetMany(RequestFields query)
    {
        var ids = query.GetStrings(Query.Ids);
        RequestFields.Require(ids.Count is > 0 and <= MaxBatchSize, Query.Ids, $"must have 1 to {MaxBatchSize}");
        return writer.WriteBatch([.. ids.Select(tasks.Find).OfType<SandboxTask>()]);
    }
}
