using System.Data.Common;
using System.Text;

namespace WanVideo.Ledger;

/// <summary>Runs the ledger's SQL on one database.</summary>
internal interface ISqlEngine : IAsyncDisposable
{
    /// <summary>The path of the file or the URL of the server, without a password.</summary>
    string Location { get; }

    /// <summary>The SQL dialect.</summary>
    SqlDialect Dialect { get; }

    /// <summary>
    /// Runs a script in one durable transaction and reads its results. When the method returns, the transaction is committed. When it throws
    /// <see cref="CommitUncertainException"/>, the transaction may be committed. When it throws another exception, it is not committed.
    /// </summary>
    /// <typeparam name="T">The type of the result.</typeparam>
    /// <param name="sql">The statements.</param>
    /// <param name="parameters">Named values.</param>
    /// <param name="read">Reads the result sets.</param>
    /// <param name="cancellationToken">Cancels the call before the commit.</param>
    Task<T> WriteAsync<T>(string sql, SqlParameters parameters, Func<DbDataReader, CancellationToken, Task<T>> read, CancellationToken cancellationToken);

    /// <summary>Runs a query. No transaction is open when this returns.</summary>
    /// <inheritdoc cref="WriteAsync"/>
    Task<T> ReadAsync<T>(string sql, SqlParameters parameters, Func<DbDataReader, CancellationToken, Task<T>> read, CancellationToken cancellationToken);

    /// <summary>Gets the name and version of the engine, and the size of the database on disk in bytes.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    Task<(string Engine, long SizeBytes)> GetEngineInfoAsync(CancellationToken cancellationToken);
}

/// <summary>The acknowledgement of a commit was lost. To determine whether it was committed, run the same transaction again.</summary>
internal sealed class CommitUncertainException(Exception innerException) : Exception(innerException.Message, innerException);

/// <summary>The named parameters of a script. A text can be stored by both engines: PostgreSQL has no U+0000, and UTF-8 has no lone surrogates.</summary>
internal sealed class SqlParameters : Dictionary<string, object?>
{
    public SqlParameters()
        : base(StringComparer.Ordinal)
    {
    }

    public new object? this[string name]
    {
        get => base[name];
        set => base[name] = value is string text ? ReplaceInvalidCharacters(text) : value;
    }

    public new void TryAdd(string name, object? value)
    {
        if (!ContainsKey(name))
        {
            this[name] = value;
        }
    }

    /// <summary>Converts a time to Unix milliseconds.</summary>
    public static long? ToStoredValue(DateTimeOffset? time) => time?.ToUnixTimeMilliseconds();

    /// <summary>Converts a duration to milliseconds, rounded up.</summary>
    public static long ToStoredValue(TimeSpan duration) => (long)Math.Ceiling(duration.TotalMilliseconds);

    private static string ReplaceInvalidCharacters(string text)
    {
        text = text.Replace('\0', '\uFFFD');
        return text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF') ? Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)) : text;
    }
}
