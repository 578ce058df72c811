using WanVideo.Ledger.PostgreSql;
using WanVideo.Ledger.Sqlite;

namespace WanVideo.Ledger;

/// <summary>Opens ledgers: PostgreSQL for a <c>postgresql://</c> URL, SQLite for a file.</summary>
public sealed class LedgerFactory : ILedgerFactory
{
    /// <inheritdoc/>
    public ILedger Create(string location, TimeProvider time)
    {
        ArgumentException.ThrowIfNullOrEmpty(location);
        return new SqlLedger(LedgerLocation.IsServer(location) ? new PostgreSqlEngine(location, time) : new SqliteEngine(location, time), time);
    }
}
