namespace WanVideo.Sandbox;

/// <summary>A task of the sandbox. It does nothing: how it stands follows from the time.</summary>
/// <param name="id">Its id.</param>
/// <param name="order">What was asked for.</param>
/// <param name="createdAt">When it was accepted.</param>
/// <param name="runs">How long it runs.</param>
internal sealed class SandboxTask(string id, VideoOrder order, DateTimeOffset createdAt, TimeSpan runs)
{
    // The part of its time that a task waits for its turn.
    private const double Pending = 0.2;

    public string Id { get; } = id;

    public VideoOrder Order { get; } = order;

    public DateTimeOffset CreatedAt { get; } = createdAt;

    public TimeSpan Runs { get; } = runs;

    public DateTimeOffset EndsAt => CreatedAt + Runs;

    public Rehearsal Rehearsal { get; } = Rehearsal.In(order.Prompt);

    /// <summary>How the task stands at a moment. A task that comes to nothing has no progress, as in EvoLink's manual.</summary>
    public (Stage Stage, int Progress) At(DateTimeOffset now)
    {
        var part = Runs > TimeSpan.Zero ? Math.Clamp((now - CreatedAt) / Runs, 0, 1) : 1;
        var stage = part switch { < Pending => Stage.Pending, < 1 => Stage.Running, _ => Rehearsal.Ends };
        return (stage, stage is Stage.Failed or Stage.Canceled ? 0 : (int)(100 * part));
    }
}
