using System.Net;
using System.Text.Json.Nodes;
using static WanVideo.Providers.EvoLink.EvoLinkWire;

namespace WanVideo.Sandbox.EvoLink;

/// <summary>Writes the bodies of EvoLink's responses.</summary>
internal sealed class EvoLinkResponseWriter(TaskStore tasks, ResultStore results)
{
    private const int AccountCredits = 1000;

    public string GetStatus(SandboxTask task) => task.Directives.Status ?? task.GetState(tasks.Now).Status switch
    {
        SandboxTaskStatus.Pending => Status.Pending,
        SandboxTaskStatus.Running => Status.Processing,
        SandboxTaskStatus.Succeeded => Status.Completed,
        SandboxTaskStatus.Failed => Status.Failed,
        _ => Status.Cancelled,
    };

    /// <summary>The response to a create request and to a query.</summary>
    public JsonObject WriteTask(SandboxTask task)
    {
        var (status, progress) = task.GetState(tasks.Now);
        var body = new JsonObject
        {
            [TaskField.Created] = task.CreatedAt.ToUnixTimeSeconds(),
            [TaskField.Id] = task.Id,
            [TaskField.Model] = task.Request.Model,
            [TaskField.Object] = TaskField.VideoTask,
            [TaskField.Progress] = progress,
            [TaskField.Status] = GetStatus(task),
            [TaskField.Info] = new JsonObject
            {
                [TaskField.CanCancel] = status is SandboxTaskStatus.Pending or SandboxTaskStatus.Running,
                [TaskField.EstimatedTime] = (int)Math.Ceiling(task.EstimatedRunTime.TotalSeconds),
                [TaskField.VideoDuration] = task.Request.Seconds,
            },
            [TaskField.Type] = TaskField.Video,
            [TaskField.Usage] = new JsonObject
            {
                [TaskField.BillingRule] = TaskField.PerSecond,
                [TaskField.CreditsReserved] = task.Request.Seconds,
                [TaskField.UserGroup] = TaskField.DefaultGroup,
            },
        };
        switch (status)
        {
            case SandboxTaskStatus.Succeeded:
                body[TaskField.Results] = new JsonArray(results.GetUrl(task));
                break;
            case SandboxTaskStatus.Failed:
                body[TaskField.Error] = new JsonObject { [ErrorField.Code] = task.Directives.FailureCode, [ErrorField.Message] = "The prompt requested this failure." };
                break;
        }

        return body;
    }

    public JsonObject WriteBatch(IEnumerable<SandboxTask> batch) => new() { [ListField.Data] = new JsonArray([.. batch.Select(WriteTask)]) };

    /// <summary>A page of the list. Its tasks have no results.</summary>
    public JsonObject WritePage(SandboxTask[] matches, int page, int pageSize) => new()
    {
        [ListField.Data] = new JsonArray([.. (matches.Chunk(pageSize).ElementAtOrDefault(page - 1) ?? []).Select(WriteListedTask)]),
        [ListField.Total] = matches.Length,
        [ListField.Page] = page,
        [ListField.PageSize] = pageSize,
    };

    /// <summary>The credits of the sandbox's account. Tasks do not reduce them.</summary>
    public static JsonObject WriteCredits() => new()
    {
        [Credits.Success] = true,
        [Credits.Data] = new JsonObject
        {
            [Credits.User] = new JsonObject { [Credits.Remaining] = AccountCredits, [Credits.Used] = 0 },
            [Credits.Token] = new JsonObject { [Credits.Remaining] = AccountCredits, [Credits.Used] = 0, [Credits.Unlimited] = false },
        },
    };

    public static JsonObject WriteError(RequestRejectedException exception) => new()
    {
        [TaskField.Error] = new JsonObject
        {
            [ErrorField.Code] = exception.Code,
            [ErrorField.Message] = exception.Message,
            [ErrorField.Type] = exception.Status switch
            {
                HttpStatusCode.Unauthorized => ErrorType.Authentication,
                HttpStatusCode.NotFound => ErrorType.NotFound,
                _ => ErrorType.InvalidRequest,
            },
            [ErrorField.Parameter] = exception.Field,
        },
    };

    private JsonObject WriteListedTask(SandboxTask task)
    {
        var (status, progress) = task.GetState(tasks.Now);
        var hasVideo = status is SandboxTaskStatus.Succeeded;
        return new JsonObject
        {
            [TaskField.Id] = task.Id,
            [TaskField.Model] = task.Request.Model,
            [TaskField.Type] = TaskField.Video,
            [TaskField.Status] = GetStatus(task),
            [TaskField.Progress] = progress,
            [ListField.CreatedAt] = task.CreatedAt.ToUnixTimeSeconds(),
            [ListField.Duration] = task.Request.Seconds,
            [ListField.HasResults] = hasVideo,
            [ListField.ResultCount] = hasVideo ? 1 : 0,
            [ListField.HasError] = status is SandboxTaskStatus.Failed,
            [ListField.CreditsUsed] = hasVideo ? task.Request.Seconds : 0,
        };
    }
}
