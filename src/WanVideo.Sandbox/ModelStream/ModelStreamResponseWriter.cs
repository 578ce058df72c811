using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using static WanVideo.Providers.ModelStream.ModelStreamWire;

namespace WanVideo.Sandbox.ModelStream;

/// <summary>Writes the bodies of New API's responses.</summary>
internal sealed class ModelStreamResponseWriter(TaskStore tasks, ResultStore results)
{
    private const string FailureMessage = "The prompt requested this failure.";

    /// <summary>The response to a create request.</summary>
    public static JsonObject WriteAccepted(SandboxTask task) => new()
    {
        [TaskField.Id] = task.Id,
        [TaskField.TaskId] = task.Id,
        [TaskField.Object] = TaskField.Video,
        [TaskField.Model] = task.Request.Model,
        [TaskField.Status] = Status.Queued,
        [TaskField.Progress] = 0,
        [TaskField.CreatedAt] = task.CreatedAt.ToUnixTimeSeconds(),
    };

    /// <summary>A task in the shape of New API's code.</summary>
    public JsonObject WriteServerTask(SandboxTask task)
    {
        var (status, progress) = task.GetState(tasks.Now);
        return new JsonObject
        {
            [Envelope.Code] = Envelope.Success,
            [Envelope.Message] = "",
            [Envelope.Data] = new JsonObject
            {
                [TaskField.TaskId] = task.Id,
                [TaskField.Status] = task.Directives.Status ?? GetServerStatus(status),
                [Envelope.FailReason] = GetFailReason(task, status),
                [Envelope.ResultUrl] = GetResultUrl(task, status),
                [Envelope.SubmitTime] = task.CreatedAt.ToUnixTimeSeconds(),
                [Envelope.StartTime] = status is SandboxTaskStatus.Pending ? 0 : task.StartsAt.ToUnixTimeSeconds(),
                [Envelope.FinishTime] = status is SandboxTaskStatus.Pending or SandboxTaskStatus.Running ? 0 : task.EndsAt.ToUnixTimeSeconds(),
                [TaskField.Progress] = string.Create(CultureInfo.InvariantCulture, $"{progress}%"),
                [Envelope.Data] = WriteUpstreamResponse(task, status),
            },
        };
    }

    /// <summary>A task in the shape of New API's manual.</summary>
    public JsonObject WriteDocumentedTask(SandboxTask task)
    {
        var status = task.GetState(tasks.Now).Status;
        return new JsonObject
        {
            [TaskField.TaskId] = task.Id,
            [TaskField.Status] = task.Directives.Status ?? GetStatus(status),
            [TaskField.Url] = GetResultUrl(task, status),
            [TaskField.Format] = TaskField.Mp4,
            [TaskField.Metadata] = new JsonObject
            {
                [TaskField.Duration] = task.Request.Seconds,
                [TaskField.Width] = task.Request.Width,
                [TaskField.Height] = task.Request.Height,
            },

            // The manual's example of a finished task has an error with code 0. There is no example of a failed task.
            [TaskField.Error] = WriteTaskError(task, status) ?? new JsonObject { [ErrorField.Code] = 0, [ErrorField.Message] = "" },
        };
    }

    /// <summary>A task in the OpenAI-compatible shape.</summary>
    public JsonObject WriteOpenAiTask(SandboxTask task)
    {
        var (status, progress) = task.GetState(tasks.Now);
        var body = new JsonObject
        {
            [TaskField.Id] = task.Id,
            [TaskField.Object] = TaskField.Video,
            [TaskField.Model] = task.Request.Model,
            [TaskField.Status] = task.Directives.Status ?? GetStatus(status),
            [TaskField.Progress] = progress,
            [TaskField.CreatedAt] = task.CreatedAt.ToUnixTimeSeconds(),
        };
        if (status is SandboxTaskStatus.Succeeded)
        {
            body[TaskField.Metadata] = new JsonObject { [TaskField.Url] = GetResultUrl(task, status) };
        }

        if (WriteTaskError(task, status) is { } error)
        {
            body[TaskField.Error] = error;
        }

        return body;
    }

    /// <summary>The error of a task, which is flat, or of a key, which is nested.</summary>
    public static JsonObject WriteError(RequestRejectedException exception) => exception.Status is HttpStatusCode.Unauthorized
        ? new()
        {
            [TaskField.Error] = new JsonObject
            {
                [ErrorField.Message] = exception.Message,
                [ErrorField.Type] = ErrorField.NewApiError,
                [ErrorField.Parameter] = exception.Field,
                [ErrorField.Code] = exception.Code,
            },
        }
        : new()
        {
            [Envelope.Code] = exception.Code,
            [Envelope.Message] = exception.Message,
            [Envelope.Data] = null,
        };

    private static string GetServerStatus(SandboxTaskStatus status) => status switch
    {
        SandboxTaskStatus.Pending => ServerStatus.Queued,
        SandboxTaskStatus.Running => ServerStatus.InProgress,
        SandboxTaskStatus.Succeeded => ServerStatus.Success,
        _ => ServerStatus.Failure,
    };

    private static string GetStatus(SandboxTaskStatus status) => status switch
    {
        SandboxTaskStatus.Pending => Status.Queued,
        SandboxTaskStatus.Running => Status.InProgress,
        SandboxTaskStatus.Succeeded => Status.Completed,
        _ => Status.Failed,
    };

    private static string GetUpstreamStatus(SandboxTaskStatus status) => status switch
    {
        SandboxTaskStatus.Pending => Upstream.Pending,
        SandboxTaskStatus.Running => Upstream.Running,
        SandboxTaskStatus.Succeeded => Upstream.Succeeded,
        SandboxTaskStatus.Failed => Upstream.Failed,
        _ => Upstream.Canceled,
    };

    // In New API's code. The response of the model's host for a canceled task has no code.
    private static string GetFailReason(SandboxTask task, SandboxTaskStatus status) => status switch
    {
        SandboxTaskStatus.Failed => $"task failed, code: {task.Directives.FailureCode} , message: {FailureMessage}",
        SandboxTaskStatus.Canceled => "task failed",
        _ => "",
    };

    private static JsonObject? WriteTaskError(SandboxTask task, SandboxTaskStatus status) => status switch
    {
        SandboxTaskStatus.Failed => new() { [ErrorField.Code] = task.Directives.FailureCode, [ErrorField.Message] = FailureMessage },
        SandboxTaskStatus.Canceled => new() { [ErrorField.Code] = ErrorCode.Cancelled, [ErrorField.Message] = ErrorCode.Cancelled },
        _ => null,
    };

    private string GetResultUrl(SandboxTask task, SandboxTaskStatus status) => status is SandboxTaskStatus.Succeeded ? results.GetUrl(task) : "";

    private JsonObject WriteUpstreamResponse(SandboxTask task, SandboxTaskStatus status)
    {
        var output = new JsonObject { [Upstream.TaskId] = task.Id, [Upstream.TaskStatus] = GetUpstreamStatus(status) };
        if (status is SandboxTaskStatus.Succeeded)
        {
            output[Upstream.VideoUrl] = GetResultUrl(task, status);
        }
        else if (status is SandboxTaskStatus.Failed)
        {
            output[ErrorField.Code] = task.Directives.FailureCode;
            output[ErrorField.Message] = FailureMessage;
        }

        return new JsonObject { [Upstream.Output] = output };
    }
}
