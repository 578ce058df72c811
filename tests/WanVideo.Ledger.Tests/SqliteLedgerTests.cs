using Microsoft.Data.Sqlite;
using WanVideo.Ledger;
using WanVideo.Ledger.Sqlite;
using static WanVideo.Tests.Ledger.LedgerData;

namespace WanVideo.Tests.Ledger;

public sealed class SqliteLedgerTests : LedgerTests
{
    private readonly string path = Path.Combine(Path.GetTempPath(), $"wanvideo-ledger-{Guid.NewGuid():N}", "ledger.db");

    [Fact]
    public async Task A_file_that_was_deleted_is_not_written_to()
    {
        await GrantAsync(CreateIntent("a"));
        foreach (var file in Directory.GetFiles(Path.GetDirectoryName(path)!))
        {
            File.Delete(file);
        }

        await GrantAsync(CreateIntent("a"));
        await using var other = await OpenAsync();
        Assert.IsType<ClaimResult.Held>(await other.ClaimAsync(CreateClaim(CreateIntent("a")), Stop));
    }

    private protected override async Task AgeAsync(TimeSpan age)
    {
        await using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        await connection.OpenAsync(Stop);
        await using var command = connection.CreateCommand();
        command.CommandText = GetAgeSql(age);
        await command.ExecuteNonQueryAsync(Stop);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    private protected override ValueTask<ILedger> OpenAsync() => new(new SqlLedger(new SqliteEngine(path, TimeProvider.System), TimeProvider.System));
}
