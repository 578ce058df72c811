using WanVideo.Catalog;
using WanVideo.Creating;
using WanVideo.Ledger;
using WanVideo.Polling;

namespace WanVideo.Session;

/// <summary>
/// The connections of this process, shared by all runspaces, so that <c>ForEach-Object -Parallel</c> and thread jobs need not connect again.
/// Providers are loaded on first use, not when the module is imported.
/// </summary>
internal sealed class WanVideoSession
{
    private readonly Lock sync = new();
    private readonly Dictionary<string, Connection> connections = new(StringComparer.OrdinalIgnoreCase);
    private readonly ProviderRegistry registry = new(Path.Combine(Path.GetDirectoryName(typeof(WanVideoSession).Assembly.Location)!, "lib"));
    private string? defaultProvider;
    private (string Location, TaskLedger Ledger, TaskCreator Creator)? ledger;

    public static WanVideoSession Current { get; } = new();

    /// <summary>Measured run times of completed tasks.</summary>
    public RunTimeStatistics RunTimeStatistics { get; } = new();

    /// <summary>The available providers.</summary>
    public IReadOnlyList<VideoProviderInfo> Providers => registry.Providers;

    /// <summary>The name of the provider connected last; null if there is none.</summary>
    public string? DefaultProvider
    {
        get
        {
            lock (sync)
            {
                return defaultProvider;
            }
        }
    }

    /// <summary>The ledger at a location. The same instance serves all commands until another location is used.</summary>
    public TaskLedger GetLedger(string location)
    {
        lock (sync)
        {
            if (ledger?.Location != location)
            {
                // Not disposed: another runspace may still use the previous one.
                var newLedger = new TaskLedger(registry.CreateLedger(location), Path.Combine(LedgerLocation.StateFolder, "outbox"), TimeProvider.System);
                ledger = (location, newLedger, new TaskCreator(newLedger, new CreateRateLimiter(newLedger, TimeProvider.System), TimeProvider.System));
            }

            return ledger!.Value.Ledger;
        }
    }

    /// <summary>Creates tasks on a ledger from <see cref="GetLedger"/>. Shared by all commands, so that they share one rate limit.</summary>
    public TaskCreator GetCreator(TaskLedger taskLedger)
    {
        lock (sync)
        {
            return ledger is { } current && current.Ledger == taskLedger
                ? current.Creator
                : new TaskCreator(taskLedger, new CreateRateLimiter(taskLedger, TimeProvider.System), TimeProvider.System);
        }
    }

    /// <inheritdoc cref="ProviderRegistry.Register"/>
    public void Register(string assemblyPath) => registry.Register(assemblyPath);

    /// <summary>The provider with this name, ignoring case; null if there is none.</summary>
    public VideoProviderInfo? FindProviderInfo(string name) => Providers.FirstOrDefault(provider => string.Equals(provider.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The provider with this name, ignoring case; the provider connected last if the name is null or empty.</summary>
    /// <exception cref="VideoException">There is no such provider, or none is connected.</exception>
    public VideoProviderInfo GetProviderInfo(string? name)
    {
        name = name is { Length: > 0 } ? name : DefaultProvider;
        return name is null
            ? throw new VideoException(VideoErrorKind.NotConnected, "No gateway is connected. Run Connect-WanVideo, or specify a -Provider whose API key is in the environment.")
            : FindProviderInfo(name)
                ?? throw new VideoException(VideoErrorKind.InvalidParameter, $"-Provider '{name}' is unknown. Available: {string.Join(", ", Providers.Select(provider => provider.Name))}.");
    }

    /// <summary>The models of a provider. A connection can have its own catalog; otherwise it is the default one.</summary>
    public ModelCatalog GetCatalog(VideoProviderInfo info)
    {
        lock (sync)
        {
            return connections.TryGetValue(info.Name, out var connection) ? connection.Provider.Catalog : info.Catalog;
        }
    }

    /// <summary>Creates a connection, replaces the provider's previous one, and makes it the default.</summary>
    /// <exception cref="VideoException">A setting is invalid. The previous connection is kept.</exception>
    public WanVideoContext Connect(ProviderOptions options, string? apiKeySource)
    {
        lock (sync)
        {
            var provider = registry.Create(options);
            Remove(options.Provider.Name);
            connections.Add(options.Provider.Name, new Connection(options, provider, apiKeySource));
            defaultProvider = options.Provider.Name;
            return GetContexts().Single(context => context.IsDefault);
        }
    }

    /// <summary>Removes the connection of a provider, or all connections if the name is null.</summary>
    public void Disconnect(string? name)
    {
        lock (sync)
        {
            foreach (var provider in name is null ? connections.Keys.ToArray() : [name])
            {
                Remove(provider);
            }
        }
    }

    /// <summary>The connections.</summary>
    public IReadOnlyList<WanVideoContext> GetContexts()
    {
        lock (sync)
        {
            return [.. connections.Values.Select(connection => new WanVideoContext(
                connection.Options.Provider.Name,
                connection.Provider.BaseUri,
                connection.ApiKeySource,
                connection.Options.Provider.Name == defaultProvider))];
        }
    }

    /// <summary>The connected provider with this name, or the default one. Connects with the key in the environment if there is no connection yet.</summary>
    /// <exception cref="VideoException">There is no such provider, or no key for it.</exception>
    public IVideoProvider GetProvider(string? name)
    {
        lock (sync)
        {
            var info = GetProviderInfo(name);
            if (!connections.TryGetValue(info.Name, out var connection))
            {
                var options = new ProviderOptions { Provider = info, ApiKey = ApiKeySource.FromEnvironment(info) };
                connection = new Connection(options, registry.Create(options), ApiKeySource.GetVariable(info));
                connections.Add(info.Name, connection);
            }

            return connection.Provider;
        }
    }

    // Not disposed: another runspace may still use this provider. Idle connections close after PooledConnectionIdleTimeout.
    private void Remove(string provider)
    {
        connections.Remove(provider);
        if (string.Equals(defaultProvider, provider, StringComparison.OrdinalIgnoreCase))
        {
            defaultProvider = null;
        }
    }

    private sealed record Connection(ProviderOptions Options, IVideoProvider Provider, string? ApiKeySource);
}
