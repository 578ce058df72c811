using System.Reflection;
using System.Runtime.Loader;

namespace WanVideo.Session;

/// <summary>
/// The private load context of the gateways and of every third-party assembly. Other modules bring other versions of the same
/// assemblies; here they cannot meet. What PowerShell or the framework has in a version that satisfies is taken from there: a private
/// copy of what the framework also has would be a second set of the same types.
/// </summary>
/// <param name="folder">Where the module's own copies are.</param>
internal sealed class GatewayLoadContext(string folder) : AssemblyLoadContext("WanVideo")
{
    private readonly HostAssemblies host = HostAssemblies.OfThisProcess();

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

        var own = Path.Combine(folder, assemblyName.Name + ".dll");
        return File.Exists(own) ? LoadFromAssemblyPath(own) : null;
    }
}
