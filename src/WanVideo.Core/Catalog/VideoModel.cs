using System.Collections.Frozen;
using System.Text.Json.Nodes;

namespace WanVideo.Catalog;

/// <summary>A model in a provider's catalog.</summary>
/// <param name="Name">The provider's model name.</param>
/// <param name="Kind">The kind of input.</param>
/// <param name="Parameters">The parameters, with limits and defaults.</param>
public sealed record VideoModel(string Name, VideoKind Kind, IReadOnlyList<ModelParameter> Parameters)
{
    /// <summary>Fields that every request for this model contains.</summary>
    public IReadOnlyDictionary<string, JsonValue> Constants { get; init; } = FrozenDictionary<string, JsonValue>.Empty;

    /// <summary>How the provider counts billable seconds. Default <see cref="BillingRule.OutputOnly"/>.</summary>
    public BillingRule Billing { get; init; } = BillingRule.OutputOnly;

    /// <summary>Finds the model's entry for a parameter.</summary>
    /// <param name="parameter">The parameter.</param>
    /// <returns>The entry; null if the model does not take the parameter.</returns>
    public ModelParameter? Find(ParameterDefinition parameter) => Parameters.FirstOrDefault(candidate => candidate.Definition == parameter);

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
}
