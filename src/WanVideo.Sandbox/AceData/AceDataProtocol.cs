using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using static WanVideo.Sandbox.AceData.AceDataNames;

namespace WanVideo.Sandbox.AceData;

/// <summary>AceData Cloud's side of its protocol: create, and query of one task or many.</summary>
internal sealed class AceDataProtocol(TaskStore tasks, ResultVideos videos, SandboxOptions options) : IProtocol
{
    // Ours: the manual names no limit.
    private const int LargestBatch = 50;

    private readonly AceDataResponseWriter answers = new(tasks, videos);

    public async Task<HttpResponseMessage?> TryAnswerAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (AnswererOf(request) is not { } answer)
        {
            return null;
        }

        try
        {
            RequireKey(request);
            return Json(answer(request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken)));
        }
        catch (FieldRefusedException wrong)
        {
            return Refusal(new AceDataRefusedException(HttpStatusCode.BadRequest, ErrorCode.BadRequest, wrong.Message));
        }
        catch (AceDataRefusedException refused)
        {
            return Refusal(refused);
        }
    }

    /// <summary>What makes the answer of the request's body; null if the request is not for this protocol.</summary>
    private Func<string, JsonObject>? AnswererOf(HttpRequestMessage request) => (request.Method.Method, request.RequestUri!.AbsolutePath) switch
    {
        ("POST", CreatePath) => Create,
        ("POST", TasksPath) => Find,
        _ => null,
    };

    private void RequireKey(HttpRequestMessage request)
    {
        if (options.ApiKey is not { } key)
        {
            return;
        }

        if (request.Headers.Authorization is not { Scheme: "Bearer", Parameter: { Length: > 0 } sent })
        {
            throw new AceDataRefusedException(HttpStatusCode.BadRequest, ErrorCode.NoToken, "The token is missing");
        }

        if (sent != key)
        {
            throw new AceDataRefusedException(HttpStatusCode.Unauthorized, ErrorCode.InvalidToken, "The token is invalid");
        }
    }

    private JsonObject Create(string body) => AceDataResponseWriter.Accepted(tasks.Add(Guid.NewGuid().ToString(), AceDataRequestReader.Read(body)));

    private JsonObject Find(string body)
    {
        var query = RequestFields.Parse(body);
        return query.Text(Query.Action) switch
        {
            TasksAction.Retrieve => One(query),
            TasksAction.RetrieveBatch => Batch(query),
            null => throw query.Refused(Query.Action, "is required"),
            _ => throw query.Refused(Query.Action, $"must be {TasksAction.Retrieve} or {TasksAction.RetrieveBatch}"),
        };
    }

    // Ours: the manual does not say what the answer for an unknown id is. Here it is an object with nothing in it.
    private JsonObject One(RequestFields query)
    {
        var id = query.Text(Query.Id) ?? throw query.Refused(Query.Id, "is required");
        return tasks.Find(id) is { } task ? answers.Whole(task) : [];
    }

    private JsonObject Batch(RequestFields query)
    {
        var ids = query.Texts(Query.Ids);
        query.Require(ids.Count is > 0 and <= LargestBatch, Query.Ids, $"must have 1 to {LargestBatch}");
        return answers.Batch([.. ids.Select(tasks.Find).OfType<SandboxTask>()]);
    }

    private static HttpResponseMessage Refusal(AceDataRefusedException refused) => Json(AceDataResponseWriter.Refusal(refused), refused.Status);

    private static HttpResponseMessage Json(JsonObject body, HttpStatusCode status = HttpStatusCode.OK) => new(status)
    {
        Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"),
    };
}
