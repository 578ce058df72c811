namespace WanVideo;

/// <summary>A create request whose result is unknown. <see cref="AttemptId"/> binds to <c>Resume-WanVideoTask</c>.</summary>
/// <param name="AttemptId">The id of the request in the journal.</param>
/// <param name="Provider">The gateway.</param>
/// <param name="CreatedAt">When the request was recorded, immediately before it was sent.</param>
/// <param name="Model">The gateway's name for the model.</param>
/// <param name="Prompt">The prompt.</param>
/// <param name="Reason">The error; null if none is recorded, because the request is still running or its process ended.</param>
public sealed record WanVideoAttempt(string AttemptId, string Provider, DateTimeOffset CreatedAt, string? Model, string? Prompt, string? Reason);
