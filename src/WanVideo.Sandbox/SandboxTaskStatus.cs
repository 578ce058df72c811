namespace WanVideo.Sandbox;

/// <summary>How a task stands.</summary>
internal enum SandboxTaskStatus
{
    Pending,
    Running,
    Succeeded,
    Failed,
    Canceled,
}
