using System.Globalization;
using System.Text.RegularExpressions;

namespace WanVideo.Sandbox;

/// <summary>
/// What a prompt asks the sandbox to play, so that a script's handling of trouble can be tried at no cost:
/// <list type="bullet">
/// <item><c>#fail:&lt;code&gt;</c> ends the task failed with that error code, as in <c>#fail:content_policy_violation</c>;</item>
/// <item><c>#cancelled</c> ends it cancelled;</item>
/// <item><c>#status:&lt;word&gt;</c> keeps it running under that status word, and never ends it;</item>
/// <item><c>#takes:&lt;seconds&gt;</c>, beside any of these, has it run so long.</item>
/// </list>
/// Of the first three, the first that the prompt holds is played.
/// </summary>
/// <param name="Ends">How the task ends.</param>
/// <param name="FailureCode">The code it fails with.</param>
/// <param name="StatusWord">The word it runs under.</param>
internal sealed partial record PromptDirectives(SandboxTaskStatus Ends, string? FailureCode = null, string? StatusWord = null)
{
    /// <summary>How long the task runs; null for as long as any.</summary>
    public TimeSpan? Takes { get; private init; }

    public static PromptDirectives In(string prompt) => End(prompt) with
    {
        Takes = Time().Match(prompt) is { Success: true } said ? TimeSpan.FromSeconds(double.Parse(said.Groups["seconds"].Value, CultureInfo.InvariantCulture)) : null,
    };

    private static PromptDirectives End(string prompt) => Direction().Match(prompt).Groups switch
    {
        { } found when found["code"].Success => new(SandboxTaskStatus.Failed, FailureCode: found["code"].Value),
        { } found when found["cancelled"].Success => new(SandboxTaskStatus.Canceled),
        { } found when found["word"].Success => new(SandboxTaskStatus.Running, StatusWord: found["word"].Value),
        _ => new(SandboxTaskStatus.Succeeded),
    };

    // Some gateways' codes have a dot or a dash inside; one at the end belongs to the sentence.
    [GeneratedRegex(@"#fail:(?<code>\w+([.-]\w+)*)|(?<cancelled>#cancelled)\b|#status:(?<word>\w+)")]
    private static partial Regex Direction();

    [GeneratedRegex(@"#takes:(?<seconds>\d{1,5}(\.\d{1,3})?)")]
    private static partial Regex Time();
}
