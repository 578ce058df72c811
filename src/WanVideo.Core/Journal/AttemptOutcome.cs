namespace WanVideo.Journal;

/// <summary>What is known of a create.</summary>
public enum AttemptOutcome
{
    /// <summary>No answer is recorded: it is under way in another process, or that process ended before the answer. A task may exist.</summary>
    Unanswered,

    /// <summary>It was sent and its answer was lost. A task may exist.</summary>
    Unknown,

    /// <summary>It made a task.</summary>
    Created,

    /// <summary>It made no task.</summary>
    Refused,
}
