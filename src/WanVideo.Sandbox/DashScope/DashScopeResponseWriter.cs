using System.Globalization;
using System.Text.Json.Nodes;
using static WanVideo.Providers.DashScope.DashScopeWire;

namespace WanVideo.Sandbox.DashScope;

/// <summary>Writes the bodies of DashScope's responses, without the request id.</summary>
internal sealed class DashScopeResponseWriter(ResultStore results)
{
    /// <summary>The region of the documented example, also for the models of the United States.</summary>
    public const string Region = "cn-beijing";

    /// <summary>The id of the sandbox's only account and API key.</summary>
    public const string AccountId = "1";

    // The documented example has another group of models.
    private const string ApiKeyPrefix = "apikey:v1:aigc:video-generation:video-synthesis:";

    // A pending task can be canceled, so it keeps its status regardless of the directive.
    public static string GetStatus(SandboxTask task, DateTimeOffset now) => task.GetState(now).Status switch
    {
        SandboxTaskStatus.Pending => Status.Pending,
        SandboxTaskStatus.Running => task.Directives.Status ?? Status.Running,
        SandboxTaskStatus.Succeeded => Status.Succeeded,
        SandboxTaskStatus.Failed => Status.Failed,
        _ => Status.Canceled,
    };

    /// <summary>A task with only its status: the response to a create request, and to a query for an unknown or expired task.</summary>
    public static JsonObject WriteTask(string id, string status) => new()
    {
        [TaskField.Output] = new JsonObject { [TaskField.TaskId] = id, [TaskField.Status] = status },
    };

    /// <summary>The response to a query.</summary>
    public JsonObject WriteTask(SandboxTask task, DateTimeOffset now)
    {
        var body = WriteTask(task.Id, GetStatus(task, now));
        var output = body[TaskField.Output]!.AsObject();
        output[TaskField.SubmitTime] = FormatTime(task.CreatedAt);
        if (GetStart(task, now) is { } start)
        {
            output[TaskField.ScheduledTime] = FormatTime(start);
        }

        if (GetEnd(task, now) is { } end)
        {
            output[TaskField.EndTime] = FormatTime(end);
        }

        switch (task.GetState(now).Status)
        {
            case SandboxTaskStatus.Succeeded:
                output[TaskField.Prompt] = task.Request.Prompt;
                output[TaskField.VideoUrl] = results.GetUrl(task);
                body[TaskField.Usage] = WriteUsage(task.Request);
                break;
            case SandboxTaskStatus.Failed:
                output[ErrorField.Code] = task.Directives.FailureCode;
                output[ErrorField.Message] = "The prompt requested this failure.";
                break;
        }

        return body;
    }

    public static JsonObject WritePage(SandboxTask[] matches, DashScopeListQuery query, DateTimeOffset now)
    {
        var pages = matches.Chunk(query.PageSize).ToArray();
        return new JsonObject
        {
            [ListField.Total] = matches.Length,
            [ListField.Data] = new JsonArray([.. (pages.ElementAtOrDefault(query.Page - 1) ?? []).Select(task => WriteListedTask(task, now))]),
            [ListField.Pages] = pages.Length,
            [ListField.Page] = query.Page,
            [ListField.PageSize] = query.PageSize,
        };
    }

    public static JsonObject WriteError(RequestRejectedException exception) => new() { [ErrorField.Code] = exception.Code, [ErrorField.Message] = exception.Message };

    private static JsonObject WriteUsage(SandboxRequest request)
    {
        var usage = new JsonObject
        {
            // With a decimal place, as in the documented example: 5.0.
            [UsageField.Duration] = 1.0m * request.Seconds,
            [UsageField.OutputDuration] = request.Seconds,

            // DashScope also bills the seconds of reference videos. The sandbox does not fetch them.
            [UsageField.InputDuration] = 0,
            [UsageField.Videos] = 1,
            [UsageField.Resolution] = WanFrameSizes.GetLines(request.Width, request.Height),
            [UsageField.Size] = string.Create(CultureInfo.InvariantCulture, $"{request.Width}*{request.Height}"),
        };
        if (request.HasAudio is { } hasAudio)
        {
            usage[UsageField.Audio] = hasAudio;
        }

        return usage;
    }

    private static JsonObject WriteListedTask(SandboxTask task, DateTimeOffset now)
    {
        var body = new JsonObject
        {
            [ListField.ApiKeyId] = AccountId,
            [ListField.CallerParentId] = AccountId,
            [ListField.CallerId] = AccountId,
            [ListField.Created] = task.CreatedAt.ToUnixTimeMilliseconds(),
            [ListField.Model] = task.Request.Model,
            [ListField.Region] = Region,
            [ListField.RequestId] = task.Request.RequestId,
            [ListField.Status] = GetStatus(task, now),
            [ListField.TaskId] = task.Id,
            [ListField.ApiKey] = ApiKeyPrefix + task.Request.Model,
        };
        if (GetStart(task, now) is { } start)
        {
            body[ListField.StartTime] = start.ToUnixTimeMilliseconds();
        }

        if (GetEnd(task, now) is { } end)
        {
            body[ListField.EndTime] = end.ToUnixTimeMilliseconds();
        }

        return body;
    }

    private static DateTimeOffset? GetStart(SandboxTask task, DateTimeOffset now) =>
        task.CanceledAt is not null || task.GetState(now).Status is SandboxTaskStatus.Pending ? null : task.StartsAt;

    private static DateTimeOffset? GetEnd(SandboxTask task, DateTimeOffset now) =>
        task.GetState(now).Status is SandboxTaskStatus.Pending or SandboxTaskStatus.Running ? null : task.EndsAt;

    private static string FormatTime(DateTimeOffset time) => time.ToOffset(UtcOffset).ToString(TimeFormat, CultureInfo.InvariantCulture);
}
