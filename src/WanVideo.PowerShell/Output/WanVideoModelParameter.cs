namespace WanVideo;

/// <summary>A parameter of <c>New-WanVideoTask</c>, as one model takes it.</summary>
/// <param name="Name">The parameter.</param>
/// <param name="IsRequired">Whether the model refuses a request without it.</param>
/// <param name="Default">What is sent when it is not given; null if then nothing is.</param>
/// <param name="Allowed">What it takes, in words.</param>
public sealed record WanVideoModelParameter(string Name, bool IsRequired, object? Default, string Allowed)
{
    /// <summary>The name, with a star if it is required.</summary>
    public override string ToString() => IsRequired ? Name + "*" : Name;
}
