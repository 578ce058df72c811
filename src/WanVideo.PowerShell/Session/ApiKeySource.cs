using System.Net;
using System.Security;

namespace WanVideo.Session;

/// <summary>Where a key comes from, and what one looks like.</summary>
internal static class ApiKeySource
{
    public const string Parameter = "-ApiKey";

    /// <summary>How a user would write the provider's environment variable; null if it needs no key.</summary>
    public static string? Variable(VideoProviderInfo provider) => provider.ApiKeyVariable is { } variable ? $"$env:{variable}" : null;

    /// <summary>The key in the provider's environment variable.</summary>
    /// <exception cref="VideoException">There is none.</exception>
    public static string? FromEnvironment(VideoProviderInfo provider)
    {
        if (Variable(provider) is not { } source)
        {
            return null;
        }

        return Environment.GetEnvironmentVariable(provider.ApiKeyVariable!) is { Length: > 0 } key
            ? Checked(key, source)
            : throw new VideoException(VideoErrorKind.NotConnected, $"There is no key for {provider.Name}: give -ApiKey to Connect-WanVideo, or set {source}.");
    }

    /// <summary>The key that the user gave.</summary>
    /// <exception cref="VideoException">It cannot be one.</exception>
    public static string FromParameter(SecureString key) => Checked(new NetworkCredential("", key).Password, Parameter);

    // What cannot stand in a header would fail later, in words that show it.
    private static string Checked(string key, string source)
    {
        key = key.Trim();
        return key.Length > 0 && key.All(c => c is > ' ' and < (char)127)
            ? key
            : throw new VideoException(VideoErrorKind.InvalidParameter, $"{source} is no key: it is empty, or has characters that no key has.");
    }
}
