using Npgsql;

namespace WanVideo.Ledger.PostgreSql;

/// <summary>
/// The connection settings of a ledger on PostgreSQL, from a libpq connection URI (PostgreSQL documentation, 34.1.1.2). A
/// password that is not in it comes from the service file, PGPASSWORD or the pgpass file, in this order.
/// </summary>
internal sealed class PostgreSqlConnectionUri
{
    /// <summary>The maximum number of connections of one process. A server admits 100 by default.</summary>
    private const int MaxPoolSize = 8;

    /// <summary>Time limit in seconds for connecting and for one response.</summary>
    public const int TimeoutSeconds = 10;

    // The options of a connection URI by their libpq names, and four options of the driver.
    private static readonly Dictionary<string, Action<NpgsqlConnectionStringBuilder, string>> Options = new(StringComparer.Ordinal)
    {
        ["host"] = (settings, value) => settings.Host = value,
        ["port"] = (settings, value) => settings.Port = ParseNumber(value),
        ["dbname"] = (settings, value) => settings.Database = value,
        ["user"] = (settings, value) => settings.Username = value,
        ["password"] = (settings, value) => settings.Password = value,
        ["passfile"] = (settings, value) => settings.Passfile = value,
        ["sslmode"] = (settings, value) => settings.SslMode = ParseName<SslMode>(value),
        ["sslnegotiation"] = (settings, value) => settings.SslNegotiation = ParseName<SslNegotiation>(value),
        ["sslrootcert"] = (settings, value) => settings.RootCertificate = value,
        ["sslcert"] = (settings, value) => settings.SslCertificate = value,
        ["sslkey"] = (settings, value) => settings.SslKey = value,
        ["sslpassword"] = (settings, value) => settings.SslPassword = value,
        ["channel_binding"] = (settings, value) => settings.ChannelBinding = ParseName<ChannelBinding>(value),
        ["gssencmode"] = (settings, value) => settings.GssEncryptionMode = ParseName<GssEncryptionMode>(value),
        ["krbsrvname"] = (settings, value) => settings.KerberosServiceName = value,
        ["require_auth"] = (settings, value) => settings.RequireAuth = value,
        ["connect_timeout"] = (settings, value) => settings.Timeout = ParseNumber(value),
        ["application_name"] = (settings, value) => settings.ApplicationName = value,
        ["options"] = (settings, value) => settings.Options = value,
        ["max_pool_size"] = (settings, value) => settings.MaxPoolSize = ParseNumber(value),
        ["connection_lifetime"] = (settings, value) => settings.ConnectionLifetime = ParseNumber(value),
        ["max_auto_prepare"] = (settings, value) => settings.MaxAutoPrepare = ParseNumber(value),
        ["auto_prepare_min_usages"] = (settings, value) => settings.AutoPrepareMinUsages = ParseNumber(value),
    };

    private static readonly string[] Schemes = ["postgresql://", "postgres://"];

    private PostgreSqlConnectionUri(NpgsqlConnectionStringBuilder settings)
    {
        ConnectionString = settings.ConnectionString;
        Database = settings.Database!;
        var host = settings.Host!.Contains(':', StringComparison.Ordinal) ? $"[{settings.Host}]" : settings.Host;
        Location = FormattableString.Invariant($"postgresql://{settings.Username}@{host}:{settings.Port}/{settings.Database}");
    }

    /// <summary>The driver's connection settings, with the password if the URI or the service file has one.</summary>
    public string ConnectionString { get; }

    /// <summary>Whether the URI has no setting for prepared statements, so that the engine decides.</summary>
    public bool CanPrepare { get; private init; }

    /// <summary>The name of the database.</summary>
    public string Database { get; }

    /// <summary>User, host, port and database, without a password or options.</summary>
    public string Location { get; }

    /// <summary>Parses a connection URI. Reads the service file if the URI or PGSERVICE has a service.</summary>
    /// <exception cref="VideoException">It has an unknown option or an invalid value. The message does not contain the URI.</exception>
    public static PostgreSqlConnectionUri Parse(string uri)
    {
        var values = ParseUri(uri);
        if ((values.Remove("service", out var service) ? service : Environment.GetEnvironmentVariable("PGSERVICE")) is { Length: > 0 } name)
        {
            foreach (var (option, value) in PostgreSqlServiceFile.Read(name))
            {
                values.TryAdd(option, value);
            }
        }

        AddVariable(values, "host", "PGHOST");
        AddVariable(values, "port", "PGPORT");
        AddVariable(values, "user", "PGUSER");
        AddVariable(values, "dbname", "PGDATABASE");
        AddVariable(values, "sslmode", "PGSSLMODE");
        var settings = new NpgsqlConnectionStringBuilder
        {
            Host = "localhost",
            Username = Environment.UserName,
            ApplicationName = "WanVideo",
            Timeout = TimeoutSeconds,

            // The engine has its own time limit. The driver's limit would send a cancel request, which can end the wait of a commit for its standby.
            CommandTimeout = 0,
            MaxPoolSize = MaxPoolSize,

            // A script is sent at once. A process that is stopped between two parts would leave the server in an open transaction.
            WriteBufferSize = 64 * 1024,

            // TCP keep-alive detects an unreachable server.
            TcpKeepAlive = true,
            TcpKeepAliveTime = 10,
            TcpKeepAliveInterval = 10,

            // The ledger has no session state.
            NoResetOnClose = true,
            Enlist = false,
        };
        foreach (var (option, value) in values)
        {
            if (!Options.TryGetValue(option, out var apply))
            {
                throw uri.AsSpan(uri.IndexOf('?', StringComparison.Ordinal) + 1).Contains('@') ? CreateUnreadableException() : PostgreSqlErrors.Create($"The URL of the ledger has the unknown option '{option}'. Known options: {string.Join(", ", Options.Keys.Order(StringComparer.Ordinal))}, service.");
            }

            try
            {
                apply(settings, value);
            }
            catch (Exception exception) when (exception is ArgumentException or FormatException or OverflowException)
            {
                // The cause is left out: its message may contain the value.
                throw PostgreSqlErrors.Create($"The option '{option}' of the ledger's URL has an invalid value.");
            }
        }

        settings.Database ??= settings.Username;
        return settings.Host!.Contains(',', StringComparison.Ordinal)
            ? throw PostgreSqlErrors.Create("The URL of the ledger has several servers. Specify one. For failover, use a host name that resolves to the primary server.")
            : new PostgreSqlConnectionUri(settings) { CanPrepare = !values.ContainsKey("max_auto_prepare") };
    }

    // postgresql://[user[:password]@][host][:port][/dbname][?name=value[&...]], each part percent-encoded. The host may be an encoded folder of a Unix socket, which System.Uri does not read.
    private static Dictionary<string, string> ParseUri(string uri)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        var rest = uri[(GetScheme(uri) ?? throw PostgreSqlErrors.Create("The URL of a ledger on a server must begin with postgresql://.")).Length..];
        var query = "";
        if (rest.IndexOf('?', StringComparison.Ordinal) is >= 0 and var mark)
        {
            (rest, query) = (rest[..mark], rest[(mark + 1)..]);
        }

        if (rest.IndexOf('/', StringComparison.Ordinal) is >= 0 and var slash)
        {
            // The rest of a password, if the slash belongs to it.
            if (rest.AsSpan(slash + 1).ContainsAny('/', '@'))
            {
                throw CreateUnreadableException();
            }

            Add("dbname", rest[(slash + 1)..]);
            rest = rest[..slash];
        }

        if (rest.LastIndexOf('@') is >= 0 and var at)
        {
            var (user, host) = (rest[..at], rest[(at + 1)..]);
            var colon = user.IndexOf(':', StringComparison.Ordinal);
            Add("user", colon < 0 ? user : user[..colon]);
            Add("password", colon < 0 ? "" : user[(colon + 1)..]);
            rest = host;
        }

        // A colon inside the brackets belongs to an IPv6 address.
        if (rest.LastIndexOf(':') is >= 0 and var port && port > rest.LastIndexOf(']'))
        {
            Add("port", rest[(port + 1)..]);
            rest = rest[..port];
        }

        // The rest of a password, or an IPv6 address without brackets.
        if (!rest.StartsWith('[') && rest.Contains(':', StringComparison.Ordinal))
        {
            throw CreateUnreadableException();
        }

        Add("host", rest.Trim('[', ']'));
        foreach (var option in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = option.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0)
            {
                throw PostgreSqlErrors.Create("An option of the ledger's URL has no value. Options have the form name=value.");
            }

            values[Uri.UnescapeDataString(option[..equals])] = Uri.UnescapeDataString(option[(equals + 1)..]);
        }

        return values;

        void Add(string option, string encoded)
        {
            if (encoded.Length > 0)
            {
                values[option] = Uri.UnescapeDataString(encoded);
            }
        }
    }

    // Without the text, which contains the password.
    private static VideoException CreateUnreadableException() => PostgreSqlErrors.Create(
        "The URL of the ledger cannot be read. It has the form postgresql://user:password@host:port/database. In the password, encode / as %2F, ? as %3F, @ as %40 and : as %3A.");

    private static string? GetScheme(string text) =>
        Array.Find(Schemes, scheme => text.StartsWith(scheme, StringComparison.OrdinalIgnoreCase));

    private static void AddVariable(Dictionary<string, string> values, string option, string variable)
    {
        if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value)
        {
            values.TryAdd(option, value);
        }
    }

    private static int ParseNumber(string value) => int.Parse(value, System.Globalization.CultureInfo.InvariantCulture);

    private static T ParseName<T>(string value)
        where T : struct, Enum => Enum.Parse<T>(value.Replace("-", "", StringComparison.Ordinal), ignoreCase: true);
}
