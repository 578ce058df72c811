namespace WanVideo.Sandbox;

/// <summary>A task of the sandbox. It does nothing: how it stands follows from the time, unless it was cancelled before it began.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Order">What was asked for.</param>
/// <param name="CreatedAt">When it was accepted.</param>
/// <param name="Estimate">How long tasks run, unless their prompts say otherwise.</param>
internal sealed record SandboxTask(string Id, SandboxRequest Order, DateTimeOffset CreatedAt, TimeSpan Estimate)
{
    // The part of its time that a task waits for its turn.
    private const double Pending = 0.2;

    /// <summary>How long it runs.</summary>
    public TimeSpan Runs => Rehearsal.Takes ?? Estimate;

    /// <summary>When it was cancelled; null if it was not.</summary>
    public DateTimeOffset? CanceledAt { get; init; }

    /// <summary>When it begins to be made.</summary>
    public DateTimeOffset StartsAt => CreatedAt + (Pending * Runs);

    public DateTimeOffset EndsAt => CanceledAt ?? CreatedAt + Runs;

    public PromptDirectives Rehearsal { get; } = PromptDirectives.In(Order.Prompt);

    /// <summary>How the task stands at a moment. A task that comes to nothing has no progress, as in EvoLink's manual.</summary>
    public (SandboxTaskStatus Stage, int Progress) At(DateTimeOffset now)
    {
        if (CanceledAt is not null)
        {
            return (SandboxTaskStatus.Canceled, 0);
        }

        var part = Runs > TimeSpan.Zero ? Math.Clamp((now - CreatedAt) / Runs, 0, 1) : 1;
        var stage = part switch { < Pending => SandboxTaskStatus.Pending, < 1 => SandboxTaskStatus.Running, _ => Rehearsal.Ends };
        return (stage, stage is SandboxTaskStatus.Failed or SandboxTaskStatus.Canceled ? 0 : (int)(100 * part));
    }
}
