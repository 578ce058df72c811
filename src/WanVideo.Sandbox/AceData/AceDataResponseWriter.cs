using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using static WanVideo.Providers.AceData.AceDataWire;

namespace WanVideo.Sandbox.AceData;

/// <summary>Writes the bodies of AceData's responses.</summary>
internal sealed class AceDataResponseWriter(TaskStore tasks, ResultStore results)
{
    /// <summary>The response to a create request.</summary>
    public static JsonObject WriteAccepted(SandboxTask task) => new()
    {
        [TaskField.TaskId] = task.Id,
        [TaskField.TraceId] = GetTraceId(task),
    };

    /// <summary>The response to a query. The task itself has no status.</summary>
    public JsonObject WriteTask(SandboxTask task)
    {
        var (status, _) = task.GetState(tasks.Now);
        var body = new JsonObject
        {
            [TaskField.Id] = task.Id,
            [TaskField.Type] = TaskField.Videos,
            [TaskField.TraceId] = GetTraceId(task),
            [TaskField.CreatedAt] = ToUnixSeconds(task.CreatedAt),
            [TaskField.Request] = JsonNode.Parse(task.Request.Body),
        };
        if (status is not (SandboxTaskStatus.Pending or SandboxTaskStatus.Running))
        {
            body[TaskField.FinishedAt] = ToUnixSeconds(task.EndsAt);

            // The run time of the task, not the duration of the video.
            body[TaskField.Duration] = (task.EndsAt - task.CreatedAt).TotalSeconds;
        }

        if (WriteResult(task, status) is { } result)
        {
            body[TaskField.Response] = result;
        }

        return body;
    }

    public JsonObject WriteBatch(IReadOnlyCollection<SandboxTask> batch) => new()
    {
        [ListField.Items] = new JsonArray([.. batch.Select(WriteTask)]),
        [ListField.Count] = batch.Count,
    };

    public static JsonObject WriteError(RequestRejectedException exception) => new()
    {
        [TaskField.Error] = WriteError(exception.Code, exception.Message),
        [TaskField.TraceId] = Guid.NewGuid().ToString(),
    };

    /// <summary>The response to a synchronous create request. Null if the task is running.</summary>
    public JsonObject? WriteResult(SandboxTask task) => task.GetState(tasks.Now).Status is var status && status is SandboxTaskStatus.Pending or SandboxTaskStatus.Running ? null : WriteResult(task, status);

    private JsonObject? WriteResult(SandboxTask task, SandboxTaskStatus status) => status switch
    {
        SandboxTaskStatus.Succeeded => new()
        {
            [ResultField.Success] = true,
            [ResultField.TaskId] = task.Id,
            [ResultField.State] = State.Completed,
            [ResultField.VideoUrl] = results.GetUrl(task),
        },
        SandboxTaskStatus.Failed => new()
        {
            [ResultField.Success] = false,
            [ResultField.TaskId] = task.Id,
            [ResultField.Error] = WriteError(task.Directives.FailureCode, "The prompt requested this failure."),
        },
        SandboxTaskStatus.Canceled => new()
        {
            [ResultField.Success] = false,
            [ResultField.TaskId] = task.Id,
            [ResultField.State] = State.Cancelled,
            [ResultField.Error] = WriteError(ErrorCode.Cancelled, "The prompt requested this cancellation."),
        },

        // According to the documentation, a running task has no result. AceData's own client reads a state in one.
        _ when task.Directives.Status is { } state => new() { [ResultField.TaskId] = task.Id, [ResultField.State] = state },
        _ => null,
    };

    private static JsonObject WriteError(string? code, string message) => new() { [ErrorField.Code] = code, [ErrorField.Message] = message };

    // Derived from the task's id: every response for a task has the same trace id.
    private static string GetTraceId(SandboxTask task) => new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(task.Id)).AsSpan(0, 16)).ToString();

    private static decimal ToUnixSeconds(DateTimeOffset time) => time.ToUnixTimeMilliseconds() / 1000m;
}
