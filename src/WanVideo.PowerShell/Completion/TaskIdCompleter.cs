using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using WanVideo.Views;

namespace WanVideo.Completion;

/// <summary>Completes ids of recorded tasks that the command applies to. The tooltip has the prompt.</summary>
internal sealed class TaskIdCompleter : IArgumentCompleter
{
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        RecordedTaskCompletion.Find(fakeBoundParameters["Provider"] as string, task => IsApplicable(commandName, task) && CompletionHelper.IsMatch(task.Id, wordToComplete))
            .Select(task => CompletionHelper.CreateResult(task.Id, FormatToolTip(task)));

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

    private static string FormatToolTip(VideoTask task) => $"{task.Status}, {TaskView.FormatAge(PSObject.AsPSObject(task))} old, {task.Provider}: {task.Prompt}";
}
