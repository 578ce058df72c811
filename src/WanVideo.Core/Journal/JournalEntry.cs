using System.Text.Json.Nodes;

namespace WanVideo.Journal;

/// <summary>All that the journal has on one create and its task.</summary>
public sealed record JournalEntry
{
    /// <summary>The attempt's own name; null of a task that was not created on this machine.</summary>
    public string? AttemptId { get; init; }

    /// <summary>The gateway.</summary>
    public required string Provider { get; init; }

    /// <summary>The gateway's address then.</summary>
    public Uri? BaseUri { get; init; }

    /// <summary>When the create was recorded, just before it was sent.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The gateway's name of the model.</summary>
    public string? Model { get; init; }

    /// <summary>The prompt.</summary>
    public string? Prompt { get; init; }

    /// <summary>The length of video that was asked for, in seconds.</summary>
    public int? Duration { get; init; }

    /// <summary>What was sent.</summary>
    public JsonObject? Request { get; init; }

    /// <summary>The key that was sent along.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>What is known of the create.</summary>
    public AttemptOutcome Outcome { get; init; }

    /// <summary>The task, as far as it is recorded; null if none is known.</summary>
    public VideoTask? Task { get; init; }

    /// <summary>Why there is no task, or why none is known.</summary>
    public string? Error { get; init; }

    /// <summary>Whether a task may exist that nobody knows the id of.</summary>
    public bool IsUnresolved => Outcome is AttemptOutcome.Unanswered or AttemptOutcome.Unknown;
}
