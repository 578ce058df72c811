using System.Management.Automation;
using WanVideo.Views;

namespace WanVideo.Errors;

/// <summary>Creates the error records of the module.</summary>
internal static class ErrorRecords
{
    /// <summary>The error record: id <c>WanVideo.&lt;kind&gt;</c>, with category and recommended action from <see cref="ErrorTable"/>.</summary>
    /// <param name="exception">The error.</param>
    /// <param name="input">The input that caused it. It becomes the record's TargetObject.</param>
    public static ErrorRecord ToErrorRecord(this VideoException exception, object? input)
    {
        var (category, action) = ErrorTable.Get(exception.Error.Kind);
        return new ErrorRecord(exception, $"WanVideo.{exception.Error.Kind}", category, input)
        {
            ErrorDetails = new ErrorDetails(FormatMessage(exception))
            {
                RecommendedAction = exception.Error.Suggestion is { Length: > 0 } suggestion ? $"{action} The gateway suggests: {suggestion}" : action,
            },
        };
    }

    /// <summary>The error record of a task that failed, was canceled or is unknown to its provider.</summary>
    public static ErrorRecord ToErrorRecord(this VideoTask task)
    {
        var (outcome, kind) = task.Status switch
        {
            VideoStatus.Unknown => ("was not found", VideoErrorKind.NotFound),
            VideoStatus.Canceled => ("was canceled", VideoErrorKind.Canceled),
            _ => ("failed", VideoErrorKind.ProviderFault),
        };
        var exception = new VideoException(new VideoError
        {
            Kind = task.Error?.Kind ?? kind,
            Message = $"{DescribeTask(task)} {outcome} at {task.Provider}{(task.Error is null ? "." : $": {task.Error}")}",
            Type = task.Error?.Type,
            Parameter = task.Error?.Parameter,
            Suggestion = task.Error?.Suggestion,
        })
        {
            Provider = task.Provider,
            TaskId = task.Id,
            RequestId = task.RequestId,
            Label = task.Label,
            Prompt = task.Prompt,
        };
        return exception.ToErrorRecord(task);
    }

    private static string DescribeTask(VideoTask task) => DisplayName.Get(task) is var name && name == task.Id ? $"Task {name}" : $"{name} ({task.Id})";

    private static string FormatMessage(VideoException exception)
    {
        var message = DisplayName.AddLabel(exception.Error.ToString(), exception.Label);
        return exception switch
        {
            { Error.Kind: VideoErrorKind.OutcomeUnknown, IntentId: { } id } when !message.Contains(id.ToString("N"), StringComparison.Ordinal) => $"{message} Settle it with Resolve-WanVideoTask {id:N}.",
            { RequestId: { } request, Provider: { } provider } => $"{message} ({provider} request {request})",
            _ => message,
        };
    }
}
