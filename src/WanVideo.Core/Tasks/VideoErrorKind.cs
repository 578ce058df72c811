namespace WanVideo;

/// <summary>
/// The kinds of errors that the module reports. The name is part of the error id: <c>WanVideo.Balance</c>. Names are stable; new ones may be
/// added.
/// </summary>
public enum VideoErrorKind
{
    /// <summary>The gateway failed, or returned a response that cannot be parsed.</summary>
    ProviderFault,

    /// <summary>The API key is missing, invalid, disabled or expired.</summary>
    Authentication,

    /// <summary>The account or the API key has no credit left.</summary>
    Balance,

    /// <summary>The API key has no permission for this operation or model.</summary>
    Permission,

    /// <summary>The gateway rejected the request.</summary>
    InvalidRequest,

    /// <summary>Content moderation rejected the prompt, the media or the result.</summary>
    ContentRejected,

    /// <summary>The gateway could not download or read an image, video or audio URL of the request.</summary>
    MediaUnreachable,

    /// <summary>Too many requests.</summary>
    RateLimited,

    /// <summary>There is no task, label, model, gateway or connection of this name or id.</summary>
    NotFound,

    /// <summary>The task or its video has expired.</summary>
    Expired,

    /// <summary>No response was received in time, to a request that is safe to repeat, or the task exceeded the time limit of the gateway.</summary>
    Timeout,

    /// <summary>No response was received for a create request: a task may exist and be billed. The request is not retried automatically.</summary>
    OutcomeUnknown,

    /// <summary>No connection was established: name resolution, network, proxy or TLS. Nothing was sent.</summary>
    Unreachable,

    /// <summary>The task was canceled at the gateway, or the create request was canceled before it was sent.</summary>
    Canceled,

    /// <summary>A value is missing, unknown or outside its limits. Nothing was sent.</summary>
    InvalidParameter,

    /// <summary>The gateway does not support the operation.</summary>
    NotSupported,

    /// <summary>No gateway is connected, or there is no API key for it.</summary>
    NotConnected,

    /// <summary>The timeout elapsed while tasks were still running.</summary>
    WaitTimeout,

    /// <summary>The task has no video.</summary>
    NoVideo,

    /// <summary>The file exists, or the task is passed to one call twice.</summary>
    FileExists,

    /// <summary>The file cannot be written.</summary>
    FileNotWritable,

    /// <summary>The download is incomplete or is not a video.</summary>
    DownloadFailed,

    /// <summary>The ledger cannot be used, so nothing was sent.</summary>
    LedgerUnavailable,

    /// <summary>The record was changed by another process or person since it was read.</summary>
    Conflict,
}
