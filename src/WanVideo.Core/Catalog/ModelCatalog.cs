using System.Text;

namespace WanVideo.Catalog;

/// <summary>The models of a provider. Model selection, validation, defaults, documentation and request bodies are all derived from it.</summary>
/// <param name="provider">The provider.</param>
/// <param name="models">The models. Of several with the same kind of input, the first is the default.</param>
public sealed class ModelCatalog(string provider, IReadOnlyList<VideoModel> models)
{
    /// <summary>The models.</summary>
    public IReadOnlyList<VideoModel> Models { get; } = models;

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
        return new PreparedRequest(model, resolved, RequestBody.Compose(model, resolved), [.. GetWarnings(model, request)]) { IsDefaultModel = model == FindDefaultModel(GetKind(request)) };
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
        if (request.Model is { Length: > 0 } name)
        {
            return Models.FirstOrDefault(model => string.Equals(model.Name, name, StringComparison.OrdinalIgnoreCase))
                ?? (skipValidation ? CreateUndocumentedModel(name, GetKind(request)) : throw CreateInvalidParameterException($"-Model is '{name}'; {provider} offers {MessageFormat.JoinWithOr(Models.Select(model => model.Name))}. Use -SkipValidation to send another name."));
        }

        if (request.Image is not [] && FindReference(request) is { } reference)
        {
            throw CreateInvalidParameterException($"-Image and -{reference} cannot be combined. Omit one of them, or specify -Model.");
        }

        var kind = GetKind(request);
        return FindDefaultModel(kind)
            ?? throw CreateInvalidParameterException($"No model of {provider} works from {DescribeInput(kind)}. Specify {MessageFormat.JoinWithOr(Models.Select(model => DescribeInput(model.Kind)).Distinct())}.");
    }

    private VideoModel? FindDefaultModel(VideoKind kind) => Models.FirstOrDefault(model => model.Kind == kind);

    private static VideoKind GetKind(VideoRequest request) =>
        request.Image is not [] ? VideoKind.ImageToVideo : FindReference(request) is not null ? VideoKind.ReferenceToVideo : VideoKind.TextToVideo;

    private static ParameterDefinition<IReadOnlyList<string>>? FindReference(VideoRequest request) =>
        request.ReferenceVideo is not [] ? VideoParameters.ReferenceVideo
        : request.ReferenceImage is not [] ? VideoParameters.ReferenceImage
        : null;

    private static string DescribeInput(VideoKind kind) => kind switch
    {
        VideoKind.ImageToVideo => "-Image",
        VideoKind.ReferenceToVideo => "-ReferenceVideo",
        _ => "-Prompt alone",
    };

    // For models newer than the module: every parameter that any model of the provider takes, without limits or defaults.
    private VideoModel CreateUndocumentedModel(string name, VideoKind kind) => new(
        name,
        kind,
        [.. Models
            .OrderBy(model => model.Kind != kind)
            .SelectMany(model => model.Parameters)
            .Where(parameter => parameter is not ProviderSpecificParameter)
            .DistinctBy(parameter => parameter.Definition)
            .Select(parameter => new UndocumentedParameter(parameter))])
    {
        Constants = (Models.FirstOrDefault(model => model.Kind == kind) ?? Models[0]).Constants,
    };

    private IEnumerable<string> Validate(VideoModel model, VideoRequest request, bool skipValidation) =>
    [
        .. skipValidation ? [] : ValidateValues(model, request),
        .. ValidateSupport(model, request),
        .. FrameSizeResolver.Validate(model, request),
        .. skipValidation ? [] : ValidateReferences(model, request),
        .. ValidateReferenceDurations(model, request, skipValidation),
        .. RequestBody.Validate(model, request),
    ];

    private IEnumerable<string> ValidateValues(VideoModel model, VideoRequest request) => model.Parameters
        .Select(parameter => (parameter, error: parameter.IsRequired && !parameter.Definition.HasValue(request) ? "is missing" : parameter.Validate(request)))
        .Where(result => result.error is not null)
        .Select(result => $"-{result.parameter.Name} {result.error}; {model} at {provider} takes {result.parameter.AllowedDescription}.");

    private IEnumerable<string> ValidateSupport(VideoModel model, VideoRequest request)
    {
        foreach (var parameter in VideoParameters.All)
        {
            if (parameter.HasValue(request) && model.Find(parameter) is null)
            {
                yield return $"-{parameter} is not supported by {model} at {provider}, which takes {MessageFormat.JoinWithOr(model.Parameters.Select(supported => $"-{supported.Name}"))}.";
            }
        }

        // Providers differ in which of the two takes precedence.
        if (request is { NoSound: true, Audio: not null })
        {
            yield return "-Audio and -NoSound cannot be combined. Omit one of them.";
        }
    }

    // Where videos and images share one field, its limits apply to both together.
    private IEnumerable<string> ValidateReferences(VideoModel model, VideoRequest request)
    {
        if (model.Find(VideoParameters.ReferenceVideo) is not MediaParameter { MaximumSharedCount: { } maximum } videos
            || model.Find(VideoParameters.ReferenceImage) is not MediaParameter images)
        {
            yield break;
        }

        switch (request.ReferenceVideo.Count + request.ReferenceImage.Count)
        {
            case 0 when videos.IsSharedRequired:
                yield return $"-{videos.Name} and -{images.Name} are both missing; {model} at {provider} takes {videos.AllowedDescription}, {images.AllowedDescription}, or both.";
                break;
            case var count when count > maximum:
                yield return FormattableString.Invariant($"-{videos.Name} and -{images.Name} have {count} URLs; {model} at {provider} takes {maximum} of both together.");
                break;
        }
    }

    private IEnumerable<string> ValidateReferenceDurations(VideoModel model, VideoRequest request, bool skipValidation)
    {
        var durations = request.ReferenceVideoDuration;
        if (durations is [])
        {
            yield break;
        }

        if (durations.Count != request.ReferenceVideo.Count)
        {
            yield return FormattableString.Invariant($"-ReferenceVideoDuration has {durations.Count} values for {request.ReferenceVideo.Count} URLs in -ReferenceVideo; it takes one for each.");
        }

        if (!skipValidation && model.Find(VideoParameters.ReferenceVideo) is MediaParameter { DurationLimits: var (minimum, maximum) })
        {
            foreach (var duration in durations.Where(duration => duration < minimum || duration > maximum))
            {
                yield return FormattableString.Invariant($"-ReferenceVideoDuration is {duration}; {model} at {provider} takes videos of {minimum} to {maximum} seconds.");
            }
        }
    }

    private IEnumerable<string> GetWarnings(VideoModel model, VideoRequest request)
    {
        foreach (var parameter in model.Parameters)
        {
            if (parameter.GetWarning(request) is { } warning)
            {
                yield return $"-{parameter.Name} {warning} for {model} at {provider}. The value is sent unchanged.";
            }
        }

        if (request is { ShotType: ShotType.Multi, NoPromptExtend: true })
        {
            yield return "-ShotType Multi has no effect with -NoPromptExtend: providers create several shots only when they rewrite the prompt.";
        }
    }

    private VideoException CreateInvalidParameterException(string message) => new(VideoErrorKind.InvalidParameter, message) { Provider = provider };
}
