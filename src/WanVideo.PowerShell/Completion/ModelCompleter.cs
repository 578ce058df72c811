using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using WanVideo.Catalog;

namespace WanVideo.Completion;

/// <summary>Completes the names of families and models. With media on the command line, only those that take them.</summary>
internal sealed class ModelCompleter : IArgumentCompleter
{
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        CompletionHelper.GetCatalogs(fakeBoundParameters)
            .SelectMany(catalog => catalog.Models.Where(model => TakesMedia(model, fakeBoundParameters)))
            .GroupBy(model => model.Family)
            .SelectMany(family => (string?[])[family.Key, .. family.Select(model => model.Name)], (family, name) => (name, models: family.Where(model => name is not null && model.HasName(name)).ToArray()))
            .Where(choice => choice.models is not [] && CompletionHelper.IsMatch(choice.name!, wordToComplete))
            .DistinctBy(choice => choice.name)
            .Select(choice => CompletionHelper.CreateResult(choice.name!, Describe(choice.models)));

    private static bool TakesMedia(VideoModel model, IDictionary boundParameters) =>
        VideoParameters.Media.All(definition => !boundParameters.Contains(definition.Name) || model.Find(definition) is not null);

    // A family has the kinds, seconds and resolutions of all its models.
    private static string Describe(IReadOnlyList<VideoModel> models)
    {
        var views = models.Select(model => WanVideoModel.From("", model)).ToArray();
        return $"{Join(views.Select(view => view.Kind.ToString()))}; {Join(views.Select(view => view.Seconds))} s; {Join(views.Select(view => view.Resolutions))}";

        static string Join(IEnumerable<string?> values) => string.Join(", ", values.OfType<string>().Distinct());
    }
}
