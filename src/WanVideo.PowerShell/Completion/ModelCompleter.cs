using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using WanVideo.Catalog;

namespace WanVideo.Completion;

/// <summary>Completes model names. With media on the command line, only models that take them.</summary>
internal sealed class ModelCompleter : IArgumentCompleter
{
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        CompletionHelper.GetCatalogs(fakeBoundParameters)
            .SelectMany(catalog => catalog.Models)
            .Where(model => TakesMedia(model, fakeBoundParameters))
            .DistinctBy(model => model.Name)
            .Where(model => CompletionHelper.IsMatch(model.Name, wordToComplete))
            .Select(model => CompletionHelper.CreateResult(model.Name, $"{model.Kind}: {string.Join(", ", model.Parameters.Select(parameter => parameter.Name))}"));

    private static bool TakesMedia(VideoModel model, IDictionary boundParameters) =>
        new ParameterDefinition[] { VideoParameters.Image, VideoParameters.ReferenceVideo, VideoParameters.ReferenceImage }
            .All(definition => !boundParameters.Contains(definition.Name) || model.Find(definition) is not null);
}
