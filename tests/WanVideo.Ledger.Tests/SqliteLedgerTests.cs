using Microsoft.Data.Sqlite;
using WanVideo.Ledger;
using WanVideo.Ledger.Sqlite;
using static WanVideo.Tests.Ledger.LedgerData;

namespace WanVideo.Tests.Ledger;

public sealed class SqliteLedgerTests : LedgerTests
{
    private readonly string path = Path.Combine(Path.GetTempPath(), $"wanvideo-ledger-{Guid.NewGuid():N}", "ledger.db");

    [Fact]
    public async Task A_file_that_was_deleted_while_it_was_used_is_not_created_again()
    {
        await GrantAsync(CreateIntent("a"));
        foreach (var file in Directory.GetFiles(Path.GetDirectoryName(path)!))
        {
            File.Delete(file);
        }

        await AssertUnavailableAsync("was moved or deleted");
        Assert.False(File.Exists(path));
    }

    [Fact]
    public async Task A_file_that_was_replaced_by_another_ledger_is_rejected_and_accepted_when_it_is_back()
    {
        await GrantAsync(CreateIntent("a"));
        Assert.NotEmpty(await Ledger.ListAsync(new LedgerQuery(), Stop).ToListAsync(Stop));
        var folder = Path.GetDirectoryName(path)!;
        var backup = folder + "-moved";
        Directory.Move(folder, backup);
        try
        {
            // As another process creates it.
            var another = Path.Combine(folder, "another.db");
            await using (var other = new SqlLedger(new SqliteEngine(another, TimeProvider.System), TimeProvider.System))
            {
                Assert.IsType<ClaimResult.Granted>(await other.ClaimAsync(CreateClaim(CreateIntent("a")), Stop));
            }

            File.Move(another, path);
            await AssertUnavailableAsync("was replaced by another ledger");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
            Directory.Move(backup, folder);
        }

        Assert.IsType<ClaimResult.Held>(await Ledger.ClaimAsync(CreateClaim(CreateIntent("a")), Stop));
    }

    [Theory]
    [InlineData("UPDATE intent SET details = '{', duration = 99999999999, restart_of = 'x' || label, base_uri = 'nowhere', created = 'x'")]
    [InlineData("UPDATE task SET usage = '[', created = 9e18, finished = -9000000000000000000, error_kind = 'odd', model = x'00', expires = 'soon'")]
    [InlineData("UPDATE attempt SET error_kind = 'odd', request_id = 5")]
    [InlineData("PRAGMA foreign_keys = OFF; UPDATE intent SET id = 'not a guid' WHERE label = 'b'")]
    public async Task An_odd_value_is_replaced_by_a_default_and_does_not_end_a_list(string sql)
    {
        var permit = await GrantAsync(CreateIntent("a"));
        await Ledger.SettleAsync(CreateSettlement(permit, AttemptEvent.Accept, "task-1"), Stop);
        await Ledger.SettleAsync(CreateSettlement(await GrantAsync(CreateIntent("b")), AttemptEvent.Refuse), Stop);
        await ExecuteAsync(sql);

        var records = await Ledger.ListAsync(new LedgerQuery(), Stop).ToListAsync(Stop);
        Assert.Equal(2, records.Count);
        Assert.Contains(records, record => record.HasInvalidValues);
        Assert.All(records, record => Assert.NotEmpty(record.ToTask().Id));
    }

    [Theory]
    [InlineData("CREATE TRIGGER t AFTER INSERT ON task BEGIN DELETE FROM intent; END", "triggers or views")]
    [InlineData("CREATE VIEW v AS SELECT 1", "triggers or views")]
    [InlineData("DROP INDEX attempt_one_outstanding", "attempt_one_outstanding differs")]
    [InlineData("DROP TABLE decision; CREATE TABLE decision (id TEXT)", "decision differs")]
    [InlineData("UPDATE ledger SET id = 'odd'", "its id is invalid")]
    public async Task A_file_with_another_schema_is_rejected(string sql, string reason)
    {
        await GrantAsync(CreateIntent("a"));
        var copy = path + ".copy";
        await ExecuteAsync($"{sql}; VACUUM INTO '{copy}'");
        await using var other = new SqlLedger(new SqliteEngine(copy, TimeProvider.System), TimeProvider.System);
        var exception = await Assert.ThrowsAsync<VideoException>(() => other.OpenAsync(Stop));
        Assert.Equal(VideoErrorKind.LedgerUnavailable, exception.Error.Kind);
        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
    }

    private async Task AssertUnavailableAsync(string reason)
    {
        foreach (var exception in new[]
        {
            await Assert.ThrowsAsync<VideoException>(() => Ledger.ClaimAsync(CreateClaim(CreateIntent("a")), Stop)),
            await Assert.ThrowsAsync<VideoException>(() => Ledger.FindAsync("a", null, Stop)),
        })
        {
            Assert.Equal(VideoErrorKind.LedgerUnavailable, exception.Error.Kind);
            Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
        }
    }

    private protected override Task AgeAsync(TimeSpan age) => ExecuteAsync(GetAgeSql(age));

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        await connection.OpenAsync(Stop);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(Stop);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    private protected override ValueTask<ILedger> OpenAsync() => new(new SqlLedger(new SqliteEngine(path, TimeProvider.System), TimeProvider.System));
}
