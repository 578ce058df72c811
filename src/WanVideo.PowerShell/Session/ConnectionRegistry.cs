using WanVideo.Catalog;

namespace WanVideo.Session;

/// <summary>
/// The open connections, by name. Shared by all runspaces of the process, so that <c>ForEach-Object -Parallel</c> and thread jobs need not connect
/// again.
/// </summary>
/// <param name="providers">The available providers.</param>
internal sealed class ConnectionRegistry(ProviderRegistry providers)
{
    private readonly Lock sync = new();
    private readonly Dictionary<string, ProviderConnection> connections = new(StringComparer.OrdinalIgnoreCase);
    private string? defaultName;

    /// <summary>The connection opened last; null if there is none.</summary>
    public ProviderConnection? Default
    {
        get
        {
            lock (sync)
            {
                return defaultName is null ? null : connections[defaultName];
            }
        }
    }

    /// <summary>Whether a task was created with a connection of this name, or at the gateway of this name.</summary>
    /// <param name="task">The task.</param>
    /// <param name="name">The name; null or empty for any.</param>
    public static bool IsCreatedWith(VideoTask task, string? name) =>
        name is not { Length: > 0 } || name.Equals(task.Connection, StringComparison.OrdinalIgnoreCase) || name.Equals(task.Provider, StringComparison.OrdinalIgnoreCase);

    public IReadOnlyList<WanVideoConnection> GetAll()
    {
        lock (sync)
        {
            return [.. connections.Values.OrderBy(connection => connection.Name, StringComparer.OrdinalIgnoreCase).Select(connection => connection.ToOutput(connection.HasName(defaultName)))];
        }
    }

    /// <summary>Opens a connection, which replaces the previous one of this name, and makes it the default.</summary>
    /// <returns>The connection, and the one that it replaces; null if there is none.</returns>
    /// <exception cref="VideoException">A setting is invalid. The previous connection is kept.</exception>
    public (WanVideoConnection Opened, ProviderConnection? Replaced) Connect(string name, ProviderOptions options, string? apiKeySource)
    {
        lock (sync)
        {
            var connection = new ProviderConnection(name, options.Provider, providers.Create(options), apiKeySource);
            var replaced = Disconnect(name);
            connections.Add(name, connection);
            defaultName = name;
            return (connection.ToOutput(isDefault: true), replaced);
        }
    }

    /// <summary>Removes a connection.</summary>
    /// <returns>The removed connection; null if there is none of this name.</returns>
    public ProviderConnection? Disconnect(string name)
    {
        lock (sync)
        {
            // Not disposed: another runspace may still use its provider. Idle connections close after PooledConnectionIdleTimeout.
            connections.Remove(name, out var removed);
            defaultName = removed?.HasName(defaultName) is true ? null : defaultName;
            return removed;
        }
    }

    /// <summary>The provider, the models and the base URL of a connection. Opens no connection and needs no key.</summary>
    /// <param name="name">The name of an open connection or a provider; null or empty for the default connection.</param>
    /// <exception cref="VideoException">There is no such connection and no such provider.</exception>
    public (VideoProviderInfo Provider, ModelCatalog Catalog, Uri BaseUri) Describe(string? name)
    {
        lock (sync)
        {
            if (Find(name) is { } connection)
            {
                return (connection.Info, connection.Provider.Catalog, connection.Provider.BaseUri);
            }

            var info = FindProvider(name);
            return (info, info.Catalog, info.BaseUri);
        }
    }

    /// <summary>The connection with a name. A provider's name without a connection opens one with the key in the environment.</summary>
    /// <param name="name">The name of a connection or a provider; null or empty for the default connection.</param>
    /// <exception cref="VideoException">There is no such connection and no such provider, or no key for it.</exception>
    public ProviderConnection Get(string? name)
    {
        lock (sync)
        {
            return Find(name) ?? Open(FindProvider(name));
        }
    }

    /// <summary>The connection that a task was created with. A task is not requested from another one, which would have no record of it.</summary>
    /// <param name="task">The task.</param>
    /// <param name="name">The connection that the user specified; null or empty for none.</param>
    /// <exception cref="VideoException">The connection is not open (<see cref="VideoErrorKind.NotConnected"/>), or the user specified another one.</exception>
    public ProviderConnection GetFor(VideoTask task, string? name)
    {
        lock (sync)
        {
            if (name is { Length: > 0 })
            {
                var connection = Get(name);
                return connection.Matches(task) ? connection : throw CreateException(VideoErrorKind.InvalidParameter, task, $"-Connection {name} cannot be used for it.");
            }

            return connections.Values
                .Where(connection => connection.Matches(task))
                .OrderByDescending(connection => connection.HasName(task.Connection))
                .ThenByDescending(connection => connection.HasName(defaultName))
                .ThenByDescending(connection => connection.HasName(task.Provider))
                .FirstOrDefault()
                ?? OpenFor(task)
                ?? throw CreateException(VideoErrorKind.NotConnected, task, $"This connection is not open. Connect with {GetConnectCommand(task)}.");
        }
    }

    private ProviderConnection? Find(string? name) => (name is { Length: > 0 } ? name : defaultName) is { } key ? connections.GetValueOrDefault(key) : null;

    private VideoProviderInfo FindProvider(string? name) => name is { Length: > 0 }
        ? providers.Find(name) ?? throw new VideoException(VideoErrorKind.NotConnected, $"-Connection '{name}' is neither an open connection nor a gateway. {DescribeNames()}")
        : throw new VideoException(VideoErrorKind.NotConnected, connections.Count == 0
            ? "No gateway is connected. Run Connect-WanVideo, or specify as -Connection a gateway whose API key is in the environment."
            : $"There is no default connection, because it was disconnected. Specify -Connection {string.Join(" or ", connections.Keys.Order(StringComparer.OrdinalIgnoreCase))}, or run Connect-WanVideo.");

    private string DescribeNames()
    {
        var open = connections.Count == 0 ? "No connection is open." : $"Open connections: {string.Join(", ", connections.Keys)}.";
        return $"{open} Gateways: {string.Join(", ", providers.Providers.Select(provider => provider.Name))}.";
    }

    private ProviderConnection Open(VideoProviderInfo info)
    {
        var options = new ProviderOptions { Provider = info, ApiKey = ApiKeySource.FromEnvironment(info) };
        var connection = new ProviderConnection(info.Name, info, providers.Create(options), ApiKeySource.GetVariable(info));
        connections.Add(info.Name, connection);
        return connection;
    }

    // The connection of a provider's name and default endpoint opens with the key in the environment.
    private ProviderConnection? OpenFor(VideoTask task) =>
        providers.Find(task.Provider) is { } info
        && info.Name.Equals(task.Connection ?? info.Name, StringComparison.OrdinalIgnoreCase)
        && (task.BaseUri is null || task.BaseUri == info.BaseUri)
        && !connections.ContainsKey(info.Name)
            ? Open(info)
            : null;

    private static VideoException CreateException(VideoErrorKind kind, VideoTask task, string consequence)
    {
        var endpoint = task.BaseUri is null ? task.Provider : $"{task.Provider}, {task.BaseUri}";
        var origin = task.Connection is null ? $"at {endpoint}" : $"with connection {task.Connection} ({endpoint})";
        return new(kind, $"{task.Label ?? task.Id} was created {origin}. {consequence}") { Provider = task.Provider, TaskId = task.Id, Label = task.Label, Prompt = task.Prompt };
    }

    private string GetConnectCommand(VideoTask task)
    {
        var info = providers.Find(task.Provider);
        var name = task.Connection is null || task.Connection.Equals(task.Provider, StringComparison.OrdinalIgnoreCase) ? "" : $" -Name {task.Connection}";
        var baseUri = task.BaseUri is null || task.BaseUri == info?.BaseUri ? "" : $" -BaseUri {task.BaseUri}";
        return $"Connect-WanVideo {info?.Name ?? task.Provider}{name}{baseUri}";
    }
}
