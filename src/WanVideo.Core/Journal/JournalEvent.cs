namespace WanVideo.Journal;

/// <summary>What a line of the journal records.</summary>
internal enum JournalEvent
{
    /// <summary>A create is about to be sent.</summary>
    Attempted,

    /// <summary>The gateway accepted it and named the task.</summary>
    Created,

    /// <summary>It surely made no task.</summary>
    Refused,

    /// <summary>It was sent and its answer was lost.</summary>
    OutcomeUnknown,
}
