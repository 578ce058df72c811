using System.Reflection;
using WanVideo.Session;

namespace WanVideo.Tests.Session;

public sealed class HostAssembliesTests
{
    private static readonly Assembly Json = typeof(System.Text.Json.JsonSerializer).Assembly;

    private readonly HostAssemblies host = new(new Dictionary<string, string> { ["System.Text.Json"] = Json.Location, ["Deleted"] = "/no/such/file.dll" });

    [Fact]
    public void The_same_version_is_provided() => Assert.True(host.CanProvide(Json.GetName()));

    [Fact]
    public void A_later_version_satisfies_an_earlier_one() => Assert.True(host.CanProvide(Request(version: new Version(8, 0))));

    [Fact]
    public void A_request_without_a_version_is_provided() => Assert.True(host.CanProvide(Request(version: null)));

    [Fact]
    public void An_earlier_version_does_not_satisfy_a_later_one() => Assert.False(host.CanProvide(Request(version: new Version(99, 0))));

    [Fact]
    public void Another_public_key_is_not_provided() => Assert.False(host.CanProvide(new AssemblyName("System.Text.Json, PublicKeyToken=b77a5c561934e089")));

    [Fact]
    public void Other_assemblies_are_not_provided() => Assert.False(host.CanProvide(new AssemblyName("Polly.Core")));

    [Fact]
    public void A_deleted_file_is_not_provided() => Assert.False(host.CanProvide(new AssemblyName("Deleted")));

    [Fact]
    public void The_process_provides_the_framework() => Assert.True(HostAssemblies.FromCurrentProcess().CanProvide(Json.GetName()));

    private static AssemblyName Request(Version? version)
    {
        var name = Json.GetName();
        name.Version = version;
        return name;
    }
}
