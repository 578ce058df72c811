using System.Collections.Frozen;
using System.Net;

namespace WanVideo;

/// <summary>How to reach a gateway. The names of the HTTP settings are those of <c>Invoke-RestMethod</c>.</summary>
public sealed class ProviderOptions
{
    /// <summary>Which gateway.</summary>
    public required VideoProviderInfo Provider { get; init; }

    /// <summary>The gateway's address, ending in a slash; null for the one it has by itself.</summary>
    public Uri? BaseUri { get; init; }

    /// <summary>The key; null where none is needed. Kept out of every message.</summary>
    public string? ApiKey { get; init; }

    /// <summary>The proxy to use; null for the system's.</summary>
    public IWebProxy? Proxy { get; init; }

    /// <summary>Use no proxy at all, not even the system's.</summary>
    public bool NoProxy { get; init; }

    /// <summary>How often a request that is safe to repeat is repeated.</summary>
    public int MaximumRetryCount { get; init; } = 4;

    /// <summary>The wait before the first repeat; it doubles from one to the next, up to 30 seconds. A gateway's Retry-After wins over it.</summary>
    public TimeSpan RetryInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long making a connection may take.</summary>
    public TimeSpan ConnectionTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a gateway may take to answer, and how long a download may stand still. EvoLink's own client gives a create 30 seconds.</summary>
    public TimeSpan OperationTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>What this gateway alone is told, by the names of <see cref="VideoProviderInfo.Settings"/>.</summary>
    public IReadOnlyDictionary<string, object> Settings { get; init; } = FrozenDictionary<string, object>.Empty;

    /// <summary>The clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>What was said of a setting that is a text; null if nothing was.</summary>
    /// <param name="name">Its name.</param>
    public string? GetString(string name) => Settings.GetValueOrDefault(name) as string;

    /// <summary>What was said of a setting that is a number; null if nothing was.</summary>
    /// <param name="name">Its name.</param>
    public double? GetNumber(string name) => Settings.GetValueOrDefault(name) as double?;
}
