using WanVideo.Catalog;

namespace WanVideo;

/// <summary>A model in a gateway's catalog. <see cref="Provider"/> and <see cref="Model"/> bind to the parameters of <c>New-WanVideoTask</c>.</summary>
/// <param name="Provider">The gateway.</param>
/// <param name="Model">The gateway's model name.</param>
/// <param name="Kind">The kind of input.</param>
/// <param name="Parameters">The parameters that the model takes.</param>
public sealed record WanVideoModel(string Provider, string Model, VideoKind Kind, IReadOnlyList<WanVideoModelParameter> Parameters)
{
    /// <summary>The model and the gateway.</summary>
    public override string ToString() => $"{Model} ({Provider})";
}
