namespace WanVideo;

/// <summary>
/// Every reason for which the module reports an error. The name is the error id: <c>WanVideo.Balance</c>.
/// Names are stable; new ones may be added.
/// </summary>
public enum VideoErrorKind
{
    /// <summary>The gateway failed, or said nothing that is understood.</summary>
    ProviderFault,

    /// <summary>The key is missing, wrong, disabled or expired.</summary>
    Authentication,

    /// <summary>The account or the key has no credit left.</summary>
    Balance,

    /// <summary>The key may not do this, or not with this model.</summary>
    Permission,

    /// <summary>The gateway refused the request.</summary>
    InvalidRequest,

    /// <summary>The gateway's moderation refused the prompt, the media or the result.</summary>
    ContentRejected,

    /// <summary>The gateway could not fetch or read an image, video or audio address of the request.</summary>
    MediaUnreachable,

    /// <summary>Too many requests.</summary>
    RateLimited,

    /// <summary>The gateway knows no such task.</summary>
    NotFound,

    /// <summary>The task or its video is past its life.</summary>
    Expired,

    /// <summary>No answer in time, to a request that is safe to repeat; or a task that the gateway gave up after its own limit.</summary>
    Timeout,

    /// <summary>A create was sent and its answer was lost: a task may exist and be billed. It is not sent again by itself.</summary>
    OutcomeUnknown,

    /// <summary>No connection was made: name, network, proxy or TLS. Nothing was sent.</summary>
    Unreachable,

    /// <summary>The task was cancelled at the gateway.</summary>
    Canceled,

    /// <summary>Refused by the module before anything was sent: a value is missing, unknown or outside its limits.</summary>
    InvalidParameter,

    /// <summary>The gateway has no call for this.</summary>
    NotSupported,

    /// <summary>No gateway was chosen, or there is no key for it.</summary>
    NotConnected,

    /// <summary>Tasks had not ended when the time given for waiting was up. They go on.</summary>
    WaitTimeout,

    /// <summary>The task has no video to save.</summary>
    NoVideo,

    /// <summary>A file of that name is there already, or two videos of one call would have the same name.</summary>
    FileExists,

    /// <summary>The file cannot be written.</summary>
    FileNotWritable,

    /// <summary>What arrived is not the whole video, or no video at all. It was not kept.</summary>
    DownloadFailed,

    /// <summary>The ledger cannot be used, so nothing was sent.</summary>
    LedgerUnavailable,

    /// <summary>The record was changed by another process or person since it was read.</summary>
    Conflict,
}
