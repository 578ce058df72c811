namespace WanVideo.Sandbox.DashScope;

/// <summary>A task as it stood at one moment, and what DashScope tells of it beside.</summary>
/// <param name="Task">The task.</param>
/// <param name="Stage">How it stood.</param>
/// <param name="RequestId">The id of the request that created it.</param>
/// <param name="HasSound">Whether its video is to have sound; null if its model leaves no choice.</param>
internal sealed record DashScopeTask(SandboxTask Task, SandboxTaskStatus Stage, string RequestId, bool? HasSound)
{
    // A rehearsed word waits its turn like any other: a task that is pending can be cancelled, and must not say that it is something else.
    public string Status => Stage switch
    {
        SandboxTaskStatus.Pending => DashScopeNames.Status.Pending,
        SandboxTaskStatus.Running => Task.Rehearsal.StatusWord ?? DashScopeNames.Status.Running,
        SandboxTaskStatus.Succeeded => DashScopeNames.Status.Succeeded,
        SandboxTaskStatus.Failed => DashScopeNames.Status.Failed,
        _ => DashScopeNames.Status.Canceled,
    };

    /// <summary>When it began; null if it did not.</summary>
    public DateTimeOffset? ScheduledAt => Stage is SandboxTaskStatus.Pending || Task.CanceledAt is not null ? null : Task.StartsAt;

    /// <summary>When it ended; null if it did not.</summary>
    public DateTimeOffset? EndedAt => Stage is SandboxTaskStatus.Pending or SandboxTaskStatus.Running ? null : Task.EndsAt;
}
