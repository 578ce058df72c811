using System.Text.Json.Nodes;
using static WanVideo.Sandbox.EvoLink.EvoLinkNames;

namespace WanVideo.Sandbox.EvoLink;

/// <summary>The bodies that EvoLink answers with.</summary>
internal sealed class EvoLinkResponseWriter(TaskStore tasks, ResultVideos videos)
{
    private const int FullAccount = 1000;

    /// <summary>The word that a task stands under.</summary>
    public string StatusOf(SandboxTask task) => task.Rehearsal.StatusWord ?? task.At(tasks.Now).Stage switch
    {
        SandboxTaskStatus.Pending => Status.Pending,
        SandboxTaskStatus.Running => Status.Processing,
        SandboxTaskStatus.Succeeded => Status.Completed,
        SandboxTaskStatus.Failed => Status.Failed,
        _ => Status.Cancelled,
    };

    /// <summary>A task as its create and a query give it.</summary>
    public JsonObject Whole(SandboxTask task)
    {
        var (stage, progress) = task.At(tasks.Now);
        var whole = new JsonObject
        {
            [Answer.Created] = task.CreatedAt.ToUnixTimeSeconds(),
            [Answer.Id] = task.Id,
            [Answer.Model] = task.Order.Model,
            [Answer.Object] = Answer.ObjectOfVideo,
            [Answer.Progress] = progress,
            [Answer.Status] = StatusOf(task),
            [Answer.Info] = new JsonObject
            {
                [Answer.CanCancel] = stage is SandboxTaskStatus.Pending or SandboxTaskStatus.Running,
                [Answer.EstimatedTime] = (int)Math.Ceiling(task.Estimate.TotalSeconds),
                [Answer.VideoDuration] = task.Order.Seconds,
            },
            [Answer.Type] = Answer.TypeOfVideo,
            [Answer.Usage] = new JsonObject
            {
                [Answer.BillingRule] = Answer.PerSecond,
                [Answer.CreditsReserved] = task.Order.Seconds,
                [Answer.UserGroup] = Answer.DefaultGroup,
            },
        };
        switch (stage)
        {
            case SandboxTaskStatus.Succeeded:
                whole[Answer.Results] = new JsonArray(videos.AddressOf(task).AbsoluteUri);
                break;
            case SandboxTaskStatus.Failed:
                whole[Answer.Error] = new JsonObject { [Error.Code] = task.Rehearsal.FailureCode, [Error.Message] = "The sandbox was asked to fail this task." };
                break;
        }

        return whole;
    }

    /// <summary>Tasks as a batch gives them.</summary>
    public JsonObject Batch(IEnumerable<SandboxTask> found) => new() { [List.Data] = new JsonArray([.. found.Select(Whole)]) };

    /// <summary>A page of tasks, each in few words and without its result.</summary>
    public JsonObject Page(SandboxTask[] found, int page, int size) => new()
    {
        [List.Data] = new JsonArray([.. (found.Chunk(size).ElementAtOrDefault(page - 1) ?? []).Select(Brief)]),
        [List.Total] = found.Length,
        [List.Page] = page,
        [List.PageSize] = size,
    };

    /// <summary>An account that nothing is taken from.</summary>
    public static JsonObject Account() => new()
    {
        [Credits.Success] = true,
        [Credits.Data] = new JsonObject
        {
            [Credits.User] = new JsonObject { [Credits.Remaining] = FullAccount, [Credits.Used] = 0 },
            [Credits.Token] = new JsonObject { [Credits.Remaining] = FullAccount, [Credits.Used] = 0, [Credits.Unlimited] = false },
        },
    };

    /// <summary>Why a request is not fulfilled.</summary>
    public static JsonObject Refusal(EvoLinkRefusedException refused) => new()
    {
        [Answer.Error] = new JsonObject
        {
            [Error.Code] = refused.Code,
            [Error.Message] = refused.Message,
            [Error.Type] = refused.Type,
            [Error.Parameter] = refused.Parameter,
        },
    };

    private JsonObject Brief(SandboxTask task)
    {
        var (stage, progress) = task.At(tasks.Now);
        var hasVideo = stage is SandboxTaskStatus.Succeeded;
        return new JsonObject
        {
            [Answer.Id] = task.Id,
            [Answer.Model] = task.Order.Model,
            [Answer.Type] = Answer.TypeOfVideo,
            [Answer.Status] = StatusOf(task),
            [Answer.Progress] = progress,
            [Row.CreatedAt] = task.CreatedAt.ToUnixTimeSeconds(),
            [Row.Duration] = task.Order.Seconds,
            [Row.HasResults] = hasVideo,
            [Row.ResultCount] = hasVideo ? 1 : 0,
            [Row.HasError] = stage is SandboxTaskStatus.Failed,
            [Row.CreditsUsed] = hasVideo ? task.Order.Seconds : 0,
        };
    }
}
