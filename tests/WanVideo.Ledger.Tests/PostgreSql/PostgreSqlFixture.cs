using WanVideo.Ledger;
using WanVideo.Ledger.PostgreSql;

[assembly: AssemblyFixture(typeof(WanVideo.Tests.Ledger.PostgreSql.PostgreSqlFixture))]

namespace WanVideo.Tests.Ledger.PostgreSql;

/// <summary>The cluster of a test run, started when a test needs it first.</summary>
public sealed class PostgreSqlFixture : IAsyncDisposable
{
    private readonly Lazy<Task<PostgreSqlServer>> server = new(PostgreSqlServer.StartAsync);

    /// <summary>The server. Skips the test where PostgreSQL is not installed.</summary>
    public Task<PostgreSqlServer> GetServerAsync()
    {
        Assert.SkipWhen(PostgreSqlServer.MissingReason is not null, PostgreSqlServer.MissingReason ?? "");
        return server.Value;
    }

    /// <summary>A ledger as a process of its own opens it.</summary>
    internal static SqlLedger Open(string connectionUri, out PostgreSqlEngine engine)
    {
        engine = new PostgreSqlEngine(connectionUri, TimeProvider.System);
        return new SqlLedger(engine, TimeProvider.System);
    }

    public async ValueTask DisposeAsync()
    {
        if (server.IsValueCreated)
        {
            await (await server.Value).DisposeAsync();
        }
    }
}
