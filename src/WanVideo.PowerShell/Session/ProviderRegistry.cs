using System.Reflection;

namespace WanVideo.Session;

/// <summary>The gateways there are: the module's own, and those of assemblies that the user added.</summary>
internal sealed class ProviderRegistry
{
    private readonly Lock sync = new();
    private readonly Lazy<ProviderLoadContext> context = new(() => new ProviderLoadContext(Path.Combine(Path.GetDirectoryName(typeof(ProviderRegistry).Assembly.Location)!, "lib")));
    private List<(VideoProviderInfo Info, IVideoProviderFactory Factory)>? gateways;

    public IReadOnlyList<VideoProviderInfo> Providers
    {
        get
        {
            lock (sync)
            {
                return [.. Gateways.Select(gateway => gateway.Info)];
            }
        }
    }

    // Loaded by whoever asks first, under the lock.
    private List<(VideoProviderInfo Info, IVideoProviderFactory Factory)> Gateways =>
        gateways ??= [.. FactoriesIn(context.Value.LoadFromAssemblyName(new AssemblyName("WanVideo.Providers"))).SelectMany(Offered)];

    /// <summary>A provider for one connection.</summary>
    /// <exception cref="VideoException">A setting is wrong.</exception>
    public IVideoProvider Create(ProviderOptions options)
    {
        IVideoProviderFactory factory;
        lock (sync)
        {
            factory = Gateways.Single(gateway => gateway.Info.Name == options.Provider.Name).Factory;
        }

        return factory.Create(options);
    }

    /// <summary>Adds the gateways of an assembly.</summary>
    /// <param name="path">The assembly.</param>
    /// <exception cref="VideoException">It has none, or one of a name that is taken.</exception>
    public void Register(string path)
    {
        lock (sync)
        {
            var added = FactoriesIn(Load(path)).SelectMany(Offered).ToArray();
            if (added is [])
            {
                throw Refusal($"'{path}' has no public class that implements WanVideo.{nameof(IVideoProviderFactory)} and needs nothing to be made.");
            }

            if (added.FirstOrDefault(one => Gateways.Exists(known => string.Equals(known.Info.Name, one.Info.Name, StringComparison.OrdinalIgnoreCase))).Info is { } taken)
            {
                throw Refusal($"'{path}' offers a gateway named {taken.Name}, which there is already.");
            }

            Gateways.AddRange(added);
        }
    }

    private Assembly Load(string path)
    {
        try
        {
            return context.Value.LoadWithNeighbours(path);
        }
        catch (Exception failure) when (failure is IOException or BadImageFormatException or UnauthorizedAccessException)
        {
            throw Refusal($"'{path}' cannot be loaded: {failure.Message}", failure);
        }
    }

    private static IEnumerable<IVideoProviderFactory> FactoriesIn(Assembly assembly) => assembly.GetExportedTypes()
        .Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IVideoProviderFactory)) && type.GetConstructor([]) is not null)
        .Select(type => (IVideoProviderFactory)Activator.CreateInstance(type)!);

    private static IEnumerable<(VideoProviderInfo Info, IVideoProviderFactory Factory)> Offered(IVideoProviderFactory factory) =>
        factory.Providers.Select(info => (info, factory));

    private static VideoException Refusal(string message, Exception? cause = null) => new(VideoErrorKind.InvalidParameter, message, cause);
}
