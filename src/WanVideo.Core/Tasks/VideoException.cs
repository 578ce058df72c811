using System.Net;

namespace WanVideo;

/// <summary>An error of the module or of a gateway, with everything that is known of it.</summary>
public sealed class VideoException : Exception
{
    /// <summary>An error with what is known of it.</summary>
    /// <param name="error">What went wrong.</param>
    /// <param name="innerException">The cause, if there is one.</param>
    public VideoException(VideoError error, Exception? innerException = null)
        : base(error.Message, innerException) => Error = error;

    /// <summary>An error of the module itself.</summary>
    /// <param name="kind">The reason.</param>
    /// <param name="message">A sentence that stands alone.</param>
    /// <param name="innerException">The cause, if there is one.</param>
    public VideoException(VideoErrorKind kind, string message, Exception? innerException = null)
        : this(new VideoError { Kind = kind, Message = message }, innerException)
    {
    }

    /// <summary>Creates the error of an operation that a provider does not support.</summary>
    /// <param name="provider">The name of the provider.</param>
    /// <param name="operation">The operation.</param>
    public static VideoException NotSupported(string provider, ProviderOperation operation)
    {
        var reason = operation switch
        {
            ProviderOperation.GetMany => "has no query for several tasks",
            ProviderOperation.List => "does not list its tasks",
            ProviderOperation.Cancel => "cannot cancel a task; it goes on, and is billed if it succeeds",
            ProviderOperation.Callback => "has no callbacks",
            _ => "does not report the balance of an account",
        };
        return new(VideoErrorKind.NotSupported, $"{provider} {reason}.") { Provider = provider };
    }

    /// <summary>What went wrong.</summary>
    public VideoError Error { get; }

    /// <summary>The gateway concerned.</summary>
    public string? Provider { get; init; }

    /// <summary>The task concerned.</summary>
    public string? TaskId { get; init; }

    /// <summary>The journal's id of the create concerned.</summary>
    public string? AttemptId { get; init; }

    /// <summary>The HTTP status of the answer; null if none arrived.</summary>
    public HttpStatusCode? StatusCode { get; init; }

    /// <summary>The gateway's name for the request.</summary>
    public string? RequestId { get; init; }

    /// <summary>How long the gateway asked to be left alone.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether the same question may well be answered later. Says nothing of a create, which is not repeated on this ground.</summary>
    public bool IsTransient => Error.Kind is VideoErrorKind.RateLimited or VideoErrorKind.ProviderFault or VideoErrorKind.Timeout or VideoErrorKind.Unreachable;
}
