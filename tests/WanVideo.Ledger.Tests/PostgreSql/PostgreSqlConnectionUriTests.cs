using Npgsql;
using WanVideo.Ledger.PostgreSql;

namespace WanVideo.Tests.Ledger.PostgreSql;

public sealed class PostgreSqlConnectionUriTests
{
    [Theory]
    [InlineData("postgresql://me:p%40ss@db.example:6432/videos?sslmode=verify-full&application_name=x", "db.example", 6432, "videos", "me", "p@ss", "postgresql://me@db.example:6432/videos")]
    [InlineData("postgres://me@[::1]/", "::1", 5432, "me", "me", null, "postgresql://me@[::1]:5432/me")]
    [InlineData("postgresql://me@%2Fvar%2Frun/db", "/var/run", 5432, "db", "me", null, "postgresql://me@/var/run:5432/db")]
    [InlineData("postgresql:///db?host=h&user=u&port=7&password=a%26b", "h", 7, "db", "u", "a&b", "postgresql://u@h:7/db")]
    public void A_connection_URI_is_parsed_as_by_libpq(string uri, string host, int port, string database, string user, string? password, string location)
    {
        var parsed = PostgreSqlConnectionUri.Parse(uri);
        var settings = new NpgsqlConnectionStringBuilder(parsed.ConnectionString);
        Assert.Equal((host, port, database, user, password), (settings.Host, settings.Port, settings.Database, settings.Username, settings.Password));
        Assert.Equal(location, parsed.Location);
        Assert.DoesNotContain(password ?? "p@ss", parsed.Location + parsed);
    }

    [Fact]
    public void Options_are_passed_on()
    {
        var settings = new NpgsqlConnectionStringBuilder(PostgreSqlConnectionUri.Parse("postgresql://me@h/db?sslmode=verify-full&connect_timeout=3&max_auto_prepare=50&channel_binding=require").ConnectionString);
        Assert.Equal((SslMode.VerifyFull, 3, 50, ChannelBinding.Require), (settings.SslMode, settings.Timeout, settings.MaxAutoPrepare, settings.ChannelBinding));
    }

    [Theory]
    [InlineData("postgresql://me:secret@h/db?speed=9", "unknown option 'speed'")]
    [InlineData("postgresql://me:secret@h/db?sslmode=secret", "'sslmode' of the ledger's URL has an invalid value")]
    [InlineData("postgresql://me@h:secret/db", "'port' of the ledger's URL has an invalid value")]
    [InlineData("postgresql://me:secret@h,h2/db", "several servers")]
    [InlineData("postgresql://me:secret@h/db?secret", "has no value")]
    public void An_unknown_option_or_value_is_rejected_without_the_URI(string uri, string reason)
    {
        var exception = Assert.Throws<VideoException>(() => PostgreSqlConnectionUri.Parse(uri));
        Assert.Contains(reason, exception.Message);
        Assert.DoesNotContain("secret", exception.ToString());
    }

    [Theory]
    [InlineData("postgresql://u:4711/secret@127.0.0.1:1/db", "encode / as %2F")]
    [InlineData("postgresql://u:secret/4711@127.0.0.1:1/db", "encode / as %2F")]
    [InlineData("postgresql://u:4711/secret@host", "encode / as %2F")]
    [InlineData("postgresql://u:4711?secret=x@host/db", "encode / as %2F")]
    [InlineData("postgresql://u:4711?x=secret@host/db", "encode / as %2F")]
    [InlineData("postgresql://u:secret?x@host/db", "has no value")]
    [InlineData("postgresql://u:secret:x/db", "encode / as %2F")]
    public void A_password_that_is_not_encoded_is_not_in_the_error(string uri, string reason)
    {
        var exception = Assert.Throws<VideoException>(() => PostgreSqlConnectionUri.Parse(uri));
        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", exception.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_service_file_completes_the_URI()
    {
        var file = Path.GetTempFileName();
        var previous = Environment.GetEnvironmentVariable("PGSERVICEFILE");
        try
        {
            File.WriteAllText(file, "[other]\nhost=wrong\n\n[videos]\n# the primary server\nhost=db.example\nport=6432\nuser=me\npassword=a=b\ndbname=wrong\n");
            Environment.SetEnvironmentVariable("PGSERVICEFILE", file);
            var parsed = PostgreSqlConnectionUri.Parse("postgresql:///videos?service=videos");
            Assert.Equal("postgresql://me@db.example:6432/videos", parsed.Location);
            Assert.Equal("a=b", new NpgsqlConnectionStringBuilder(parsed.ConnectionString).Password);
            Assert.Contains("'absent'", Assert.Throws<VideoException>(() => PostgreSqlConnectionUri.Parse("postgresql:///?service=absent")).Message);
        }
        finally
        {
            Environment.SetEnvironmentVariable("PGSERVICEFILE", previous);
            File.Delete(file);
        }
    }
}
