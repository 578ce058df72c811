using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Web;

namespace WanVideo.Sandbox.EvoLink;

/// <summary>EvoLink's side of its protocol: create, query, batch, list, credits.</summary>
internal sealed class EvoLinkProtocol(TaskStore tasks, ResultVideos videos, SandboxOptions options)
{
    private const int LargestBatch = 50;
    private const int Credits = 1000;

    /// <summary>The answer; null if the request is not for this protocol.</summary>
    public async Task<HttpResponseMessage?> TryAnswerAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var path = request.RequestUri!.AbsolutePath;
        var response = (request.Method.Method, path) switch
        {
            ("POST", EvoLinkNames.CreatePath) => await IfAllowedAsync(request, async () => Create(request, await BodyAsync(request, cancellationToken))),
            ("POST", EvoLinkNames.BatchPath) => await IfAllowedAsync(request, async () => Batch(await BodyAsync(request, cancellationToken))),
            ("GET", EvoLinkNames.ListPath) => IfAllowed(request, () => List(HttpUtility.ParseQueryString(request.RequestUri.Query))),
            ("GET", EvoLinkNames.CreditsPath) => IfAllowed(request, Balance),
            ("GET", _) when path.StartsWith(EvoLinkNames.TaskPath, StringComparison.Ordinal) =>
                IfAllowed(request, () => Query(Uri.UnescapeDataString(path[EvoLinkNames.TaskPath.Length..]))),
            _ => null,
        };
        response?.Headers.Add(EvoLinkNames.RequestId, Guid.NewGuid().ToString("N"));
        return response;
    }

    private HttpResponseMessage Create(HttpRequestMessage request, string body)
    {
        try
        {
            var order = EvoLinkOrder.Read(body);
            var key = request.Headers.TryGetValues(EvoLinkNames.IdempotencyKey, out var values) ? values.First() : null;
            var (task, isReplay) = tasks.AddOnce(key, body, () => tasks.Add(NewId(), order));
            if (task is null)
            {
                return Refusal(HttpStatusCode.Conflict, "idempotency_conflict", EvoLinkNames.InvalidRequest, "This key was used for another request.", null);
            }

            var response = Json(HttpStatusCode.OK, State(task));
            if (isReplay)
            {
                response.Headers.Add(EvoLinkNames.IdempotencyReplayed, "true");
            }

            return response;
        }
        catch (EvoLinkOrder.RefusedException refused)
        {
            return Refusal(HttpStatusCode.BadRequest, "invalid_parameters", EvoLinkNames.InvalidRequest, refused.Message, refused.Parameter);
        }
    }

    private HttpResponseMessage Query(string id)
    {
        if (!id.StartsWith(EvoLinkNames.IdPrefix, StringComparison.Ordinal))
        {
            return Refusal(HttpStatusCode.BadRequest, "invalid_task_id", EvoLinkNames.InvalidRequest, "Invalid task ID format, must start with 'task-unified-'", "task_id");
        }

        return tasks.Find(id) is { } task
            ? Json(HttpStatusCode.OK, State(task))
            : Refusal(HttpStatusCode.NotFound, "task_not_found", EvoLinkNames.NotFound, $"Task {id} does not exist", "task_id");
    }

    private HttpResponseMessage Batch(string body)
    {
        if ((JsonNode.Parse(body)?["task_ids"] as JsonArray)?.Select(id => (string?)id).ToArray() is not { Length: > 0 and <= LargestBatch } ids)
        {
            return Refusal(HttpStatusCode.BadRequest, "invalid_parameters", EvoLinkNames.InvalidRequest, $"task_ids: 1 to {LargestBatch} are required", "task_ids");
        }

        return Json(HttpStatusCode.OK, new JsonObject { ["data"] = new JsonArray([.. ids.Select(id => tasks.Find(id!)).OfType<SandboxTask>().Select(State)]) });
    }

    private HttpResponseMessage List(System.Collections.Specialized.NameValueCollection query)
    {
        var page = int.TryParse(query["page"], CultureInfo.InvariantCulture, out var p) && p > 0 ? p : 1;
        var size = int.TryParse(query["page_size"], CultureInfo.InvariantCulture, out var s) && s is > 0 and <= 100 ? s : 20;
        var found = tasks.Newest()
            .Where(task => query["model"] is not { Length: > 0 } model || task.Order.Model == model)
            .Where(task => query["status"] is not { Length: > 0 } status || Word(task) == status)
            .ToArray();
        return Json(HttpStatusCode.OK, new JsonObject
        {
            ["data"] = new JsonArray([.. found.Skip((page - 1) * size).Take(size).Select(Row)]),
            ["total"] = found.Length,
            ["page"] = page,
            ["page_size"] = size,
        });
    }

    private static HttpResponseMessage Balance() => Json(HttpStatusCode.OK, new JsonObject
    {
        ["success"] = true,
        ["data"] = new JsonObject
        {
            ["user"] = new JsonObject { ["remaining_credits"] = Credits, ["used_credits"] = 0 },
            ["token"] = new JsonObject { ["remaining_credits"] = Credits, ["used_credits"] = 0, ["unlimited_credits"] = false },
        },
    });

    private JsonObject State(SandboxTask task)
    {
        var (stage, progress) = task.At(tasks.Now);
        var state = new JsonObject
        {
            ["created"] = task.CreatedAt.ToUnixTimeSeconds(),
            ["id"] = task.Id,
            ["model"] = task.Order.Model,
            ["object"] = "video.generation.task",
            ["progress"] = progress,
            ["status"] = Word(task),
            ["task_info"] = new JsonObject
            {
                ["can_cancel"] = stage is Stage.Pending or Stage.Running,
                ["estimated_time"] = (int)Math.Ceiling(task.Runs.TotalSeconds),
                ["video_duration"] = task.Order.Seconds,
            },
            ["type"] = "video",
            ["usage"] = new JsonObject { ["billing_rule"] = "per_second", ["credits_reserved"] = task.Order.Seconds, ["user_group"] = "default" },
        };
        switch (stage)
        {
            case Stage.Succeeded:
                state["results"] = new JsonArray(videos.AddressOf(task).AbsoluteUri);
                break;
            case Stage.Failed:
                state["error"] = new JsonObject { ["code"] = task.Rehearsal.FailureCode, ["message"] = "The sandbox was asked to fail this task." };
                break;
        }

        return state;
    }

    private JsonObject Row(SandboxTask task)
    {
        var (stage, progress) = task.At(tasks.Now);
        return new JsonObject
        {
            ["id"] = task.Id,
            ["model"] = task.Order.Model,
            ["type"] = "video",
            ["status"] = Word(task),
            ["progress"] = progress,
            ["created_at"] = task.CreatedAt.ToUnixTimeSeconds(),
            ["duration"] = task.Order.Seconds,
            ["has_results"] = stage is Stage.Succeeded,
            ["result_count"] = stage is Stage.Succeeded ? 1 : 0,
            ["has_error"] = stage is Stage.Failed,
            ["credits_used"] = stage is Stage.Succeeded ? task.Order.Seconds : 0,
        };
    }

    private string Word(SandboxTask task) => task.Rehearsal.StatusWord ?? EvoLinkNames.Word(task.At(tasks.Now).Stage);

    private string NewId() => string.Create(
        CultureInfo.InvariantCulture,
        $"{EvoLinkNames.IdPrefix}{tasks.Now.ToUnixTimeSeconds()}-{RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyz0123456789", 8)}");

    private HttpResponseMessage IfAllowed(HttpRequestMessage request, Func<HttpResponseMessage> answer) => IsAllowed(request) ? answer() : WrongKey();

    private async Task<HttpResponseMessage> IfAllowedAsync(HttpRequestMessage request, Func<Task<HttpResponseMessage>> answer) => IsAllowed(request) ? await answer() : WrongKey();

    private bool IsAllowed(HttpRequestMessage request) =>
        options.ApiKey is null || request.Headers.Authorization is { Scheme: "Bearer" } sent && sent.Parameter == options.ApiKey;

    private static HttpResponseMessage WrongKey() =>
        Refusal(HttpStatusCode.Unauthorized, "invalid_api_key", EvoLinkNames.Authentication, "The API key is missing or wrong", null);

    private static async Task<string> BodyAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);

    private static HttpResponseMessage Refusal(HttpStatusCode status, string code, string type, string message, string? parameter) => Json(status, new JsonObject
    {
        ["error"] = new JsonObject { ["code"] = code, ["message"] = message, ["type"] = type, ["param"] = parameter },
    });

    private static HttpResponseMessage Json(HttpStatusCode status, JsonObject body) => new(status)
    {
        Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"),
    };
}
