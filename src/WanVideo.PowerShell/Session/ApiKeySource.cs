using System.Net;
using System.Security;

namespace WanVideo.Session;

/// <summary>Reads API keys from <c>-ApiKey</c> or an environment variable.</summary>
internal static class ApiKeySource
{
    public const string Parameter = "-ApiKey";

    /// <summary>The provider's environment variable in PowerShell notation; null if the provider needs no key.</summary>
    public static string? GetVariable(VideoProviderInfo provider) => provider.ApiKeyVariable is { } variable ? $"$env:{variable}" : null;

    /// <summary>The key in the provider's environment variable; null if the provider needs no key.</summary>
    /// <exception cref="VideoException">The variable is not set, or its value is not a valid key.</exception>
    public static string? FromEnvironment(VideoProviderInfo provider)
    {
        if (GetVariable(provider) is not { } source)
        {
            return null;
        }

        return Environment.GetEnvironmentVariable(provider.ApiKeyVariable!) is { Length: > 0 } key
            ? Validate(key, source)
            : throw new VideoException(VideoErrorKind.NotConnected, $"No API key for {provider.Name}. Pass -ApiKey to Connect-WanVideo, or set {source}.");
    }

    /// <summary>The key that was passed as <c>-ApiKey</c>.</summary>
    /// <exception cref="VideoException">It is not a valid key.</exception>
    public static string FromParameter(SecureString key) => Validate(new NetworkCredential("", key).Password, Parameter);

    // HttpClient rejects other characters in a header, and its exception message contains the value.
    private static string Validate(string key, string source)
    {
        key = key.Trim();
        return key.Length > 0 && key.All(c => c is > ' ' and < (char)127)
            ? key
            : throw new VideoException(VideoErrorKind.InvalidParameter, $"{source} is not a valid API key: it is empty, or contains white space, control characters or non-ASCII characters.");
    }
}
