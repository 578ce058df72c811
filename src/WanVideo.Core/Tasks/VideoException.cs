using System.Collections;
using System.Net;

namespace WanVideo;

/// <summary>An error of the module or of a gateway.</summary>
public sealed class VideoException : Exception
{
    /// <summary>Creates an error with details.</summary>
    /// <param name="error">The error.</param>
    /// <param name="innerException">The cause; may be null.</param>
    public VideoException(VideoError error, Exception? innerException = null)
        : base(error.Message, innerException) => Error = error;

    /// <summary>Creates an error of the module.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="message">The message, a complete sentence.</param>
    /// <param name="innerException">The cause; may be null.</param>
    public VideoException(VideoErrorKind kind, string message, Exception? innerException = null)
        : this(new VideoError { Kind = kind, Message = message }, innerException)
    {
    }

    /// <summary>Creates the error of an operation that a provider does not support.</summary>
    /// <param name="provider">The name of the provider.</param>
    /// <param name="operation">The operation.</param>
    public static VideoException CreateNotSupported(string provider, ProviderOperation operation)
    {
        var reason = operation switch
        {
            ProviderOperation.GetMany => "does not support batch status requests",
            ProviderOperation.List => "does not list its tasks",
            ProviderOperation.Cancel => "cannot cancel a task. The task continues, and is billed if it succeeds",
            ProviderOperation.Callback => "has no callbacks",
            _ => "does not report the balance of an account",
        };
        return new(VideoErrorKind.NotSupported, $"{provider} {reason}.") { Provider = provider };
    }

    /// <summary>
    /// An exception as the inner exception of another; null if its message, or that of its own inner exception, contains text to redact. The message of an
    /// exception cannot be changed, and error records show those of inner exceptions too.
    /// </summary>
    /// <param name="exception">The exception.</param>
    /// <param name="redact">Redacts a text.</param>
    public static Exception? GetSafeInnerException(Exception exception, Func<string, string> redact)
    {
        ArgumentNullException.ThrowIfNull(redact);
        for (var inner = exception; inner is not null; inner = inner.InnerException)
        {
            if (redact(inner.Message) != inner.Message)
            {
                return null;
            }
        }

        return exception;
    }

    /// <summary>The error.</summary>
    public VideoError Error { get; }

    /// <summary>The name of the gateway.</summary>
    public string? Provider { get; init; }

    /// <summary>The id of the task.</summary>
    public string? TaskId { get; init; }

    /// <summary>The ledger's id of the intent concerned.</summary>
    public Guid? IntentId { get; init; }

    /// <summary>The label of the intent concerned.</summary>
    public string? Label { get; init; }

    /// <summary>The prompt of the request concerned.</summary>
    public string? Prompt { get; init; }

    /// <summary>The input object of the request concerned, such as a row of a CSV file; null if there was none. Names ignore case.</summary>
    public IDictionary? Row { get; init; }

    /// <summary>The HTTP status of the response; null without a response.</summary>
    public HttpStatusCode? StatusCode { get; init; }

    /// <summary>The request id of the gateway, for its support.</summary>
    public string? RequestId { get; init; }

    /// <summary>For a create request: whether it is certain that the gateway did not accept it, so that it may be sent again (no connection, body not sent completely, 429, 503 with Retry-After).</summary>
    public bool IsCreateRepeatable { get; init; }

    /// <summary>The delay of the Retry-After header; null without one.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>A copy with the label, the prompt and the row of the request concerned, unless the exception has them.</summary>
    /// <param name="label">The label; may be null.</param>
    /// <param name="prompt">The prompt; may be null.</param>
    /// <param name="row">The row; may be null.</param>
    /// <param name="error">The error of the copy; null for the same error.</param>
    public VideoException WithRequest(string? label, string? prompt, IDictionary? row, VideoError? error = null) => new(error ?? Error, InnerException ?? this)
    {
        Provider = Provider,
        TaskId = TaskId,
        IntentId = IntentId,
        Label = Label ?? label,
        Prompt = Prompt ?? prompt,
        Row = Row ?? row,
        StatusCode = StatusCode,
        RequestId = RequestId,
        IsCreateRepeatable = IsCreateRepeatable,
        RetryAfter = RetryAfter,
    };

    /// <summary>Whether a retry of a status request may succeed. Create requests are not retried on this basis.</summary>
    public bool IsTransient => Error.Kind is VideoErrorKind.RateLimited or VideoErrorKind.ProviderFault or VideoErrorKind.Timeout or VideoErrorKind.Unreachable;
}
