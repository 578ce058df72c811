namespace WanVideo;

/// <summary>A model of a gateway's catalog. <see cref="Provider"/> and <see cref="Model"/> bind to the parameters of <c>New-WanVideoTask</c>.</summary>
/// <param name="Provider">The gateway.</param>
/// <param name="Model">The gateway's name of the model.</param>
/// <param name="Kind">What it makes a video from.</param>
/// <param name="Parameters">What it takes.</param>
public sealed record WanVideoModel(string Provider, string Model, Catalog.VideoKind Kind, IReadOnlyList<WanVideoModelParameter> Parameters)
{
    /// <summary>The gateway and the model.</summary>
    public override string ToString() => $"{Model} ({Provider})";
}
