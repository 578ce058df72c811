using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Language;
using WanVideo.Catalog;

namespace WanVideo.Completion;

/// <summary>Completes the values of a parameter from the catalog, for the model on the command line or else all models.</summary>
internal sealed class ChoiceCompleter : IArgumentCompleter
{
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        if (VideoParameters.Find(parameterName) is not { } definition)
        {
            return [];
        }

        var modelName = fakeBoundParameters[nameof(VideoRequest.Model)] as string;
        return CompletionHelper.GetCatalogs(fakeBoundParameters)
            .SelectMany(catalog => catalog.Models)
            .Where(model => modelName is null || model.HasName(modelName))
            .Select(model => model.Find(definition))
            .OfType<ModelParameter>()
            .SelectMany(parameter => parameter.AllowedValues, (parameter, value) => (value, isDefault: value == Convert.ToString(parameter.DefaultValue, CultureInfo.InvariantCulture)))
            .DistinctBy(choice => choice.value)
            .Where(choice => CompletionHelper.IsMatch(choice.value, wordToComplete))
            .Select(choice => CompletionHelper.CreateResult(choice.value, choice.isDefault ? $"{choice.value} (default)" : choice.value));
    }
}
