using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using WanVideo.Views;

namespace WanVideo.Completion;

/// <summary>The ids of the journal's tasks that the command can still do something with, each with its prompt.</summary>
internal sealed class TaskIdCompleter : IArgumentCompleter
{
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        RecordedTaskCompletion.Find(fakeBoundParameters["Provider"] as string, entry => entry.Task is { } task && IsFor(commandName, task) && CompletionHelper.Begins(task.Id, wordToComplete))
            .Select(entry => CompletionHelper.Result(entry.Task!.Id, ToolTip(entry.Task)));

    private static bool IsFor(string command, VideoTask task) => command.ToUpperInvariant() switch
    {
        "WAIT-WANVIDEOTASK" or "STOP-WANVIDEOTASK" => !task.IsEnded,
        "SAVE-WANVIDEO" => task is { SavedPath: null, Status: VideoStatus.Pending or VideoStatus.Running or VideoStatus.Succeeded },
        _ => true,
    };

    private static string ToolTip(VideoTask task) => $"{task.Status}, {TaskView.Age(PSObject.AsPSObject(task))} old, {task.Provider}: {task.Prompt}";
}
