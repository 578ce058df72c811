using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace WanVideo.Completion;

/// <summary>Completes labels of recorded tasks.</summary>
internal sealed class LabelCompleter : IArgumentCompleter
{
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        RecordedTaskCompletion.Find(connection: null, task => task.Label is { } label && CompletionHelper.IsMatch(label, wordToComplete))
            .DistinctBy(task => task.Label)
            .Select(task => CompletionHelper.CreateResult(task.Label!, TaskCompleter.FormatToolTip(task)));
}
