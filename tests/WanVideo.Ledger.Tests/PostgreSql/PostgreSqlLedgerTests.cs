using WanVideo.Ledger;

namespace WanVideo.Tests.Ledger.PostgreSql;

[Collection("PostgreSQL")]
public sealed class PostgreSqlLedgerTests(PostgreSqlFixture fixture) : LedgerTests
{
    private PostgreSqlServer? server;
    private string? database;

    public override async ValueTask InitializeAsync()
    {
        server = await fixture.GetServerAsync();
        database = await server.CreateDatabaseAsync();
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        if (database is not null)
        {
            await base.DisposeAsync();
            await server!.DropDatabaseAsync(database);
        }
    }

    private protected override Task AgeAsync(TimeSpan age) => server!.ExecuteAsync(database!, "SET search_path = wanvideo; " + GetAgeSql(age));

    private protected override ValueTask<ILedger> OpenAsync() => new(PostgreSqlFixture.Open(server!.GetConnectionUri(database!), out _));
}
