using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace WanVideo.Tests;

/// <summary>Paths that MSBuild writes into this assembly.</summary>
internal static class TestPaths
{
    public static string Sources => Get(nameof(Sources));

    public static string ModuleLibrary => Get(nameof(ModuleLibrary));

    public static string FifthGateway => Get(nameof(FifthGateway));

    private static string Architecture => RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();

    // PowerShellStandard.Library has reference assemblies only. The implementation comes from the package PowerShell.
    [ModuleInitializer]
    internal static void ResolvePowerShell()
    {
        var folder = Get("PowerShell");
        AssemblyLoadContext.Default.Resolving += (context, name) =>
        {
            var path = Path.Combine(folder, name.Name + ".dll");
            return File.Exists(path) ? context.LoadFromAssemblyPath(path) : null;
        };
        AssemblyLoadContext.Default.ResolvingUnmanagedDll += (_, name) =>
        {
            var path = Path.Combine(folder, "runtimes", OperatingSystem.IsMacOS() ? "osx" : $"linux-{Architecture}", "native", name + (OperatingSystem.IsMacOS() ? ".dylib" : ".so"));
            return File.Exists(path) ? NativeLibrary.Load(path) : 0;
        };
    }

    private static string Get(string key) =>
        Path.GetFullPath(typeof(TestPaths).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == key).Value!);
}
