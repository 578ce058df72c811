using System.Collections.Specialized;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Web;
using static WanVideo.Sandbox.EvoLink.EvoLinkNames;

namespace WanVideo.Sandbox.EvoLink;

/// <summary>EvoLink's side of its protocol: create, query, batch, list, credits.</summary>
internal sealed class EvoLinkProtocol(TaskStore tasks, ResultVideos videos, SandboxOptions options) : IProtocol
{
    private const int LargestBatch = 50;
    private const int UsualPage = 20;
    private const int LargestPage = 100;

    private readonly EvoLinkResponseWriter answers = new(tasks, videos);

    public async Task<HttpResponseMessage?> TryAnswerAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (AnswererOf(request) is not { } answer)
        {
            return null;
        }

        try
        {
            RequireKey(request);
            return answer(request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken));
        }
        catch (FieldRefusedException wrong)
        {
            var refused = new EvoLinkRefusedException(HttpStatusCode.BadRequest, ErrorCode.InvalidParameters, ErrorType.InvalidRequest, wrong.Message, wrong.Field);
            return Json(EvoLinkResponseWriter.Refusal(refused), refused.Status);
        }
        catch (EvoLinkRefusedException refused)
        {
            return Json(EvoLinkResponseWriter.Refusal(refused), refused.Status);
        }
    }

    /// <summary>What makes the answer of the request's body; null if the request is not for this protocol.</summary>
    private Func<string, HttpResponseMessage>? AnswererOf(HttpRequestMessage request)
    {
        var address = request.RequestUri!;
        return (request.Method.Method, address.AbsolutePath) switch
        {
            ("POST", CreatePath) => body => Create(request, body),
            ("POST", BatchPath) => Batch,
            ("GET", ListPath) => _ => Page(HttpUtility.ParseQueryString(address.Query)),
            ("GET", CreditsPath) => _ => Json(EvoLinkResponseWriter.Account()),
            ("GET", var path) when path.StartsWith(TaskPath, StringComparison.Ordinal) => _ => Query(Uri.UnescapeDataString(path[TaskPath.Length..])),
            _ => null,
        };
    }

    private void RequireKey(HttpRequestMessage request)
    {
        if (options.ApiKey is { } key && (request.Headers.Authorization is not { Scheme: "Bearer" } sent || sent.Parameter != key))
        {
            throw new EvoLinkRefusedException(HttpStatusCode.Unauthorized, ErrorCode.InvalidApiKey, ErrorType.Authentication, "The API key is missing or wrong");
        }
    }

    private HttpResponseMessage Create(HttpRequestMessage request, string body)
    {
        var order = EvoLinkRequestReader.Read(body);
        var key = request.Headers.TryGetValues(Header.IdempotencyKey, out var values) ? values.First() : null;
        var (task, isReplay) = key is null ? (tasks.Add(NewId(), order), false) : tasks.AddOnce(key, body, NewId(), order);
        if (task is null)
        {
            throw new EvoLinkRefusedException(HttpStatusCode.Conflict, ErrorCode.IdempotencyConflict, ErrorType.InvalidRequest, "This key was used for another request");
        }

        var response = Json(answers.Whole(task));
        if (isReplay)
        {
            response.Headers.Add(Header.IdempotencyReplayed, "true");
        }

        return response;
    }

    private HttpResponseMessage Query(string id)
    {
        if (!id.StartsWith(TaskIdPrefix, StringComparison.Ordinal))
        {
            throw new EvoLinkRefusedException(
                HttpStatusCode.BadRequest,
                ErrorCode.InvalidTaskId,
                ErrorType.InvalidRequest,
                $"Invalid task ID format, must start with '{TaskIdPrefix}'",
                Field.TaskId);
        }

        var task = tasks.Find(id)
            ?? throw new EvoLinkRefusedException(HttpStatusCode.NotFound, ErrorCode.TaskNotFound, ErrorType.NotFound, $"Task {id} does not exist", Field.TaskId);
        return Json(answers.Whole(task));
    }

    private HttpResponseMessage Batch(string body)
    {
        var ids = RequestFields.Parse(body).Texts(Field.TaskIds);
        return ids.Count is > 0 and <= LargestBatch
            ? Json(answers.Batch(ids.Select(tasks.Find).OfType<SandboxTask>()))
            : throw new FieldRefusedException(Field.TaskIds, $"must have 1 to {LargestBatch}");
    }

    private HttpResponseMessage Page(NameValueCollection query)
    {
        var found = tasks.Newest().Where(task =>
            IsWanted(Field.Model, task.Order.Model) && IsWanted(Field.Status, answers.StatusOf(task)) && IsWanted(Field.Type, Answer.TypeOfVideo));
        return Json(answers.Page([.. found], Number(Field.Page) ?? 1, Math.Min(Number(Field.PageSize) ?? UsualPage, LargestPage)));

        bool IsWanted(string field, string value) => query[field] is not { Length: > 0 } wanted || wanted == value;

        int? Number(string field) => int.TryParse(query[field], CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null;
    }

    private string NewId() => string.Create(
        CultureInfo.InvariantCulture,
        $"{TaskIdPrefix}{tasks.Now.ToUnixTimeSeconds()}-{RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyz0123456789", 8)}");

    private static HttpResponseMessage Json(JsonObject body, HttpStatusCode status = HttpStatusCode.OK) => new(status)
    {
        Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"),
    };
}
