using System.Text.RegularExpressions;

namespace WanVideo.Sandbox;

/// <summary>
/// What a prompt asks the sandbox to play, so that a script's handling of trouble can be tried at no cost:
/// <c>#fail:&lt;code&gt;</c> ends the task failed with that code, <c>#cancelled</c> ends it cancelled, and <c>#status:&lt;word&gt;</c> keeps it running
/// under that status word.
/// </summary>
/// <param name="Ends">How the task ends.</param>
/// <param name="FailureCode">The code it fails with.</param>
/// <param name="StatusWord">The word it runs under for ever.</param>
internal sealed partial record Rehearsal(Stage Ends, string? FailureCode, string? StatusWord)
{
    public static Rehearsal In(string prompt) =>
        Fail().Match(prompt) is { Success: true } fail ? new(Stage.Failed, fail.Groups[1].Value, null)
        : prompt.Contains("#cancelled", StringComparison.Ordinal) ? new(Stage.Canceled, null, null)
        : Status().Match(prompt) is { Success: true } status ? new(Stage.Running, null, status.Groups[1].Value)
        : new(Stage.Succeeded, null, null);

    [GeneratedRegex(@"#fail:(\w+)")]
    private static partial Regex Fail();

    [GeneratedRegex(@"#status:(\w+)")]
    private static partial Regex Status();
}
