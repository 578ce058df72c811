using System.Security;
using WanVideo.Catalog;
using WanVideo.Session;

namespace WanVideo.Tests.Session;

public sealed class ApiKeySourceTests : IDisposable
{
    private const string Variable = "WANVIDEO_TEST_API_KEY";

    private static readonly VideoProviderInfo Provider = CreateProvider(Variable);
    private static readonly VideoProviderInfo ProviderWithoutKey = CreateProvider(apiKeyVariable: null);

    public void Dispose() => Environment.SetEnvironmentVariable(Variable, null);

    [Fact]
    public void The_variable_is_named_in_PowerShell_notation() => Assert.Equal("$env:WANVIDEO_TEST_API_KEY", ApiKeySource.GetVariable(Provider));

    [Fact]
    public void The_key_is_read_from_the_environment_without_surrounding_white_space()
    {
        Environment.SetEnvironmentVariable(Variable, " a-key\n");
        Assert.Equal("a-key", ApiKeySource.FromEnvironment(Provider));
    }

    [Fact]
    public void A_missing_key_is_an_error_that_names_the_variable()
    {
        var exception = Assert.Throws<VideoException>(() => ApiKeySource.FromEnvironment(Provider));
        Assert.Equal(VideoErrorKind.NotConnected, exception.Error.Kind);
        Assert.Contains("$env:WANVIDEO_TEST_API_KEY", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_provider_without_a_key_needs_none()
    {
        Assert.Null(ApiKeySource.GetVariable(ProviderWithoutKey));
        Assert.Null(ApiKeySource.FromEnvironment(ProviderWithoutKey));
    }

    [Fact]
    public void A_key_is_read_from_a_secure_string() => Assert.Equal("a-key", ApiKeySource.FromParameter(Secure("a-key")));

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("two words")]
    [InlineData("line\nbreak")]
    [InlineData("schlüssel")]
    public void An_invalid_key_is_rejected_without_showing_it(string key)
    {
        var exception = Assert.Throws<VideoException>(() => ApiKeySource.FromParameter(Secure(key)));
        Assert.Equal(VideoErrorKind.InvalidParameter, exception.Error.Kind);
        Assert.StartsWith("-ApiKey is not a valid API key:", exception.Message, StringComparison.Ordinal);
        Assert.True(key.Trim().Length == 0 || !exception.Message.Contains(key, StringComparison.Ordinal));
    }

    private static VideoProviderInfo CreateProvider(string? apiKeyVariable) =>
        new("Test", new Uri("https://gateway.example/"), apiKeyVariable, new ModelCatalog("Test", []));

    private static SecureString Secure(string text)
    {
        var secure = new SecureString();
        foreach (var c in text)
        {
            secure.AppendChar(c);
        }

        return secure;
    }
}
