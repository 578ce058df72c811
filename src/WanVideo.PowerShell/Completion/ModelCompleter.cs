using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace WanVideo.Completion;

/// <summary>Completes model names.</summary>
internal sealed class ModelCompleter : IArgumentCompleter
{
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        CompletionHelper.GetCatalogs(fakeBoundParameters)
            .SelectMany(catalog => catalog.Models)
            .DistinctBy(model => model.Name)
            .Where(model => CompletionHelper.IsMatch(model.Name, wordToComplete))
            .Select(model => CompletionHelper.CreateResult(model.Name, $"{model.Kind}: {string.Join(", ", model.Parameters.Select(parameter => parameter.Name))}"));
}
