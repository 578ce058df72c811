using System.Collections.Concurrent;
using WanVideo.Ledger;
using WanVideo.Ledger.PostgreSql;
using WanVideo.Tests.Ledger.Model;

namespace WanVideo.Tests.Ledger.PostgreSql;

/// <summary>Shorter paths than on SQLite: a commit takes several times as long.</summary>
[Collection("PostgreSQL")]
public sealed class PostgreSqlLedgerReplayTests(PostgreSqlFixture fixture) : LedgerReplayTests
{
    private readonly ConcurrentBag<string> databases = [];

    private protected override int PathSteps => IsLong ? 5 : 4;

    private protected override int TransitionSteps => IsLong ? 6 : 5;

    public override async ValueTask DisposeAsync()
    {
        foreach (var database in databases)
        {
            await (await fixture.GetServerAsync()).DropDatabaseAsync(database);
        }

        await base.DisposeAsync();
    }

    private protected override async Task<ISqlEngine> OpenEngineAsync(string name)
    {
        var server = await fixture.GetServerAsync();
        var database = await server.CreateDatabaseAsync();
        databases.Add(database);
        return new PostgreSqlEngine(server.GetConnectionUri(database), TimeProvider.System);
    }
}
