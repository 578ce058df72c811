using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Language;
using WanVideo.Catalog;

namespace WanVideo.Completion;

/// <summary>The words that a parameter takes, by the catalog of the gateway and, where one is named, by the model.</summary>
internal sealed class ChoiceCompleter : IArgumentCompleter
{
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        if (!Enum.TryParse<VideoParameter>(parameterName, ignoreCase: true, out var parameter))
        {
            return [];
        }

        var named = fakeBoundParameters[nameof(VideoRequest.Model)] as string;
        return CompletionCatalog.Of(fakeBoundParameters)
            .SelectMany(catalog => catalog.Models)
            .Where(model => named is null || string.Equals(model.Name, named, StringComparison.OrdinalIgnoreCase))
            .Select(model => model.Find(parameter))
            .OfType<ModelParameter>()
            .SelectMany(known => known.AllowedValues.Select(word => (Word: word, IsDefault: word == Convert.ToString(known.DefaultValue, CultureInfo.InvariantCulture))))
            .DistinctBy(choice => choice.Word)
            .Where(choice => CompletionHelper.Begins(choice.Word, wordToComplete))
            .Select(choice => CompletionHelper.Result(choice.Word, choice.IsDefault ? $"{choice.Word} (default)" : choice.Word));
    }
}
