using System.Reflection;
using System.Runtime.Loader;
using WanVideo.Session;

namespace WanVideo.Tests.Session;

public sealed class ProviderLoadContextTests
{
    private static readonly HostAssemblies EmptyHost = new(new Dictionary<string, string>());

    [Fact]
    public void WanVideo_Core_is_shared_with_the_cmdlets() =>
        Assert.Same(typeof(VideoTask).Assembly, CreateContext(EmptyHost).LoadFromAssemblyName(new AssemblyName("WanVideo.Core")));

    [Fact]
    public void An_assembly_that_the_host_provides_is_shared_with_it()
    {
        var json = typeof(System.Text.Json.JsonSerializer).Assembly;
        Assert.Same(json, CreateContext(HostAssemblies.FromCurrentProcess()).LoadFromAssemblyName(json.GetName()));
    }

    [Fact]
    public void An_assembly_of_the_module_is_loaded_privately()
    {
        var context = CreateContext(HostAssemblies.FromCurrentProcess());
        var polly = context.LoadFromAssemblyName(new AssemblyName("Polly.Core"));
        Assert.Same(context, AssemblyLoadContext.GetLoadContext(polly));
        Assert.Equal(Path.Combine(TestPaths.ModuleLibrary, "Polly.Core.dll"), polly.Location);
    }

    [Fact]
    public void An_assembly_that_neither_has_is_not_found() =>
        Assert.Throws<FileNotFoundException>(() => CreateContext(EmptyHost).LoadFromAssemblyName(new AssemblyName("No.Such.Assembly")));

    [Fact]
    public void Dependencies_of_a_users_assembly_are_found_in_its_folder()
    {
        // The context has no folder with the dependency. Only the user's folder has it.
        var context = new ProviderLoadContext(folder: "/no/such/folder", EmptyHost);
        context.LoadWithDependencies(Path.Combine(TestPaths.ModuleLibrary, "WanVideo.Providers.dll"));
        Assert.Same(context, AssemblyLoadContext.GetLoadContext(context.LoadFromAssemblyName(new AssemblyName("Polly.Core"))));
    }

    private static ProviderLoadContext CreateContext(HostAssemblies host) => new(TestPaths.ModuleLibrary, host);
}
