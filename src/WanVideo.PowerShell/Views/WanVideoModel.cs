using WanVideo.Catalog;

namespace WanVideo;

/// <summary>A model in a gateway's catalog. <see cref="Provider"/> and <see cref="Model"/> bind to the parameters of <c>New-WanVideoTask</c>.</summary>
/// <param name="Provider">The gateway.</param>
/// <param name="Model">The gateway's model name.</param>
/// <param name="Kind">The kind of input.</param>
/// <param name="Parameters">The parameters that the model takes.</param>
public sealed record WanVideoModel(string Provider, string Model, VideoKind Kind, IReadOnlyList<WanVideoModelParameter> Parameters)
{
    /// <summary>The family, which <c>-Model</c> accepts as well.</summary>
    public string? Family { get; private init; }

    /// <summary>The rules about combinations of parameters.</summary>
    public IReadOnlyList<string> Rules { get; private init; } = [];

    // Not named as the parameters of New-WanVideoTask, to which these texts would bind.

    /// <summary>The allowed durations in seconds.</summary>
    public string? Seconds { get; private init; }

    /// <summary>The allowed resolutions.</summary>
    public string? Resolutions => GetAllowed(VideoParameters.Resolution)?.Replace(" or ", "/", StringComparison.Ordinal).Replace(", ", "/", StringComparison.Ordinal).Replace("p/", "/", StringComparison.Ordinal);

    internal static WanVideoModel From(string provider, VideoModel model) => new(
        provider,
        model.Name,
        model.Kind,
        [.. model.Parameters.Select(parameter => new WanVideoModelParameter(parameter.Name, parameter.IsRequired, parameter.DefaultValue, parameter.AllowedDescription, parameter.Description))])
    {
        Family = model.Family,
        Rules = [.. model.Rules.Select(rule => rule.Description)],
        Seconds = model.Find(VideoParameters.Duration)?.AllowedRange,
    };

    /// <summary>The model and the gateway.</summary>
    public override string ToString() => $"{Model} ({Provider})";

    private string? GetAllowed(ParameterDefinition definition) => Parameters.FirstOrDefault(parameter => parameter.Name == definition.Name)?.Allowed;
}
