using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace WanVideo.Completion;

/// <summary>Completes ids of create requests with an unknown outcome. The tooltip has the prompt.</summary>
internal sealed class AttemptIdCompleter : IArgumentCompleter
{
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        RecordedTaskCompletion.Find(null, entry => entry.IsUnresolved && CompletionHelper.IsMatch(entry.AttemptId!, wordToComplete))
            .Select(entry => CompletionHelper.CreateResult(entry.AttemptId!, $"{entry.Provider}: {entry.Prompt}"));
}
