using System.Reflection;

namespace WanVideo.Session;

/// <summary>The assemblies that the host process provides: those of the framework and of <c>$PSHOME</c>.</summary>
/// <param name="paths">File paths by simple assembly name.</param>
internal sealed class HostAssemblies(IReadOnlyDictionary<string, string> paths)
{
    /// <summary>The assemblies of this process, from the runtime property <c>TRUSTED_PLATFORM_ASSEMBLIES</c>.</summary>
    public static HostAssemblies FromCurrentProcess()
    {
        var list = AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") as string ?? "";
        var paths = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var path in list.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            paths.TryAdd(Path.GetFileNameWithoutExtension(path), path);
        }

        return new(paths);
    }

    /// <summary>Whether the host provides the assembly with the same public key token, in the requested version or a later one.</summary>
    public bool CanProvide(AssemblyName requested)
    {
        if (requested.Name is null || !paths.TryGetValue(requested.Name, out var path) || !File.Exists(path))
        {
            return false;
        }

        var provided = AssemblyName.GetAssemblyName(path);
        return (requested.Version is null || provided.Version >= requested.Version)
            && provided.GetPublicKeyToken().AsSpan().SequenceEqual(requested.GetPublicKeyToken());
    }
}
