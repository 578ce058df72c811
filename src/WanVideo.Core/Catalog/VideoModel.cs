using System.Collections.Frozen;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace WanVideo.Catalog;

/// <summary>A model in a provider's catalog.</summary>
/// <param name="Name">The provider's model name.</param>
/// <param name="Kind">The kind of input.</param>
/// <param name="Parameters">The parameters, with limits and defaults.</param>
public sealed partial record VideoModel(string Name, VideoKind Kind, IReadOnlyList<ModelParameter> Parameters)
{
    /// <summary>The family that the model belongs to, such as <c>wan3.0</c>. Default: the beginning of the name. Null if it does not begin so.</summary>
    public string? Family { get; init; } = FamilyPattern().Match(Name) is { Success: true } match ? match.Value.ToLowerInvariant() : null;

    /// <summary>The rules about combinations of parameters.</summary>
    public IReadOnlyList<CombinationRule> Rules { get; init; } = [];

    /// <summary>Fields that every request for this model contains.</summary>
    public IReadOnlyDictionary<string, JsonValue> Constants { get; init; } = FrozenDictionary<string, JsonValue>.Empty;

    /// <summary>The field that states which inputs a request has; null if there is none.</summary>
    public ModeField? Mode { get; init; }

    /// <summary>How the provider counts billable seconds. Default <see cref="BillingRule.OutputOnly"/>.</summary>
    public BillingRule Billing { get; init; } = BillingRule.OutputOnly;

    /// <summary>Whether a name, in any case, is that of the model or of its family.</summary>
    /// <param name="name">The name.</param>
    public bool HasName(string name) => Name.Equals(name, StringComparison.OrdinalIgnoreCase) || string.Equals(Family, name, StringComparison.OrdinalIgnoreCase);

    /// <summary>Finds the model's entry for a parameter.</summary>
    /// <param name="parameter">The parameter.</param>
    /// <returns>The entry; null if the model does not take the parameter.</returns>
    public ModelParameter? Find(ParameterDefinition parameter) => Parameters.FirstOrDefault(candidate => candidate.Definition == parameter);

    /// <summary>Whether the model takes all media of a request, and the request has the media that the model requires.</summary>
    /// <param name="request">The request.</param>
    public bool Fits(VideoRequest request)
    {
        var media = VideoParameters.Media.Where(parameter => parameter.HasValue(request)).ToArray();
        return media.All(parameter => Find(parameter) is not null)
            && (Kind is VideoKind.TextToVideo or VideoKind.AnyToVideo || media.Any(parameter => parameter != VideoParameters.Audio))
            && Parameters.Where(parameter => parameter is MediaParameter { IsRequired: true }).All(parameter => parameter.Definition.HasValue(request))
            && Rules.OfType<CountRule>().All(rule => rule.IsMinimumMet(request));
    }

    /// <summary>The value that takes effect: the request's, or else the model's default.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="parameter">The parameter.</param>
    /// <param name="request">The request.</param>
    public T? GetValue<T>(ParameterDefinition<T> parameter, VideoRequest request)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        return !parameter.HasValue(request) && Find(parameter) is ModelParameter<T> entry ? entry.Default : parameter.GetValue(request);
    }

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    [GeneratedRegex(@"^wan\d+\.\d+", RegexOptions.IgnoreCase)]
    private static partial Regex FamilyPattern();
}
