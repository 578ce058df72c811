namespace WanVideo.Journal;

/// <summary>What a line of the journal records.</summary>
internal enum JournalEvent
{
    /// <summary>A create is about to be sent.</summary>
    Attempted,

    /// <summary>The gateway accepted it and named the task; or the user said which task it is.</summary>
    Created,

    /// <summary>It surely made no task.</summary>
    Refused,

    /// <summary>It was sent and its answer was lost.</summary>
    OutcomeUnknown,

    /// <summary>The task was seen to have ended.</summary>
    Ended,

    /// <summary>The video of the task was saved.</summary>
    Saved,
}
