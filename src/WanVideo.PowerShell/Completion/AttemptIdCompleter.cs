using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace WanVideo.Completion;

/// <summary>The creates of which it is not known whether they made a task, each with its prompt.</summary>
internal sealed class AttemptIdCompleter : IArgumentCompleter
{
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        RecordedTaskCompletion.Find(null, entry => entry.IsUnresolved && CompletionHelper.Begins(entry.AttemptId!, wordToComplete))
            .Select(entry => CompletionHelper.Result(entry.AttemptId!, $"{entry.Provider}: {entry.Prompt}"));
}
