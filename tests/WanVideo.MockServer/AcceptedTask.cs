namespace WanVideo.MockServer;

/// <summary>A task that the gateway accepted, and bills.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Prompt">Its prompt, by which a test knows it again.</param>
public sealed record AcceptedTask(string Id, string Prompt);
