namespace WanVideo;

/// <summary>The status of a task. The gateway's own value is in <see cref="VideoTask.RawStatus"/>.</summary>
public enum VideoStatus
{
    /// <summary>The gateway has no record of the task: it has expired or never existed. Terminal. A task whose status was not requested yet is <see cref="Pending"/>.</summary>
    Unknown,

    /// <summary>Accepted and not started, or not requested yet.</summary>
    Pending,

    /// <summary>Running, or a value that the module does not recognize.</summary>
    Running,

    /// <summary>The video is available at <see cref="VideoTask.VideoUrl"/>. Terminal.</summary>
    Succeeded,

    /// <summary>Failed for the reason in <see cref="VideoTask.Error"/>. Terminal.</summary>
    Failed,

    /// <summary>Canceled at the gateway. Terminal.</summary>
    Canceled,

    /// <summary>A create request is being sent. In the ledger only. Not terminal.</summary>
    Sending,

    /// <summary>A create request may have been accepted, but its task id is unknown. Settled with <c>Resolve-WanVideoTask</c>. In the ledger only. Not terminal.</summary>
    Unresolved,

    /// <summary>The create request was refused, so there is no task. In the ledger only. Terminal.</summary>
    Refused,

    /// <summary>A create request was recorded and never sent. In the ledger only. Terminal.</summary>
    NotSent,
}

/// <summary>Extensions of <see cref="VideoStatus"/>.</summary>
public static class VideoStatusExtensions
{
    /// <summary>Whether the gateway accepted the create request, so that this is the status of a task. Otherwise the task's id is the id of its intent.</summary>
    /// <param name="status">The status.</param>
    public static bool IsAccepted(this VideoStatus status) => status is not (VideoStatus.Sending or VideoStatus.Unresolved or VideoStatus.Refused or VideoStatus.NotSent);
}
