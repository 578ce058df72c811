using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace WanVideo.Completion;

/// <summary>The models of the gateway that the command would use.</summary>
internal sealed class ModelCompleter : IArgumentCompleter
{
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        CompletionCatalog.Of(fakeBoundParameters)
            .SelectMany(catalog => catalog.Models)
            .DistinctBy(model => model.Name)
            .Where(model => CompletionHelper.Begins(model.Name, wordToComplete))
            .Select(model => CompletionHelper.Result(model.Name, $"{model.Kind}: {string.Join(", ", model.Parameters.Select(parameter => parameter.Parameter))}"));
}
