using WanVideo.Ledger;

namespace WanVideo.Tests.Ledger;

public sealed class LedgerLocationTests : IDisposable
{
    private readonly string? previous = Environment.GetEnvironmentVariable(LedgerLocation.EnvironmentVariable);

    public void Dispose() => Environment.SetEnvironmentVariable(LedgerLocation.EnvironmentVariable, previous);

    [Theory]
    [InlineData("Host=db;Username=u;Password=SECRET;Database=x")]
    [InlineData("host=db user=u password=SECRET")]
    [InlineData("Server = db; Pwd = SECRET")]
    [InlineData("jdbc:postgresql://u:SECRET@db/x")]
    [InlineData("postgresql:/u:SECRET@db/x")]
    [InlineData("https://u:SECRET@db/x")]
    [InlineData("mysql://u:SECRET@db/x")]
    public void A_connection_string_and_a_URL_of_another_scheme_are_rejected_without_their_text(string value) => AssertRejected(value, Path.GetFullPath);

    [Fact]
    public void An_invalid_path_is_an_error_of_the_module_without_its_text()
    {
        AssertRejected("zz:SECRET", file => throw new NotSupportedException($"There is no drive for {file}."));
        AssertRejected("Env:SECRET", _ => "SECRET");
    }

    [Theory]
    [InlineData("/data/films/ledger.db", "/data/films/ledger.db")]
    [InlineData("/data/take=2/ledger.db", "/data/take=2/ledger.db")]
    [InlineData(" postgresql://u@db/x", "postgresql://u@db/x")]
    [InlineData("postgres://u@db/x?host=h", "postgres://u@db/x?host=h")]
    public void A_path_and_a_PostgreSQL_URL_are_accepted(string value, string location)
    {
        Environment.SetEnvironmentVariable(LedgerLocation.EnvironmentVariable, value);
        Assert.Equal(location, LedgerLocation.Get(file => file));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(" ")]
    public void Without_a_value_the_default_file_is_used(string? value)
    {
        Environment.SetEnvironmentVariable(LedgerLocation.EnvironmentVariable, value);
        Assert.Equal(LedgerLocation.DefaultFile, LedgerLocation.Get(Path.GetFullPath));
    }

    [Theory]
    [InlineData("")]
    [InlineData("AppData")]
    public void An_account_without_a_profile_is_an_error_and_not_the_current_folder(string localApplicationData)
    {
        var exception = Assert.Throws<VideoException>(() => LedgerLocation.GetStateFolder(localApplicationData));
        Assert.Equal(VideoErrorKind.LedgerUnavailable, exception.Error.Kind);
        Assert.Contains("profile", exception.Message, StringComparison.Ordinal);
    }

    private static void AssertRejected(string value, Func<string, string> getFullPath)
    {
        Environment.SetEnvironmentVariable(LedgerLocation.EnvironmentVariable, value);
        var exception = Assert.Throws<VideoException>(() => LedgerLocation.Get(getFullPath));
        Assert.Equal(VideoErrorKind.LedgerUnavailable, exception.Error.Kind);
        Assert.DoesNotContain("SECRET", exception.ToString(), StringComparison.Ordinal);
    }
}
