namespace WanVideo;

/// <summary>A parameter of <c>New-WanVideoTask</c>, as one model takes it.</summary>
/// <param name="Name">The parameter.</param>
/// <param name="IsRequired">Whether the model refuses a request without it.</param>
/// <param name="Default">What is sent when it is not given; null if then nothing is.</param>
/// <param name="Allowed">What it takes, in words.</param>
/// <param name="Description">What the gateway says of it; null where the help of <c>New-WanVideoTask</c> says all.</param>
public sealed record WanVideoModelParameter(string Name, bool IsRequired, object? Default, string Allowed, string? Description)
{
    /// <summary>The name, with a star if it is required.</summary>
    public override string ToString() => IsRequired ? Name + "*" : Name;
}
