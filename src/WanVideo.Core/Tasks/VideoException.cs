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

    /// <summary>The error of a call that a gateway does not have.</summary>
    /// <param name="provider">The gateway.</param>
    /// <param name="what">What it cannot do, to follow its name.</param>
    public static VideoException NotSupported(string provider, string what) => new(VideoErrorKind.NotSupported, $"{provider} {what}.") { Provider = provider };

    /// <summary>What went wrong.</summary>
    public VideoError Error { get; }

    /// <summary>The gateway concerned.</summary>
    public string? Provider { get; init; }

    /// <summary>The task concerned.</summary>
    public string? TaskId { get; init; }

    /// <summary>The ledger's id of the intent concerned.</summary>
    public Guid? IntentId { get; init; }

    /// <summary>The label of the intent concerned.</summary>
    public string? Label { get; init; }

    /// <summary>The HTTP status of the answer; null if none arrived.</summary>
    public HttpStatusCode? StatusCode { get; init; }

    /// <summary>The gateway's name for the request.</summary>
    public string? RequestId { get; init; }

    /// <summary>For a create request: whether it is certain that the gateway did not accept it, so that it may be sent again (no connection, body not sent completely, 429, 503 with Retry-After).</summary>
    public bool IsCreateRepeatable { get; init; }

    /// <summary>How long the gateway asked to be left alone.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether the same question may well be answered later. Says nothing of a create, which is not repeated on this ground.</summary>
    public bool IsTransient => Error.Kind is VideoErrorKind.RateLimited or VideoErrorKind.ProviderFault or VideoErrorKind.Timeout or VideoErrorKind.Unreachable;
}
