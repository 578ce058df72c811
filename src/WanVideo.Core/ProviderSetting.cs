namespace WanVideo;

/// <summary>Something that one gateway, and no other, is told when a connection is made: a parameter that <c>Connect-WanVideo</c> has with that gateway.</summary>
/// <param name="Name">Its name, as users write it.</param>
/// <param name="Type">Its type: <see cref="string"/> or <see cref="double"/>.</param>
/// <param name="Description">What it is, in a sentence.</param>
public sealed record ProviderSetting(string Name, Type Type, string Description)
{
    /// <summary>The only values there are; empty for any.</summary>
    public IReadOnlyList<string> AllowedValues { get; init; } = [];

    /// <summary>Whether it is the path of a file. The provider is given the full path.</summary>
    public bool IsPath { get; init; }
}
