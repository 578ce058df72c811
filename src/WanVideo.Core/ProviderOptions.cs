using System.Collections.Frozen;
using System.Net;

namespace WanVideo;

/// <summary>The settings of a connection to a gateway. The HTTP settings have the names of <c>Invoke-RestMethod</c>.</summary>
public sealed class ProviderOptions
{
    /// <summary>The gateway.</summary>
    public required VideoProviderInfo Provider { get; init; }

    /// <summary>The base URL, ending in a slash; null for the gateway's default.</summary>
    public Uri? BaseUri { get; init; }

    /// <summary>The API key; null if none is required. Redacted in all messages.</summary>
    public string? ApiKey { get; init; }

    /// <summary>The proxy; null for the system's proxy.</summary>
    public IWebProxy? Proxy { get; init; }

    /// <summary>Whether to use no proxy, not even the system's.</summary>
    public bool NoProxy { get; init; }

    /// <summary>The maximum number of retries of a request that is safe to repeat. Default 4.</summary>
    public int MaximumRetryCount { get; init; } = 4;

    /// <summary>The delay before the first retry. It doubles with each retry, up to 30 seconds. A Retry-After takes precedence. Default 1 second.</summary>
    public TimeSpan RetryInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The maximum time to establish a connection. Default 15 seconds.</summary>
    public TimeSpan ConnectionTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The maximum time of a request to the gateway, and the idle timeout of a download. Default 60 seconds; EvoLink's own client allows 30 for a create request.</summary>
    public TimeSpan OperationTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The values of <see cref="VideoProviderInfo.Settings"/>, by name.</summary>
    public IReadOnlyDictionary<string, object> Settings { get; init; } = FrozenDictionary<string, object>.Empty;

    /// <summary>The clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Gets the value of a string setting; null if it is not set.</summary>
    /// <param name="name">The name of the setting.</param>
    public string? GetString(string name) => Settings.GetValueOrDefault(name) as string;

    /// <summary>Gets the value of a numeric setting; null if it is not set.</summary>
    /// <param name="name">The name of the setting.</param>
    public double? GetNumber(string name) => Settings.GetValueOrDefault(name) as double?;
}
