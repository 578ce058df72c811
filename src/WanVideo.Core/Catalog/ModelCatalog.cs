namespace WanVideo.Catalog;

/// <summary>
/// The models of a gateway. Model inference, validation, the defaults and the body that is sent all come from this one table, so that
/// what is checked, documented and sent cannot drift apart.
/// </summary>
/// <param name="provider">The gateway.</param>
/// <param name="models">Its models; of two that fit the same inputs, the first is taken.</param>
public sealed class ModelCatalog(string provider, IReadOnlyList<VideoModel> models)
{
    /// <summary>The models.</summary>
    public IReadOnlyList<VideoModel> Models { get; } = models;

    /// <summary>Checks a request and makes it ready to be sent.</summary>
    /// <param name="request">What the user asks.</param>
    /// <param name="skipValidation">Send values beyond their limits, and models that are not in the catalog, as they are.</param>
    /// <exception cref="VideoException">Something is missing, unknown or outside its limits (<see cref="VideoErrorKind.InvalidParameter"/>). All faults are named at once.</exception>
    public PreparedRequest Prepare(VideoRequest request, bool skipValidation = false)
    {
        ArgumentNullException.ThrowIfNull(request);
        var model = Resolve(request, skipValidation);
        var faults = Faults(model, request, skipValidation).ToArray();
        if (faults.Length > 0)
        {
            throw Refusal(string.Join(' ', faults));
        }

        var complete = FrameSizeResolver.Complete(model, request);
        return new PreparedRequest(model, complete, RequestBody.Compose(model, complete), [.. Warnings(model, request)]);
    }

    private VideoModel Resolve(VideoRequest request, bool skipValidation)
    {
        if (request.Model is { Length: > 0 } name)
        {
            return Models.FirstOrDefault(model => string.Equals(model.Name, name, StringComparison.OrdinalIgnoreCase))
                ?? (skipValidation ? Uncatalogued(name, KindOf(request)) : throw Refusal($"-Model is '{name}'; {provider} offers {MessageFormat.Either(Models.Select(model => model.Name))}. -SkipValidation sends another name as it is."));
        }

        if (request.ImageUrl is not [] && Reference(request) is { } reference)
        {
            throw Refusal($"-ImageUrl and -{reference} were both given; a model takes one or the other. Leave one out, or name the -Model.");
        }

        var kind = KindOf(request);
        return Models.FirstOrDefault(model => model.Kind == kind)
            ?? throw Refusal($"No model of {provider} works from {Inputs(kind)}. Give {MessageFormat.Either(Models.Select(model => Inputs(model.Kind)).Distinct())}.");
    }

    private static VideoKind KindOf(VideoRequest request) =>
        request.ImageUrl is not [] ? VideoKind.ImageToVideo : Reference(request) is not null ? VideoKind.ReferenceToVideo : VideoKind.TextToVideo;

    private static VideoParameter? Reference(VideoRequest request) =>
        request.ReferenceVideoUrl is not [] ? VideoParameter.ReferenceVideoUrl
        : request.ReferenceImageUrl is not [] ? VideoParameter.ReferenceImageUrl
        : null;

    private static string Inputs(VideoKind kind) => kind switch
    {
        VideoKind.ImageToVideo => "-ImageUrl",
        VideoKind.ReferenceToVideo => "-ReferenceVideoUrl",
        _ => "-Prompt alone",
    };

    // A model newer than the module: every field that any model of the gateway has, and no defaults, since nothing is known of them.
    private VideoModel Uncatalogued(string name, VideoKind kind) => new(
        name,
        kind,
        [.. Models
            .OrderBy(model => model.Kind != kind)
            .SelectMany(model => model.Parameters)
            .Where(parameter => parameter is not ProviderSpecificParameter)
            .DistinctBy(parameter => parameter.Parameter)
            .Select(parameter => new UndocumentedParameter(parameter))])
    {
        Constants = (Models.FirstOrDefault(model => model.Kind == kind) ?? Models[0]).Constants,
    };

    private IEnumerable<string> Faults(VideoModel model, VideoRequest request, bool skipValidation)
    {
        foreach (var known in model.Parameters)
        {
            if (known.ValueIn(request) is not { } value)
            {
                if (known.IsRequired && !skipValidation)
                {
                    yield return $"-{known.Name} is missing; {model} at {provider} takes {known.AllowedDescription}.";
                }
            }
            else if (!skipValidation && known.Validate(value) is { } fault)
            {
                yield return $"-{known.Name} {fault}; {model} at {provider} takes {known.AllowedDescription}.";
            }
        }

        foreach (var parameter in Enum.GetValues<VideoParameter>())
        {
            if (parameter is not VideoParameter.AdditionalProperty && request[parameter] is not null && model.Find(parameter) is null)
            {
                yield return $"-{parameter} is not known to {model} at {provider}, which takes {MessageFormat.Either(model.Parameters.Select(p => $"-{p.Name}"))}.";
            }
        }

        // The gateways contradict each other on which of the two wins, so one command would mean two things.
        if (request is { NoAudio: true, AudioUrl: not null })
        {
            yield return "-AudioUrl and -NoAudio were both given; a video made to a sound is not silent. Leave one out.";
        }

        foreach (var fault in (IEnumerable<string>)
        [
            .. FrameSizeResolver.Faults(model, request),
            .. skipValidation ? [] : ReferenceFaults(model, request),
            .. LengthFaults(model, request, skipValidation),
            .. RequestBody.Collisions(model, request),
        ])
        {
            yield return fault;
        }
    }

    // Where videos and images go into one list, it is the list that must not be empty nor too long.
    private IEnumerable<string> ReferenceFaults(VideoModel model, VideoRequest request)
    {
        if (model.Find(VideoParameter.ReferenceVideoUrl) is not MediaParameter { MaximumTogether: { } most } videos
            || model.Find(VideoParameter.ReferenceImageUrl) is not MediaParameter images)
        {
            yield break;
        }

        switch (request.ReferenceVideoUrl.Count + request.ReferenceImageUrl.Count)
        {
            case 0 when videos.IsRequiredTogether:
                yield return $"-{videos.Parameter} and -{images.Parameter} are both missing; {model} at {provider} takes {videos.AllowedDescription}, {images.AllowedDescription}, or both.";
                break;
            case var count when count > most:
                yield return FormattableString.Invariant($"-{videos.Parameter} and -{images.Parameter} have {count} addresses; {model} at {provider} takes {most} of both together.");
                break;
        }
    }

    private IEnumerable<string> LengthFaults(VideoModel model, VideoRequest request, bool skipValidation)
    {
        var lengths = request.ReferenceVideoDuration;
        if (lengths is [])
        {
            yield break;
        }

        if (lengths.Count != request.ReferenceVideoUrl.Count)
        {
            yield return FormattableString.Invariant($"-ReferenceVideoDuration has {lengths.Count} values for {request.ReferenceVideoUrl.Count} addresses in -ReferenceVideoUrl; it takes one for each.");
        }

        if (!skipValidation && model.Find(VideoParameter.ReferenceVideoUrl) is MediaParameter { Seconds: var (shortest, longest) })
        {
            foreach (var length in lengths.Where(length => length < shortest || length > longest))
            {
                yield return FormattableString.Invariant($"-ReferenceVideoDuration is {length}; {model} at {provider} takes videos of {shortest} to {longest} seconds.");
            }
        }
    }

    private IEnumerable<string> Warnings(VideoModel model, VideoRequest request)
    {
        foreach (var parameter in model.Parameters)
        {
            if (parameter.ValueIn(request) is { } value && parameter.GetWarning(value) is { } caution)
            {
                yield return $"-{parameter.Name} {caution} for {model} at {provider}. It is sent as it is.";
            }
        }

        if (request is { ShotType: ShotType.Multi, NoPromptExtend: true })
        {
            yield return "-ShotType Multi has no effect with -NoPromptExtend: the gateways cut shots only while they rewrite the prompt.";
        }
    }

    private VideoException Refusal(string message) => new(VideoErrorKind.InvalidParameter, message) { Provider = provider };
}
