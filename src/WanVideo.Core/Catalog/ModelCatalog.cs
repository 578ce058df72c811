using System.Text;

namespace WanVideo.Catalog;

/// <summary>The models of a provider. Model selection, validation, defaults, documentation and request bodies are all derived from it.</summary>
/// <param name="provider">The provider.</param>
/// <param name="models">The models. Of several of a family that take the same inputs, the first is selected. The first family is the default.</param>
public sealed class ModelCatalog(string provider, IReadOnlyList<VideoModel> models)
{
    // The inputs that the kinds of models differ by. Audio accompanies any of them.
    private static readonly ParameterDefinition[] VisibleInputs =
        [VideoParameters.Image, VideoParameters.LastFrame, VideoParameters.Video, VideoParameters.ReferenceVideo, VideoParameters.ReferenceImage];

    /// <summary>The models.</summary>
    public IReadOnlyList<VideoModel> Models { get; } = models;

    /// <summary>The names of the families, which <c>-Model</c> accepts as well. The inputs select a model of the family.</summary>
    public IReadOnlyList<string> Families { get; } = [.. models.Select(model => model.Family).OfType<string>().Distinct()];

    private readonly IReadOnlyList<VideoModel> defaultModels = GetDefaultModels(models);

    /// <summary>Validates a request and composes its body.</summary>
    /// <param name="request">The request.</param>
    /// <param name="skipValidation">Whether to accept values outside the limits, and models that are not in the catalog.</param>
    /// <exception cref="VideoException">The request is invalid (<see cref="VideoErrorKind.InvalidParameter"/>). The message has all validation errors.</exception>
    public PreparedRequest Prepare(VideoRequest request, bool skipValidation = false)
    {
        ArgumentNullException.ThrowIfNull(request);
        RequireText(nameof(request.Model), request.Model);
        RequireText(nameof(request.Prompt), request.Prompt);
        RequireText(nameof(request.NegativePrompt), request.NegativePrompt);
        var model = SelectModel(request, skipValidation);
        var errors = Validate(model, request, skipValidation).ToArray();
        if (errors.Length > 0)
        {
            throw CreateInvalidParameterException(string.Join(' ', errors));
        }

        var resolved = FrameSizeResolver.Resolve(model, request);
        return new PreparedRequest(model, resolved, RequestBody.Compose(model, resolved), [.. GetWarnings(model, request)]) { IsDefaultModel = model == FindModel(defaultModels, request) };
    }

    // Also without validation: neither a gateway nor a ledger can receive such a text unchanged.
    private void RequireText(string name, string? value)
    {
        if (value?.Contains('\0', StringComparison.Ordinal) is true)
        {
            throw CreateInvalidParameterException($"-{name} contains the character U+0000. Remove it.");
        }

        if (value is not null && Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(value)) != value)
        {
            throw CreateInvalidParameterException($"-{name} contains a surrogate without its pair, so it is not valid Unicode text. Remove it.");
        }
    }

    private VideoModel SelectModel(VideoRequest request, bool skipValidation)
    {
        if (request.Model is not { Length: > 0 } name)
        {
            return FindModel(defaultModels, request) ?? GetNearestModel(defaultModels, request);
        }

        if (Models.FirstOrDefault(model => string.Equals(model.Name, name, StringComparison.OrdinalIgnoreCase)) is { } named)
        {
            return named;
        }

        var family = Models.Where(model => model.HasName(name)).ToArray();
        return family is not [] ? FindModel(family, request) ?? GetNearestModel(family, request)
            : skipValidation ? CreateUndocumentedModel(name, request)
            : throw CreateInvalidParameterException($"-Model is '{name}'; {provider} offers {MessageFormat.JoinWithOr([.. Families, .. Models.Select(model => model.Name)])}. Use -SkipValidation to send another name.");
    }

    // The first family of the catalog. A model without a family is in each.
    private static VideoModel[] GetDefaultModels(IReadOnlyList<VideoModel> models)
    {
        var family = models.Select(model => model.Family).FirstOrDefault(family => family is not null);
        return [.. models.Where(model => model.Family is null || model.Family == family)];
    }

    // Of the models that take all inputs, the first in the catalog is selected. Its order therefore decides where two take the same inputs.
    private static VideoModel? FindModel(IEnumerable<VideoModel> candidates, VideoRequest request) => candidates.FirstOrDefault(model => model.Fits(request));

    /// <returns>The model of the kind of input, for whose parameters the request is validated.</returns>
    /// <exception cref="VideoException">No model of the family takes these inputs.</exception>
    private VideoModel GetNearestModel(IReadOnlyList<VideoModel> family, VideoRequest request)
    {
        var inputs = VisibleInputs.Where(input => input.HasValue(request)).ToArray();
        var others = Models.Except(family).Where(model => inputs.All(input => model.Find(input) is not null)).Select(model => model.Family ?? model.Name).Distinct().Select(name => $"-Model {name}").ToArray();
        var pairs = inputs.SelectMany((first, index) => inputs.Skip(index + 1), (first, second) => (first, second));
        foreach (var (first, second) in pairs)
        {
            if (family.Any(model => model.Find(first) is not null) && family.Any(model => model.Find(second) is not null) && !family.Any(model => model.Find(first) is not null && model.Find(second) is not null))
            {
                throw CreateInvalidParameterException($"-{first} and -{second} cannot be combined. Omit one of them{(others is [] ? "" : $", or specify {MessageFormat.JoinWithOr(others)}")}.");
            }
        }

        var kind = GetKind(request);
        var missing = inputs.FirstOrDefault(input => !family.Any(model => model.Find(input) is not null));
        if (missing is not null && others is not [])
        {
            throw CreateInvalidParameterException($"No {family[0].Family ?? family[0].Name} model of {provider} takes -{missing}. Specify {MessageFormat.JoinWithOr(others)}.");
        }

        return family.FirstOrDefault(model => model.Kind == kind || model.Kind is VideoKind.AnyToVideo)
            ?? throw CreateInvalidParameterException($"No model of {provider} works from {DescribeInput(kind)}. Specify {MessageFormat.JoinWithOr(Models.Select(model => DescribeInput(model.Kind)).Distinct())}.");
    }

    private static VideoKind GetKind(VideoRequest request) =>
        request.Image is not [] || request.LastFrame is not null ? VideoKind.ImageToVideo
        : request.ReferenceVideo is not [] || request.ReferenceImage is not [] || request.ReferenceAudio is not [] ? VideoKind.ReferenceToVideo
        : request.Video is not null ? VideoKind.VideoToVideo
        : VideoKind.TextToVideo;

    private static string DescribeInput(VideoKind kind) => kind switch
    {
        VideoKind.ImageToVideo => "-Image",
        VideoKind.ReferenceToVideo => "-ReferenceVideo",
        VideoKind.VideoToVideo => "-Video",
        _ => "-Prompt alone",
    };

    // For models newer than the module: every parameter that any model of the provider takes, without limits or defaults.
    private VideoModel CreateUndocumentedModel(string name, VideoRequest request)
    {
        var kind = GetKind(request);
        var templates = Models.OrderBy(model => !model.Fits(request)).ThenBy(model => model.Kind != kind).ToArray();
        return new(
            name,
            kind,
            [.. templates
                .SelectMany(model => model.Parameters)
                .Where(parameter => parameter is not ProviderSpecificParameter)
                .DistinctBy(parameter => parameter.Definition)
                .Select(parameter => new UndocumentedParameter(parameter))])
        {
            Constants = templates[0].Constants,
            Mode = templates[0].Mode,
        };
    }

    private IEnumerable<string> Validate(VideoModel model, VideoRequest request, bool skipValidation) =>
    [
        .. skipValidation ? [] : ValidateValues(model, request),
        .. ValidateSupport(model, request),
        .. FrameSizeResolver.Validate(model, request),
        .. skipValidation ? [] : model.Rules.Select(rule => rule.Validate(request, Describe(model))).OfType<string>(),
        .. ValidateReferenceDurations(model, request, skipValidation),
        .. RequestBody.Validate(model, request),
    ];

    private IEnumerable<string> ValidateValues(VideoModel model, VideoRequest request)
    {
        foreach (var parameter in model.Parameters)
        {
            var rule = model.Rules.OfType<LimitRule>().FirstOrDefault(rule => rule.Limit.Definition == parameter.Definition && rule.When.HasValue(request));
            var entry = rule?.Limit ?? parameter;
            var error = parameter.IsRequired && !parameter.Definition.HasValue(request) ? "is missing" : entry.Validate(request);
            if (error is not null)
            {
                yield return $"-{parameter.Name} {error}; {Describe(model)} takes {entry.AllowedDescription}{(rule is null ? "" : $" with -{rule.When}")}.";
            }
        }
    }

    private IEnumerable<string> ValidateSupport(VideoModel model, VideoRequest request) => VideoParameters.All
        .Where(parameter => parameter.HasValue(request) && model.Find(parameter) is null)
        .Select(parameter => $"-{parameter} is not supported by {Describe(model)}, which takes {MessageFormat.JoinWithOr(model.Parameters.Select(supported => $"-{supported.Name}"))}.");

    private IEnumerable<string> ValidateReferenceDurations(VideoModel model, VideoRequest request, bool skipValidation)
    {
        var durations = request.ReferenceVideoDuration;
        if (durations is [])
        {
            yield break;
        }

        // The duration of -Video precedes those of the reference videos.
        var definitions = new[] { VideoParameters.Video, VideoParameters.ReferenceVideo }.SelectMany(definition => Enumerable.Repeat(definition, definition.Count(request))).ToArray();
        if (durations.Count != definitions.Length)
        {
            yield return FormattableString.Invariant($"-ReferenceVideoDuration has {durations.Count} values for {definitions.Length} URLs in {(request.Video is null ? "" : "-Video and ")}-ReferenceVideo; it takes one for each.");
        }

        foreach (var (definition, duration) in skipValidation ? [] : definitions.Zip(durations))
        {
            if (model.Find(definition) is MediaParameter { DurationLimits: var (minimum, maximum) } && (duration < minimum || duration > maximum))
            {
                yield return FormattableString.Invariant($"-ReferenceVideoDuration is {duration}; {Describe(model)} takes videos of {minimum} to {maximum} seconds.");
            }
        }
    }

    private IEnumerable<string> GetWarnings(VideoModel model, VideoRequest request)
    {
        foreach (var parameter in model.Parameters)
        {
            if (parameter.GetWarning(request) is { } warning)
            {
                yield return $"-{parameter.Name} {warning} for {Describe(model)}. The value is sent unchanged.";
            }
        }

        foreach (var warning in model.Rules.Select(rule => rule.GetWarning(request, Describe(model))).OfType<string>())
        {
            yield return warning;
        }

        if (request is { ShotType: ShotType.Multi, NoPromptExtend: true })
        {
            yield return "-ShotType Multi has no effect with -NoPromptExtend: providers create several shots only when they rewrite the prompt.";
        }
    }

    private string Describe(VideoModel model) => $"{model} at {provider}";

    private VideoException CreateInvalidParameterException(string message) => new(VideoErrorKind.InvalidParameter, message) { Provider = provider };
}
