using WanVideo.Catalog;

namespace WanVideo;

/// <summary>A model in a gateway's catalog. <see cref="Provider"/> and <see cref="Model"/> bind to the parameters of <c>New-WanVideoTask</c>.</summary>
/// <param name="Provider">The gateway.</param>
/// <param name="Model">The gateway's model name.</param>
/// <param name="Kind">The kind of input.</param>
/// <param name="Parameters">The parameters that the model takes.</param>
public sealed record WanVideoModel(string Provider, string Model, VideoKind Kind, IReadOnlyList<WanVideoModelParameter> Parameters)
{
    // Not named as the parameters of New-WanVideoTask, to which these texts would bind.

    /// <summary>The allowed durations in seconds.</summary>
    public string? Seconds => GetAllowed(VideoParameters.Duration)?.Replace(" seconds", "", StringComparison.Ordinal).Replace(" to ", "-", StringComparison.Ordinal).Replace(" or ", ",", StringComparison.Ordinal).Replace(", ", ",", StringComparison.Ordinal);

    /// <summary>The allowed resolutions.</summary>
    public string? Resolutions => GetAllowed(VideoParameters.Resolution)?.Replace(" or ", "/", StringComparison.Ordinal).Replace(", ", "/", StringComparison.Ordinal).Replace("p/", "/", StringComparison.Ordinal);

    internal static WanVideoModel From(string provider, VideoModel model) => new(
        provider,
        model.Name,
        model.Kind,
        [.. model.Parameters.Select(parameter => new WanVideoModelParameter(parameter.Name, parameter.IsRequired, parameter.DefaultValue, parameter.AllowedDescription, parameter.Description))]);

    /// <summary>The model and the gateway.</summary>
    public override string ToString() => $"{Model} ({Provider})";

    private string? GetAllowed(ParameterDefinition definition) => Parameters.FirstOrDefault(parameter => parameter.Name == definition.Name)?.Allowed;
}
