using System.Net;

namespace WanVideo;

/// <summary>How to reach a gateway. The names of the HTTP settings are those of <c>Invoke-RestMethod</c>.</summary>
public sealed class ProviderOptions
{
    /// <summary>Which gateway.</summary>
    public required VideoProviderInfo Provider { get; init; }

    /// <summary>The gateway's address.</summary>
    public required Uri BaseUri { get; init; }

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

    /// <summary>How long a task of the sandbox takes. No other gateway minds it.</summary>
    public TimeSpan SandboxTaskDuration { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>The clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
