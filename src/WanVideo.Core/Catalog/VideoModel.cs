using System.Collections.Frozen;
using System.Text.Json.Nodes;

namespace WanVideo.Catalog;

/// <summary>A model as a gateway offers it: a row of that gateway's catalog.</summary>
/// <param name="Name">The gateway's name of the model.</param>
/// <param name="Kind">What it makes a video from.</param>
/// <param name="Parameters">What it takes, with limits and defaults.</param>
public sealed record VideoModel(string Name, VideoKind Kind, IReadOnlyList<ModelParameter> Parameters)
{
    /// <summary>What is sent with every request for this model, by the gateway's field.</summary>
    public IReadOnlyDictionary<string, JsonValue> Constants { get; init; } = FrozenDictionary<string, JsonValue>.Empty;

    /// <summary>How the gateway counts the seconds of a task.</summary>
    public BillingRule Billing { get; init; } = BillingRule.OutputOnly;

    /// <summary>The model's entry for a parameter; null if the model does not know it.</summary>
    /// <param name="parameter">The parameter.</param>
    public ModelParameter? Find(VideoParameter parameter)
    {
        foreach (var candidate in Parameters)
        {
            if (candidate.Parameter == parameter)
            {
                return candidate;
            }
        }

        return null;
    }

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
