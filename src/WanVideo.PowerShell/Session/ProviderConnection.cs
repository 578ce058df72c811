using System.Management.Automation.Runspaces;

namespace WanVideo.Session;

/// <summary>An open connection: a provider with a base URL and an API key.</summary>
/// <param name="name">The name.</param>
/// <param name="info">The description of the provider.</param>
/// <param name="provider">The provider.</param>
/// <param name="apiKeySource">The source of the API key; null if the provider needs no key.</param>
internal sealed class ProviderConnection(string name, VideoProviderInfo info, IVideoProvider provider, string? apiKeySource)
{
    // Weak: a connection must not keep a closed runspace in memory.
    private readonly WeakReference<Runspace?> runspace = new(Runspace.DefaultRunspace);

    public string Name => name;

    public VideoProviderInfo Info => info;

    public IVideoProvider Provider => provider;

    /// <summary>Whether another runspace opened this connection and is still open.</summary>
    public bool IsOpenedByOtherRunspace =>
        runspace.TryGetTarget(out var owner) && owner != Runspace.DefaultRunspace && owner.RunspaceStateInfo.State is RunspaceState.Opened;

    /// <summary>Whether the task was created with this connection: with this name, or with the same account, at the same endpoint. A task without a recorded connection matches by its endpoint.</summary>
    public bool Matches(VideoTask task) =>
        provider.Name.Equals(task.Provider, StringComparison.OrdinalIgnoreCase)
        && (task.BaseUri is null || task.BaseUri == provider.BaseUri)
        && (task.Connection is null || HasName(task.Connection) || task.Account == provider.Account.KeyDigest);

    public bool HasName(string? other) => name.Equals(other, StringComparison.OrdinalIgnoreCase);

    /// <summary>The task with this connection as the one that it was created with, unless it records one.</summary>
    public VideoTask AddTo(VideoTask task) => task with
    {
        Connection = task.Connection ?? name,
        Account = task.Account ?? provider.Account.KeyDigest,
        BaseUri = task.BaseUri ?? provider.BaseUri,
        IsBilled = provider.IsBilled,
    };

    public WanVideoConnection ToOutput(bool isDefault) => new(name, provider.Name, provider.BaseUri, provider.Account.KeyDigest, apiKeySource, isDefault);
}
