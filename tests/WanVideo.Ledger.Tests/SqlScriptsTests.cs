using WanVideo.Ledger;

namespace WanVideo.Tests.Ledger;

public sealed class SqlScriptsTests
{
    [Theory]
    [InlineData("claim")]
    [InlineData("settle")]
    [InlineData("settle-task")]
    [InlineData("decide")]
    [InlineData("expire")]
    public void Without_row_locks_a_script_has_no_statement_that_only_locks_rows(string name)
    {
        Assert.DoesNotContain("guard", new SqlScripts(new SqlDialect("@now")).Get(name));
        Assert.Contains("guard", new SqlScripts(new SqlDialect("@now", "FOR NO KEY UPDATE")).Get(name));
    }
}
