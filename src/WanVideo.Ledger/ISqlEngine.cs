using System.Data.Common;

namespace WanVideo.Ledger;

/// <summary>Runs the ledger's SQL on one database.</summary>
internal interface ISqlEngine : IAsyncDisposable
{
    /// <summary>Where the database is, without a password.</summary>
    string Location { get; }

    /// <summary>What differs in the SQL.</summary>
    SqlDialect Dialect { get; }

    /// <summary>
    /// Runs a script in one durable transaction and reads its results. When this returns, the transaction is committed; when it throws
    /// <see cref="CommitUncertainException"/>, it may be; when it throws anything else, it is not.
    /// </summary>
    /// <typeparam name="T">What the results are read to.</typeparam>
    /// <param name="sql">The statements.</param>
    /// <param name="parameters">Named values.</param>
    /// <param name="read">Reads the results of the statements that have some.</param>
    /// <param name="cancellationToken">Ends the call before the commit.</param>
    Task<T> WriteAsync<T>(string sql, SqlParameters parameters, Func<DbDataReader, CancellationToken, Task<T>> read, CancellationToken cancellationToken);

    /// <summary>Runs a query. No transaction is open when this returns.</summary>
    /// <inheritdoc cref="WriteAsync"/>
    Task<T> ReadAsync<T>(string sql, SqlParameters parameters, Func<DbDataReader, CancellationToken, Task<T>> read, CancellationToken cancellationToken);

    /// <summary>The engine's name and version, and the bytes that the database takes on disk.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<(string Engine, long SizeBytes)> DescribeAsync(CancellationToken cancellationToken);
}

/// <summary>The acknowledgement of a commit was lost. Only running the same transaction again tells whether it took effect.</summary>
internal sealed class CommitUncertainException(Exception cause) : Exception(cause.Message, cause);

/// <summary>The named parameters of a script.</summary>
internal sealed class SqlParameters : Dictionary<string, object?>
{
    public SqlParameters()
        : base(StringComparer.Ordinal)
    {
    }

    /// <summary>A time as the ledger stores it.</summary>
    public static long? ToStored(DateTimeOffset? time) => time?.ToUnixTimeMilliseconds();

    /// <summary>A duration as the ledger stores it.</summary>
    public static long ToStored(TimeSpan duration) => (long)Math.Ceiling(duration.TotalMilliseconds);
}
