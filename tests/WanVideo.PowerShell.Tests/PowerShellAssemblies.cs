using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace WanVideo.Tests;

/// <summary>Loads the PowerShell engine from the package PowerShell. PowerShellStandard.Library has reference assemblies only.</summary>
internal static class PowerShellAssemblies
{
    private static readonly string Runtimes = Path.Combine(TestPaths.PowerShell, "runtimes");

    [ModuleInitializer]
    internal static void Register()
    {
        AssemblyLoadContext.Default.Resolving += (context, name) => FindAssembly(name) is { } path ? context.LoadFromAssemblyPath(path) : null;
        AssemblyLoadContext.Default.ResolvingUnmanagedDll += (_, name) => FindNativeLibrary(name) is { } path ? NativeLibrary.Load(path) : 0;
    }

    private static string? FindAssembly(AssemblyName name)
    {
        var file = name.Name + ".dll";
        var path = Path.Combine(TestPaths.PowerShell, file);
        return File.Exists(path) ? path : Find(OperatingSystem.IsWindows() ? "win" : "unix", "lib", file);
    }

    private static string? FindNativeLibrary(string name)
    {
        var architecture = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
        return OperatingSystem.IsMacOS() ? Find("osx", "native", name + ".dylib") : Find($"linux-{architecture}", "native", name + ".so");
    }

    private static string? Find(string runtime, string kind, string file) =>
        Path.Combine(Runtimes, runtime, kind) is var folder && Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder, file, SearchOption.AllDirectories).FirstOrDefault()
            : null;
}
