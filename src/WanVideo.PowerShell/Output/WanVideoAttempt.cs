namespace WanVideo;

/// <summary>A create of which it is not known whether it made a task. <see cref="AttemptId"/> binds to <c>Resume-WanVideoTask</c>.</summary>
/// <param name="AttemptId">The journal's name of it.</param>
/// <param name="Provider">The gateway.</param>
/// <param name="CreatedAt">When it was about to be sent.</param>
/// <param name="Model">The gateway's name of the model.</param>
/// <param name="Prompt">The prompt.</param>
/// <param name="Reason">Why it is not known; null if no answer is recorded at all: it is still under way, or its process ended.</param>
public sealed record WanVideoAttempt(string AttemptId, string Provider, DateTimeOffset CreatedAt, string? Model, string? Prompt, string? Reason);
