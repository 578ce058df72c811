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
}
