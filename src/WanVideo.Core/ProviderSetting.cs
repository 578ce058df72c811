namespace WanVideo;

/// <summary>A setting specific to one gateway: a dynamic parameter of <c>Connect-WanVideo</c>.</summary>
/// <param name="Name">The name of the parameter.</param>
/// <param name="Type">The type: <see cref="string"/> or <see cref="double"/>.</param>
/// <param name="Description">The description, one sentence.</param>
public sealed record ProviderSetting(string Name, Type Type, string Description)
{
    /// <summary>The allowed values; empty for any.</summary>
    public IReadOnlyList<string> AllowedValues { get; init; } = [];

    /// <summary>Whether the value is a file path. The provider receives the full path.</summary>
    public bool IsPath { get; init; }
}
