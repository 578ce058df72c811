using System.Management.Automation;
using WanVideo.Views;

namespace WanVideo.Errors;

/// <summary>Creates the error records of the module.</summary>
internal static class ErrorRecords
{
    /// <summary>The error record: id <c>WanVideo.&lt;kind&gt;</c>, with category and recommended action from <see cref="ErrorTable"/>.</summary>
    /// <param name="exception">The error.</param>
    /// <param name="input">The input that caused it. It becomes the record's TargetObject.</param>
    public static ErrorRecord ToErrorRecord(this VideoException exception, object? input) => Create(exception, input, FormatMessage(exception), ErrorTable.Get(exception.Error.Kind).Action);

    /// <summary>The error record of a task that failed, was canceled or is unknown to its provider.</summary>
    public static ErrorRecord ToErrorRecord(this VideoTask task)
    {
        var (outcome, kind) = task.Status switch
        {
            VideoStatus.Unknown => ("was not found", VideoErrorKind.NotFound),
            VideoStatus.Canceled => ("was canceled", VideoErrorKind.Canceled),
            _ => ("failed", VideoErrorKind.ProviderFault),
        };
        var message = $"{DescribeTask(task)} {outcome} at {task.Provider}{(task.Error is null ? "." : $": {task.Error}")}";
        var exception = new VideoException(task.Error ?? new VideoError { Kind = kind, Message = message })
        {
            Provider = task.Provider,
            TaskId = task.Id,
            IntentId = task.IntentId,
            RequestId = task.RequestId,
            Label = task.Label,
            Prompt = task.Prompt,
            Row = task.Row,
        };
        return Create(exception, task, AddRequestId(message, exception), ErrorTable.GetActionForTask(exception.Error.Kind));
    }

    private static ErrorRecord Create(VideoException exception, object? target, string message, string action) =>
        new(exception, $"WanVideo.{exception.Error.Kind}", ErrorTable.Get(exception.Error.Kind).Category, target)
        {
            ErrorDetails = new ErrorDetails(message)
            {
                RecommendedAction = exception.Error.Suggestion is { Length: > 0 } suggestion ? $"{action} The gateway suggests: {suggestion}" : action,
            },
        };

    private static string DescribeTask(VideoTask task) => DisplayName.Get(task) is var name && name == task.Id ? $"Task {name}" : $"{name} ({task.Id})";

    private static string FormatMessage(VideoException exception)
    {
        var message = DisplayName.AddLabel(exception.Error.ToString(), exception.Label);
        return exception is { Error.Kind: VideoErrorKind.OutcomeUnknown, IntentId: { } id } && !message.Contains(id.ToString("N"), StringComparison.Ordinal)
            ? $"{message} Settle it with Resolve-WanVideoTask {id:N}."
            : AddRequestId(message, exception);
    }

    private static string AddRequestId(string message, VideoException exception) =>
        exception is { RequestId: { } request, Provider: { } provider } ? $"{message} ({provider} request {request})" : message;
}
