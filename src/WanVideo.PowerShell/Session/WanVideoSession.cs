using WanVideo.Catalog;
using WanVideo.Journal;
using WanVideo.Polling;

namespace WanVideo.Session;

/// <summary>
/// The connections of this process. All runspaces share them, so that <c>ForEach-Object -Parallel</c> and thread jobs need not connect again.
/// The gateways' assemblies are loaded when first needed, which is not at import.
/// </summary>
internal sealed class WanVideoSession
{
    private readonly Lock sync = new();
    private readonly Dictionary<string, Connection> connections = new(StringComparer.OrdinalIgnoreCase);
    private readonly ProviderRegistry gateways = new();
    private string? defaultProvider;
    private TaskJournal? journal;

    public static WanVideoSession Current { get; } = new();

    /// <summary>What was learnt of how long tasks take.</summary>
    public RunTimeStatistics RunTimes { get; } = new();

    /// <summary>The gateways there are.</summary>
    public IReadOnlyList<VideoProviderInfo> Providers => gateways.Providers;

    /// <summary>The gateway connected last; null if there is none.</summary>
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

    /// <summary>The record of tasks, where the environment says now.</summary>
    public TaskJournal Journal
    {
        get
        {
            lock (sync)
            {
                var path = TaskJournal.DefaultPath;
                return journal = journal?.Path == path ? journal : new TaskJournal(path, TimeProvider.System);
            }
        }
    }

    /// <summary>What that record holds. Read on a thread of the pool, for a command's own is not to be waited on by what it waits for.</summary>
    /// <param name="since">Reads no further back than needed for what was recorded then or later; null for all.</param>
    /// <exception cref="VideoException">It cannot be read.</exception>
    public JournalContents Recorded(DateTimeOffset? since = null) => Task.Run(() => Journal.ReadAsync(CancellationToken.None, since)).GetAwaiter().GetResult();

    /// <summary>Adds the gateways of an assembly.</summary>
    /// <exception cref="VideoException">It has none, or one of a name that is taken.</exception>
    public void Register(string assemblyPath) => gateways.Register(assemblyPath);

    /// <summary>The gateway of that name, in whatever case; null if there is none.</summary>
    public VideoProviderInfo? TryFind(string name) => Providers.FirstOrDefault(provider => string.Equals(provider.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The gateway of that name, in whatever case, or the one connected last.</summary>
    /// <exception cref="VideoException">There is none of that name, or none was named or connected.</exception>
    public VideoProviderInfo Find(string? name)
    {
        name = name is { Length: > 0 } ? name : DefaultProvider;
        return name is null
            ? throw new VideoException(VideoErrorKind.NotConnected, "No gateway was chosen. Run Connect-WanVideo, or name a -Provider whose key is in the environment.")
            : TryFind(name)
                ?? throw new VideoException(VideoErrorKind.InvalidParameter, $"-Provider is '{name}'; there are {string.Join(", ", Providers.Select(provider => provider.Name))}.");
    }

    /// <summary>The models of a gateway: those of the connection to it, which may have been told of others, or else those it is known for.</summary>
    public ModelCatalog CatalogOf(VideoProviderInfo info)
    {
        lock (sync)
        {
            return connections.TryGetValue(info.Name, out var connection) ? connection.Provider.Catalog : info.Catalog;
        }
    }

    /// <summary>Makes a connection and has it be the one that is used where none is named.</summary>
    public WanVideoContext Connect(ProviderOptions options, string? keySource)
    {
        lock (sync)
        {
            // What is wrong with the settings shows first, and leaves the connection before in place.
            var provider = gateways.Create(options);
            Remove(options.Provider.Name);
            connections.Add(options.Provider.Name, new Connection(options, provider, keySource));
            defaultProvider = options.Provider.Name;
            return Contexts().Single(context => context.IsDefault);
        }
    }

    /// <summary>Ends a connection, or all.</summary>
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

    /// <summary>The connections there are.</summary>
    public IReadOnlyList<WanVideoContext> Contexts()
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

    /// <summary>The provider of that name, or of the connection made last; connected by its environment variable if that was not done yet.</summary>
    /// <exception cref="VideoException">There is none, or no key for it.</exception>
    public IVideoProvider Provider(string? name)
    {
        lock (sync)
        {
            var info = Find(name);
            if (!connections.TryGetValue(info.Name, out var connection))
            {
                var options = new ProviderOptions { Provider = info, ApiKey = ApiKeySource.FromEnvironment(info) };
                connection = new Connection(options, gateways.Create(options), ApiKeySource.Variable(info));
                connections.Add(info.Name, connection);
            }

            return connection.Provider;
        }
    }

    // Not disposed of: a command of another runspace may be using it. Its sockets close when they have been idle for a while.
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
