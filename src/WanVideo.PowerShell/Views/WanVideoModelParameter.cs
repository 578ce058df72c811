namespace WanVideo;

/// <summary>A parameter of <c>New-WanVideoTask</c> as one model takes it.</summary>
/// <param name="Name">The parameter's name.</param>
/// <param name="IsRequired">Whether the model rejects a request without it.</param>
/// <param name="Default">The value sent if the request has none; null if nothing is sent.</param>
/// <param name="Allowed">The allowed values.</param>
/// <param name="Description">The gateway's description; null if the help of <c>New-WanVideoTask</c> covers it.</param>
public sealed record WanVideoModelParameter(string Name, bool IsRequired, object? Default, string Allowed, string? Description)
{
    /// <summary>The name, with an asterisk if it is required.</summary>
    public override string ToString() => IsRequired ? Name + "*" : Name;
}
