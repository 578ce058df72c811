using System.Reflection;
using System.Runtime.Loader;

namespace WanVideo.Session;

/// <summary>
/// The private load context of the gateways and of every third-party assembly. Other modules bring other versions of the same
/// assemblies; here they cannot meet. What PowerShell or the framework has in a version that satisfies is taken from there: a private
/// copy of what the framework also has would be a second set of the same types.
/// </summary>
/// <param name="folder">Where the module's own copies are.</param>
internal sealed class ProviderLoadContext(string folder) : AssemblyLoadContext("WanVideo")
{
    private readonly HostAssemblies host = HostAssemblies.OfThisProcess();
    private readonly List<string> folders = [folder];

    /// <summary>Loads an assembly that is not the module's own; what it needs is looked for beside it too.</summary>
    /// <param name="path">The assembly.</param>
    public Assembly LoadWithNeighbours(string path)
    {
        var beside = Path.GetDirectoryName(path)!;
        if (!folders.Contains(beside))
        {
            folders.Add(beside);
        }

        return LoadFromAssemblyPath(path);
    }

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        // The one assembly that both sides share: its types cross the border.
        if (assemblyName.Name == typeof(VideoTask).Assembly.GetName().Name)
        {
            return typeof(VideoTask).Assembly;
        }

        if (host.Satisfies(assemblyName))
        {
            return null;
        }

        var own = folders.Select(place => Path.Combine(place, assemblyName.Name + ".dll")).FirstOrDefault(File.Exists);
        return own is null ? null : LoadFromAssemblyPath(own);
    }
}
