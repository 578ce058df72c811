namespace WanVideo.Views;

/// <summary>The name of a task in messages and tables: its label, else the start of its prompt, else its id.</summary>
internal static class DisplayName
{
    private const int MaxPromptLength = 60;

    public static string Get(VideoTask task) => Get(task.Label, task.Prompt) ?? task.Id;

    /// <summary>The message, which begins with the label unless it contains it.</summary>
    public static string AddLabel(string message, string? label) =>
        label is null || message.StartsWith(label, StringComparison.Ordinal) || message.Contains($"'{label}'", StringComparison.Ordinal) ? message : $"{label}: {message}";

    /// <summary>The label, or the start of the prompt; null if there is neither.</summary>
    public static string? Get(string? label, string? prompt) => label is { Length: > 0 } ? label
        : prompt is not { Length: > 0 } ? null
        : prompt.Length <= MaxPromptLength ? prompt
        : prompt[..(MaxPromptLength - 1)].TrimEnd() + "…";
}
