using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using static WanVideo.Sandbox.AceData.AceDataNames;

namespace WanVideo.Sandbox.AceData;

/// <summary>The bodies that AceData answers with.</summary>
internal sealed class AceDataResponseWriter(TaskStore tasks, ResultVideos videos)
{
    /// <summary>What a create is answered with: where to ask, and nothing of how the task stands.</summary>
    public static JsonObject Accepted(SandboxTask task) => new()
    {
        [Created.TaskId] = task.Id,
        [Created.TraceId] = TraceOf(task),
    };

    /// <summary>A task as a query gives it. It has no status word of its own: how it stands is in its response, and that it ended in its times.</summary>
    public JsonObject Whole(SandboxTask task)
    {
        var (stage, _) = task.At(tasks.Now);
        var whole = new JsonObject
        {
            [Answer.Id] = task.Id,
            [Answer.Type] = Answer.TypeOfVideo,
            [Answer.TraceId] = TraceOf(task),
            [Answer.CreatedAt] = UnixSeconds(task.CreatedAt),
            [Answer.Request] = JsonNode.Parse(task.Order.Body),
        };
        if (stage is not (SandboxTaskStatus.Pending or SandboxTaskStatus.Running))
        {
            whole[Answer.FinishedAt] = UnixSeconds(task.EndsAt);

            // The time that the task took, not the length of the video.
            whole[Answer.Duration] = (task.EndsAt - task.CreatedAt).TotalSeconds;
        }

        if (ResponseOf(task, stage) is { } response)
        {
            whole[Answer.Response] = response;
        }

        return whole;
    }

    /// <summary>Tasks as a batch gives them.</summary>
    public JsonObject Batch(IReadOnlyCollection<SandboxTask> found) => new()
    {
        [List.Items] = new JsonArray([.. found.Select(Whole)]),
        [List.Count] = found.Count,
    };

    /// <summary>Why a request is not fulfilled.</summary>
    public static JsonObject Refusal(AceDataRefusedException refused) => new()
    {
        [Error.Whole] = ErrorOf(refused.Code, refused.Message),
        [Error.TraceId] = Guid.NewGuid().ToString(),
    };

    private JsonObject? ResponseOf(SandboxTask task, SandboxTaskStatus stage) => stage switch
    {
        SandboxTaskStatus.Succeeded => new()
        {
            [Result.Success] = true,
            [Result.TaskId] = task.Id,
            [Result.State] = State.Completed,
            [Result.VideoUrl] = videos.AddressOf(task).AbsoluteUri,
        },
        SandboxTaskStatus.Failed => new()
        {
            [Result.Success] = false,
            [Result.TaskId] = task.Id,
            [Result.Error] = ErrorOf(task.Rehearsal.FailureCode, "The sandbox was asked to fail this task."),
        },
        SandboxTaskStatus.Canceled => new()
        {
            [Result.Success] = false,
            [Result.TaskId] = task.Id,
            [Result.State] = State.Cancelled,
            [Result.Error] = ErrorOf(ErrorCode.Cancelled, "The sandbox was asked to cancel this task."),
        },

        // A running task has no response by the manual. AceData's own client reads a word in one, so that is where a rehearsed word can stand.
        _ when task.Rehearsal.StatusWord is { } word => new() { [Result.TaskId] = task.Id, [Result.State] = word },
        _ => null,
    };

    private static JsonObject ErrorOf(string? code, string message) => new() { [Error.Code] = code, [Error.Message] = message };

    // A task keeps the trace of its create. It follows from the id, so that nothing more has to be stored.
    private static string TraceOf(SandboxTask task) => new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(task.Id)).AsSpan(0, 16)).ToString();

    private static decimal UnixSeconds(DateTimeOffset moment) => moment.ToUnixTimeMilliseconds() / 1000m;
}
