namespace WanVideo.Sandbox;

/// <summary>How a task stands.</summary>
internal enum Stage
{
    Pending,
    Running,
    Succeeded,
    Failed,
    Canceled,
}
