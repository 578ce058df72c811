using System.Globalization;
using System.Text.Json.Nodes;
using static WanVideo.Sandbox.DashScope.DashScopeNames;

namespace WanVideo.Sandbox.DashScope;

/// <summary>The bodies that DashScope answers with, but for the id of the request.</summary>
internal sealed class DashScopeResponseWriter(ResultVideos videos)
{
    /// <summary>A task that has just been accepted.</summary>
    public static JsonObject Accepted(string id) => Output(id, Status.Pending);

    /// <summary>A task that there is not, or no more.</summary>
    public static JsonObject Unknown(string id) => Output(id, Status.Unknown);

    /// <summary>A task as a query gives it.</summary>
    public JsonObject Whole(DashScopeTask task)
    {
        var whole = Output(task.Task.Id, task.Status);
        var output = whole[Answer.Output]!.AsObject();
        output[Answer.SubmitTime] = DashScopeTime.Format(task.Task.CreatedAt);
        if (task.ScheduledAt is { } scheduled)
        {
            output[Answer.ScheduledTime] = DashScopeTime.Format(scheduled);
        }

        if (task.EndedAt is { } ended)
        {
            output[Answer.EndTime] = DashScopeTime.Format(ended);
        }

        switch (task.Stage)
        {
            case SandboxTaskStatus.Succeeded:
                output[Answer.Prompt] = task.Task.Order.Prompt;
                output[Answer.VideoUrl] = videos.AddressOf(task.Task).AbsoluteUri;
                whole[Answer.Usage] = UsageOf(task);
                break;
            case SandboxTaskStatus.Failed:
                output[Error.Code] = task.Task.Rehearsal.FailureCode;
                output[Error.Message] = "The sandbox was asked to fail this task.";
                break;
        }

        return whole;
    }

    /// <summary>A page of tasks.</summary>
    public static JsonObject Page(DashScopeTask[] found, DashScopeListQuery listing)
    {
        var pages = found.Chunk(listing.PageSize).ToArray();
        return new JsonObject
        {
            [List.Total] = found.Length,
            [List.Data] = new JsonArray([.. (pages.ElementAtOrDefault(listing.Page - 1) ?? []).Select(Row)]),
            [List.Pages] = pages.Length,
            [List.Page] = listing.Page,
            [List.PageSize] = listing.PageSize,
        };
    }

    /// <summary>Why a request is not fulfilled.</summary>
    public static JsonObject Refusal(DashScopeRefusedException refused) => new() { [Error.Code] = refused.Code, [Error.Message] = refused.Message };

    private static JsonObject Output(string id, string status) => new()
    {
        [Answer.Output] = new JsonObject { [Answer.TaskId] = id, [Answer.Status] = status },
    };

    private static JsonObject UsageOf(DashScopeTask task)
    {
        var order = task.Task.Order;
        var usage = new JsonObject
        {
            // Written as 5.0, as Alibaba's example has it.
            [Usage.Duration] = 1.0m * order.Seconds,
            [Usage.OutputDuration] = order.Seconds,

            // Alibaba counts the seconds of reference videos too; the sandbox does not fetch them.
            [Usage.InputDuration] = 0,
            [Usage.Videos] = 1,
            [Usage.Resolution] = WanSizes.ByTierAndShape[Resolution.Higher].ContainsValue((order.Width, order.Height)) ? 1080 : 720,
            [Usage.Size] = string.Create(CultureInfo.InvariantCulture, $"{order.Width}*{order.Height}"),
        };
        if (task.HasSound is { } hasSound)
        {
            usage[Usage.Audio] = hasSound;
        }

        return usage;
    }

    private static JsonObject Row(DashScopeTask task)
    {
        var row = new JsonObject
        {
            [List.ApiKeyId] = List.OnlyId,
            [List.CallerParentId] = List.OnlyId,
            [List.CallerId] = List.OnlyId,
            [List.Created] = task.Task.CreatedAt.ToUnixTimeMilliseconds(),
            [List.Model] = task.Task.Order.Model,
            [List.Region] = List.OnlyRegion,
            [List.RequestId] = task.RequestId,
            [List.Status] = task.Status,
            [List.TaskId] = task.Task.Id,
            [List.ApiKey] = List.ApiKeyStart + task.Task.Order.Model,
        };
        if (task.ScheduledAt is { } scheduled)
        {
            row[List.Started] = scheduled.ToUnixTimeMilliseconds();
        }

        if (task.EndedAt is { } ended)
        {
            row[List.Ended] = ended.ToUnixTimeMilliseconds();
        }

        return row;
    }
}
