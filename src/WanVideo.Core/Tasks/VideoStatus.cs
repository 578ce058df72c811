namespace WanVideo;

/// <summary>Where a task stands. Every gateway's own words are mapped to these; the word itself stays in <see cref="VideoTask.RawStatus"/>.</summary>
public enum VideoStatus
{
    /// <summary>The gateway does not know the task, or no longer does: it expired or never existed. Terminal.</summary>
    Unknown,

    /// <summary>Accepted, not yet started.</summary>
    Pending,

    /// <summary>Being made. A word that the module does not know counts as this.</summary>
    Running,

    /// <summary>The video exists; <see cref="VideoTask.VideoUrl"/> says where. Terminal.</summary>
    Succeeded,

    /// <summary>The gateway gave up; <see cref="VideoTask.Error"/> says why. Terminal.</summary>
    Failed,

    /// <summary>Cancelled before it ended. Terminal.</summary>
    Canceled,

    /// <summary>A create request is being sent. In the ledger only.</summary>
    Sending,

    /// <summary>A create request may have been accepted, but its task id is unknown. Settled with <c>Resolve-WanVideoTask</c>. In the ledger only.</summary>
    Unresolved,

    /// <summary>The create request was refused, so there is no task. In the ledger only.</summary>
    Refused,

    /// <summary>A create request was recorded and never sent. In the ledger only.</summary>
    NotSent,
}
