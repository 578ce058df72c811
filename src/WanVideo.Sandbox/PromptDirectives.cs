using System.Globalization;
using System.Text.RegularExpressions;

namespace WanVideo.Sandbox;

/// <summary>
/// Directives in a prompt that simulate failures, so that the error handling of a script can be tested without cost:
/// <list type="bullet">
/// <item><c>#fail:CODE</c>: the task fails with this error code, as in <c>#fail:content_policy_violation</c>;</item>
/// <item><c>#cancelled</c>: the task is canceled;</item>
/// <item><c>#status:VALUE</c>: the task keeps running with this status;</item>
/// <item><c>#takes:SECONDS</c>: the run time;</item>
/// <item><c>#drop-response</c>: the task is accepted and the response to its create request is lost.</item>
/// </list>
/// Of the first three, the first in the prompt applies. The last two can be combined with any.
/// </summary>
/// <param name="FinalStatus">The status of the task after its run time.</param>
/// <param name="FailureCode">The error code of a task that fails.</param>
/// <param name="Status">The status on the wire of a task that keeps running.</param>
internal sealed partial record PromptDirectives(SandboxTaskStatus FinalStatus, string? FailureCode = null, string? Status = null)
{
    /// <summary>The run time; null for the default.</summary>
    public TimeSpan? RunTime { get; private init; }

    /// <summary>Whether the response to the create request is lost.</summary>
    public bool DropsResponse { get; private init; }

    public static PromptDirectives Parse(string prompt) => ParseOutcome(prompt) with
    {
        RunTime = RunTimePattern().Match(prompt) is { Success: true } match ? TimeSpan.FromSeconds(double.Parse(match.Groups["seconds"].Value, CultureInfo.InvariantCulture)) : null,
        DropsResponse = DropResponsePattern().IsMatch(prompt),
    };

    private static PromptDirectives ParseOutcome(string prompt) => OutcomePattern().Match(prompt).Groups switch
    {
        { } groups when groups["code"].Success => new(SandboxTaskStatus.Failed, FailureCode: groups["code"].Value),
        { } groups when groups["cancelled"].Success => new(SandboxTaskStatus.Canceled),
        { } groups when groups["status"].Success => new(SandboxTaskStatus.Running, Status: groups["status"].Value),
        _ => new(SandboxTaskStatus.Succeeded),
    };

    // Error codes can contain a dot or a dash. A trailing one ends the sentence.
    [GeneratedRegex(@"#fail:(?<code>\w+([.-]\w+)*)|(?<cancelled>#cancelled)\b|#status:(?<status>\w+)")]
    private static partial Regex OutcomePattern();

    [GeneratedRegex(@"#takes:(?<seconds>[0-9]{1,5}(\.[0-9]{1,3})?)")]
    private static partial Regex RunTimePattern();

    [GeneratedRegex(@"#drop-response\b")]
    private static partial Regex DropResponsePattern();
}
