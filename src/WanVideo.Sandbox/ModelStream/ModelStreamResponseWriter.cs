using System.Globalization;
using System.Text.Json.Nodes;
using static WanVideo.Sandbox.ModelStream.ModelStreamNames;

namespace WanVideo.Sandbox.ModelStream;

/// <summary>The bodies that ModelStream and other hosts of New API answer with.</summary>
internal sealed class ModelStreamResponseWriter(TaskStore tasks, ResultVideos videos)
{
    private const string FailureMessage = "The sandbox was asked to fail this task.";

    /// <summary>The answer to a create.</summary>
    public static JsonObject Created(SandboxTask task) => new() { [Answer.TaskId] = task.Id, [Answer.Status] = Status.Queued };

    /// <summary>A task as New API's server gives it.</summary>
    public JsonObject OfServer(SandboxTask task)
    {
        var (stage, progress) = task.At(tasks.Now);
        return new JsonObject
        {
            [Wrapped.Code] = Wrapped.Success,
            [Wrapped.Message] = "",
            [Wrapped.Data] = new JsonObject
            {
                [Answer.TaskId] = task.Id,
                [Answer.Status] = task.Rehearsal.StatusWord ?? ServerWord(stage),
                [Wrapped.FailReason] = FailReason(task, stage),
                [Wrapped.ResultUrl] = ResultUrl(task, stage),
                [Wrapped.SubmitTime] = task.CreatedAt.ToUnixTimeSeconds(),
                [Wrapped.StartTime] = stage is SandboxTaskStatus.Pending ? 0 : task.StartsAt.ToUnixTimeSeconds(),
                [Wrapped.FinishTime] = stage is SandboxTaskStatus.Pending or SandboxTaskStatus.Running ? 0 : task.EndsAt.ToUnixTimeSeconds(),
                [Answer.Progress] = string.Create(CultureInfo.InvariantCulture, $"{progress}%"),
                [Wrapped.Data] = FromUpstream(task, stage),
            },
        };
    }

    /// <summary>A task as New API's manual shows it.</summary>
    public JsonObject AsDocumented(SandboxTask task)
    {
        var stage = task.At(tasks.Now).Stage;
        return new JsonObject
        {
            [Answer.TaskId] = task.Id,
            [Answer.Status] = task.Rehearsal.StatusWord ?? Word(stage),
            [Answer.Url] = ResultUrl(task, stage),
            [Documented.Format] = Documented.Mp4,
            [Answer.Metadata] = new JsonObject
            {
                [Documented.Duration] = task.Order.Seconds,
                [Documented.Width] = task.Order.Width,
                [Documented.Height] = task.Order.Height,
            },

            // The manual's example, of a finished task, has an error of code 0. What a failed task has there is not shown.
            [Answer.Error] = ErrorOf(task, stage) ?? new JsonObject { [Error.Code] = 0, [Error.Message] = "" },
        };
    }

    /// <summary>A task as OpenAI gives it.</summary>
    public JsonObject AsVideo(SandboxTask task)
    {
        var (stage, progress) = task.At(tasks.Now);
        var video = new JsonObject
        {
            [OpenAiVideo.Id] = task.Id,
            [OpenAiVideo.Object] = OpenAiVideo.ObjectOfVideo,
            [OpenAiVideo.Model] = task.Order.Model,
            [Answer.Status] = task.Rehearsal.StatusWord ?? Word(stage),
            [Answer.Progress] = progress,
            [OpenAiVideo.CreatedAt] = task.CreatedAt.ToUnixTimeSeconds(),
        };
        if (stage is SandboxTaskStatus.Succeeded)
        {
            video[Answer.Metadata] = new JsonObject { [Answer.Url] = ResultUrl(task, stage) };
        }

        if (ErrorOf(task, stage) is { } error)
        {
            video[Answer.Error] = error;
        }

        return video;
    }

    /// <summary>The answer to a query for a task that there is not.</summary>
    public static JsonObject NoTask() => new()
    {
        [Wrapped.Code] = ErrorCode.TaskNotExist,
        [Wrapped.Message] = ErrorCode.TaskNotExist,
        [Wrapped.Data] = null,
    };

    /// <summary>Why a request is not fulfilled.</summary>
    public static JsonObject Refusal(string code, string message, string parameter) => new()
    {
        [Answer.Error] = new JsonObject
        {
            [Error.Message] = message,
            [Error.Type] = Error.TypeOfNewApi,
            [Error.Parameter] = parameter,
            [Error.Code] = code,
        },
    };

    private static string ServerWord(SandboxTaskStatus stage) => stage switch
    {
        SandboxTaskStatus.Pending => ServerStatus.Queued,
        SandboxTaskStatus.Running => ServerStatus.InProgress,
        SandboxTaskStatus.Succeeded => ServerStatus.Success,
        _ => ServerStatus.Failure,
    };

    private static string Word(SandboxTaskStatus stage) => stage switch
    {
        SandboxTaskStatus.Pending => Status.Queued,
        SandboxTaskStatus.Running => Status.InProgress,
        SandboxTaskStatus.Succeeded => Status.Completed,
        _ => Status.Failed,
    };

    private static string UpstreamWord(SandboxTaskStatus stage) => stage switch
    {
        SandboxTaskStatus.Pending => Upstream.Pending,
        SandboxTaskStatus.Running => Upstream.Running,
        SandboxTaskStatus.Succeeded => Upstream.Succeeded,
        SandboxTaskStatus.Failed => Upstream.Failed,
        _ => Upstream.Canceled,
    };

    private static string FailReason(SandboxTask task, SandboxTaskStatus stage) => stage switch
    {
        SandboxTaskStatus.Failed => $"{task.Rehearsal.FailureCode}: {FailureMessage}",
        SandboxTaskStatus.Canceled => ErrorCode.Cancelled,
        _ => "",
    };

    private static JsonObject? ErrorOf(SandboxTask task, SandboxTaskStatus stage) => stage switch
    {
        SandboxTaskStatus.Failed => new() { [Error.Code] = task.Rehearsal.FailureCode, [Error.Message] = FailureMessage },
        SandboxTaskStatus.Canceled => new() { [Error.Code] = ErrorCode.Cancelled, [Error.Message] = ErrorCode.Cancelled },
        _ => null,
    };

    private string ResultUrl(SandboxTask task, SandboxTaskStatus stage) => stage is SandboxTaskStatus.Succeeded ? videos.AddressOf(task).AbsoluteUri : "";

    private JsonObject FromUpstream(SandboxTask task, SandboxTaskStatus stage)
    {
        var output = new JsonObject { [Upstream.TaskId] = task.Id, [Upstream.TaskStatus] = UpstreamWord(stage) };
        if (stage is SandboxTaskStatus.Succeeded)
        {
            output[Upstream.VideoUrl] = ResultUrl(task, stage);
        }

        return new JsonObject { [Upstream.Output] = output };
    }
}
