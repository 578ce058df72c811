using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace WanVideo.Session;

/// <summary>
/// The load context of the providers and of all third-party assemblies. It isolates them from other versions that other modules load. Assemblies
/// that the host provides in a sufficient version are taken from the host, so that their types are not loaded twice.
/// </summary>
/// <param name="folder">The folder of the module's own assemblies.</param>
/// <param name="host">The assemblies that the host provides.</param>
internal sealed class ProviderLoadContext(string folder, HostAssemblies host) : AssemblyLoadContext("WanVideo")
{
    private readonly List<string> folders = [folder];

    /// <summary>Loads a user's assembly. Its dependencies are searched for in its folder as well.</summary>
    public Assembly LoadWithDependencies(string path)
    {
        var directory = Path.GetDirectoryName(path)!;
        if (!folders.Contains(directory))
        {
            folders.Add(directory);
        }

        return LoadFromAssemblyPath(path);
    }

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        // Shared by both contexts: cmdlets and providers exchange its types.
        if (assemblyName.Name == typeof(VideoTask).Assembly.GetName().Name)
        {
            return typeof(VideoTask).Assembly;
        }

        if (host.CanProvide(assemblyName))
        {
            return null;
        }

        var path = folders.Select(directory => Path.Combine(directory, assemblyName.Name + ".dll")).FirstOrDefault(File.Exists);
        return path is null ? null : LoadFromAssemblyPath(path);
    }

    // Native libraries are in runtimes/<RID>/native, as NuGet lays them out.
    protected override nint LoadUnmanagedDll(string unmanagedDllName)
    {
        var (prefix, extension) = OperatingSystem.IsWindows() ? ("", ".dll") : OperatingSystem.IsMacOS() ? ("lib", ".dylib") : ("lib", ".so");
        var path = folders
            .Select(directory => Path.Combine(directory, "runtimes", RuntimeInformation.RuntimeIdentifier, "native", prefix + unmanagedDllName + extension))
            .FirstOrDefault(File.Exists);
        return path is null ? 0 : LoadUnmanagedDllFromPath(path);
    }
}
