using System.Reflection;
using WanVideo.Session;

namespace WanVideo.Tests.Session;

public sealed class ProviderRegistryTests
{
    private readonly ProviderRegistry registry = new(TestPaths.ModuleLibrary);

    [Fact]
    public void The_modules_own_providers_are_available() =>
        Assert.Equal(["AceData", "DashScope", "EvoLink", "ModelStream", "Sandbox", "fal"], registry.Providers.Select(provider => provider.Name).Order(StringComparer.Ordinal));

    [Fact]
    public void A_provider_is_created_from_its_factory()
    {
        var info = registry.Providers.Single(provider => provider.Name == "EvoLink");
        using var provider = registry.Create(new ProviderOptions { Provider = info, ApiKey = "a-key" });
        Assert.Equal(("EvoLink", info.BaseUri), (provider.Name, provider.BaseUri));
    }

    [Theory]
    [InlineData("EvoLink")]
    [InlineData("AceData")]
    [InlineData("ModelStream")]
    [InlineData("DashScope")]
    [InlineData("fal")]
    [InlineData("Sandbox")]
    public void A_description_has_the_operations_that_the_provider_implements(string name)
    {
        var info = registry.Find(name)!;
        using var provider = registry.Create(new ProviderOptions { Provider = info, ApiKey = "a-key" });
        var implemented = new (ProviderOperation Operation, string Method)[]
        {
            (ProviderOperation.GetMany, "GetManyAsync"),
            (ProviderOperation.List, "ListAsync"),
            (ProviderOperation.Cancel, "CancelAsync"),
            (ProviderOperation.Callback, "ReadCallbackTask"),
            (ProviderOperation.Balance, "GetBalanceAsync"),
        }
            .Where(pair => !provider.GetType().GetMethod(pair.Method, BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)!.DeclaringType!.IsAbstract)
            .Select(pair => pair.Operation);
        Assert.Equal(implemented, info.Operations);
        Assert.Equal(info.Operations, provider.Operations);
        Assert.Equal(info.MaxBatchSize, provider.BatchSize);
    }

    [Fact]
    public void A_registered_assembly_adds_its_providers()
    {
        registry.Register(TestPaths.FifthGateway);
        Assert.Contains("Acme", registry.Providers.Select(provider => provider.Name));
    }

    [Fact]
    public void A_provider_name_can_be_registered_once()
    {
        registry.Register(TestPaths.FifthGateway);
        AssertRejected(TestPaths.FifthGateway, "contains a gateway named Acme, which is already registered.");
    }

    [Fact]
    public void An_assembly_without_a_factory_is_rejected() =>
        AssertRejected(typeof(VideoTask).Assembly.Location, "has no public class that implements WanVideo.IVideoProviderFactory and has a parameterless constructor.");

    [Fact]
    public void A_missing_file_is_rejected() => AssertRejected("/no/such/file.dll", "cannot be loaded:");

    [Fact]
    public void A_file_that_is_not_an_assembly_is_rejected() =>
        AssertRejected(Path.Combine(TestPaths.Sources, "WanVideo.Core", "WanVideo.Core.csproj"), "cannot be loaded:");

    private void AssertRejected(string path, string message)
    {
        var exception = Assert.Throws<VideoException>(() => registry.Register(path));
        Assert.Equal(VideoErrorKind.InvalidParameter, exception.Error.Kind);
        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
    }
}
