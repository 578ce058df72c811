using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using WanVideo.Views;

namespace WanVideo.Completion;

/// <summary>Completes ids of recorded tasks that the command applies to, from the start of the id or the label, or from a word of the prompt.</summary>
internal sealed class TaskCompleter : IArgumentCompleter
{
    private static readonly char[] WordSeparators = [' ', '\t', '\r', '\n', ',', '.', ';', ':', '!', '?', '"', '(', ')'];

    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        RecordedTaskCompletion.Find(CompletionHelper.GetConnection(fakeBoundParameters), task => IsApplicable(commandName, task) && IsMatch(task, wordToComplete))
            .Select(task => CompletionHelper.CreateResult(task.Id, FormatToolTip(task), DisplayName.Get(task) is var name && name == task.Id ? name : $"{name} ({task.Id})"));

    public static string FormatToolTip(VideoTask task) =>
        $"{(task.Label is null ? "" : $"{task.Label}: ")}{task.Status}, {TaskView.GetView(PSObject.AsPSObject(task)).Age} old, {task.Connection ?? task.Provider}: {task.Prompt}";

    private static bool IsMatch(VideoTask task, string word) =>
        CompletionHelper.IsMatch(task.Id, word)
        || (task.Label is { } label && CompletionHelper.IsMatch(label, word))
        || (task.Prompt ?? "").Split(WordSeparators, StringSplitOptions.RemoveEmptyEntries).Any(part => CompletionHelper.IsMatch(part, word));

    private static bool IsApplicable(string commandName, VideoTask task) => commandName.ToUpperInvariant() switch
    {
        "RESOLVE-WANVIDEOTASK" => task.Status is VideoStatus.Unresolved,
        "RESTART-WANVIDEOTASK" => true,
        "REMOVE-WANVIDEOTASK" => task.IsTerminal,
        _ when !VideoStatus.IsAccepted(task.Status) => false,
        "WAIT-WANVIDEOTASK" or "STOP-WANVIDEOTASK" => !task.IsTerminal,
        "SAVE-WANVIDEO" => task is { SavedPath: null, Status: VideoStatus.Pending or VideoStatus.Running or VideoStatus.Succeeded },
        _ => true,
    };
}
