using System.Reflection;

namespace WanVideo.Session;

/// <summary>The assemblies that come with the process: the framework's and those in <c>$PSHOME</c>.</summary>
/// <param name="paths">Where they are, by simple name.</param>
internal sealed class HostAssemblies(IReadOnlyDictionary<string, string> paths)
{
    /// <summary>Those of the running process, as its host listed them.</summary>
    public static HostAssemblies OfThisProcess()
    {
        var listed = AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") as string ?? "";
        var paths = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var path in listed.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            paths.TryAdd(Path.GetFileNameWithoutExtension(path), path);
        }

        return new(paths);
    }

    /// <summary>Whether the host has the assembly under the same public key, in at least the version asked for.</summary>
    /// <param name="wanted">The assembly.</param>
    public bool Satisfies(AssemblyName wanted)
    {
        if (wanted.Name is null || !paths.TryGetValue(wanted.Name, out var path) || !File.Exists(path))
        {
            return false;
        }

        var there = AssemblyName.GetAssemblyName(path);
        return (wanted.Version is null || there.Version >= wanted.Version)
            && there.GetPublicKeyToken().AsSpan().SequenceEqual(wanted.GetPublicKeyToken());
    }
}
