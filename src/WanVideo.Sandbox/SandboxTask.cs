namespace WanVideo.Sandbox;

internal enum SandboxTaskStatus
{
    Pending,
    Running,
    Succeeded,
    Failed,
    Canceled,
}

/// <summary>A task. Its state is computed from the time, unless it was canceled while pending.</summary>
/// <param name="Id">The id.</param>
/// <param name="Request">The create request.</param>
/// <param name="CreatedAt">The time of creation.</param>
/// <param name="EstimatedRunTime">The run time of tasks without a directive.</param>
internal sealed record SandboxTask(string Id, SandboxRequest Request, DateTimeOffset CreatedAt, TimeSpan EstimatedRunTime)
{
    // The part of the run time in which the task is pending.
    private const double PendingPart = 0.2;

    public PromptDirectives Directives { get; } = PromptDirectives.Parse(Request.Prompt);

    /// <summary>The time of cancellation; null if the task was not canceled by a request.</summary>
    public DateTimeOffset? CanceledAt { get; init; }

    public DateTimeOffset StartsAt => CreatedAt + (PendingPart * RunTime);

    public DateTimeOffset EndsAt => CanceledAt ?? CreatedAt + RunTime;

    private TimeSpan RunTime => Directives.RunTime ?? EstimatedRunTime;

    /// <summary>Gets status and progress at a time. A failed or canceled task has no progress, as in EvoLink's manual.</summary>
    public (SandboxTaskStatus Status, int Progress) GetState(DateTimeOffset now)
    {
        if (CanceledAt is not null)
        {
            return (SandboxTaskStatus.Canceled, 0);
        }

        var part = RunTime > TimeSpan.Zero ? Math.Clamp((now - CreatedAt) / RunTime, 0, 1) : 1;
        var status = part switch { < PendingPart => SandboxTaskStatus.Pending, < 1 => SandboxTaskStatus.Running, _ => Directives.FinalStatus };
        return (status, status is SandboxTaskStatus.Failed or SandboxTaskStatus.Canceled ? 0 : (int)(100 * part));
    }
}
