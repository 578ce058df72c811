namespace WanVideo.MockServer;

/// <summary>A task that the sandbox accepted. A real gateway would bill it.</summary>
/// <param name="Id">The id.</param>
/// <param name="Prompt">The prompt.</param>
public sealed record AcceptedTask(string Id, string Prompt);
