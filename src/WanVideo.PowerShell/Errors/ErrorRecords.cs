using System.Management.Automation;

namespace WanVideo.Errors;

/// <summary>How every error of the module reaches the user: one place, one form.</summary>
internal static class ErrorRecords
{
    /// <summary>The error record: id <c>WanVideo.&lt;kind&gt;</c>, a specific category, and what to do about it.</summary>
    /// <param name="failure">What went wrong.</param>
    /// <param name="input">The input that it concerns.</param>
    public static ErrorRecord ToErrorRecord(this VideoException failure, object? input)
    {
        var entry = ErrorTable.Of(failure.Error.Kind);
        return new ErrorRecord(failure, $"WanVideo.{failure.Error.Kind}", entry.Category, input)
        {
            ErrorDetails = new ErrorDetails(Sentence(failure))
            {
                RecommendedAction = failure.Error.Suggestion is { Length: > 0 } suggestion ? $"{entry.Action} The gateway suggests: {suggestion}" : entry.Action,
            },
        };
    }

    // The message stands alone: it has the gateway's code and what its support will ask for.
    private static string Sentence(VideoException failure)
    {
        var text = failure.Error.ToString();
        return failure switch
        {
            { Error.Kind: VideoErrorKind.OutcomeUnknown, AttemptId: { } attempt } => $"{text} The journal has it as attempt {attempt}.",
            { RequestId: { } request, Provider: { } provider } => $"{text} ({provider} request {request})",
            _ => text,
        };
    }
}
