using System.Reflection;
using WanVideo.Ledger;

namespace WanVideo.Session;

/// <summary>The available providers: those of the module, and those of assemblies that the user registered.</summary>
/// <param name="libraryFolder">The folder of <c>WanVideo.Providers.dll</c> and its dependencies.</param>
internal sealed class ProviderRegistry(string libraryFolder)
{
    private readonly Lock sync = new();
    private readonly Lazy<ProviderLoadContext> context = new(() => new ProviderLoadContext(libraryFolder, HostAssemblies.FromCurrentProcess()));
    private List<Registration>? registrations;

    public IReadOnlyList<VideoProviderInfo> Providers
    {
        get
        {
            lock (sync)
            {
                return [.. Registrations.Select(registration => registration.Info)];
            }
        }
    }

    /// <summary>The provider with this name, ignoring case; null if there is none.</summary>
    public VideoProviderInfo? Find(string name) => Providers.FirstOrDefault(provider => provider.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    // Loaded on first use, under the lock.
    private List<Registration> Registrations =>
        registrations ??= [.. GetRegistrations(context.Value.LoadFromAssemblyName(new AssemblyName("WanVideo.Providers")))];

    /// <summary>Creates a provider for one connection.</summary>
    /// <exception cref="VideoException">A setting is invalid.</exception>
    public IVideoProvider Create(ProviderOptions options)
    {
        IVideoProviderFactory factory;
        lock (sync)
        {
            factory = Registrations.Single(registration => registration.Info.Name == options.Provider.Name).Factory;
        }

        return factory.Create(options);
    }

    /// <summary>Opens a ledger with the database drivers in the private load context.</summary>
    /// <exception cref="VideoException">The location is invalid.</exception>
    public ILedger CreateLedger(string location)
    {
        lock (sync)
        {
            var assembly = context.Value.LoadFromAssemblyName(new AssemblyName("WanVideo.Ledger"));
            var factory = (ILedgerFactory)Activator.CreateInstance(assembly.GetExportedTypes().Single(type => type.IsAssignableTo(typeof(ILedgerFactory))))!;
            return factory.Create(location, TimeProvider.System);
        }
    }

    /// <summary>Adds the providers of an assembly.</summary>
    /// <returns>The added providers.</returns>
    /// <exception cref="VideoException">The assembly cannot be loaded, contains no factory, or contains a provider whose name is already registered.</exception>
    public IReadOnlyList<VideoProviderInfo> Register(string assemblyPath)
    {
        lock (sync)
        {
            var added = GetRegistrations(Load(assemblyPath)).ToArray();
            if (added is [])
            {
                throw CreateInvalidParameterException($"'{assemblyPath}' has no public class that implements WanVideo.{nameof(IVideoProviderFactory)} and has a parameterless constructor.");
            }

            if (added.FirstOrDefault(registration => IsRegistered(registration.Info.Name)) is { } duplicate)
            {
                throw CreateInvalidParameterException($"'{assemblyPath}' contains a gateway named {duplicate.Info.Name}, which is already registered.");
            }

            Registrations.AddRange(added);
            return [.. added.Select(registration => registration.Info)];
        }
    }

    private bool IsRegistered(string name) => Registrations.Exists(registration => string.Equals(registration.Info.Name, name, StringComparison.OrdinalIgnoreCase));

    private Assembly Load(string path)
    {
        try
        {
            return context.Value.LoadWithDependencies(path);
        }
        catch (Exception exception) when (exception is IOException or BadImageFormatException or UnauthorizedAccessException)
        {
            throw CreateInvalidParameterException($"'{path}' cannot be loaded: {exception.Message}", exception);
        }
    }

    private static IEnumerable<Registration> GetRegistrations(Assembly assembly) => assembly.GetExportedTypes()
        .Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IVideoProviderFactory)) && type.GetConstructor([]) is not null)
        .Select(type => (IVideoProviderFactory)Activator.CreateInstance(type)!)
        .SelectMany(factory => factory.Providers.Select(info => new Registration(info, factory)));

    private static VideoException CreateInvalidParameterException(string message, Exception? innerException = null) => new(VideoErrorKind.InvalidParameter, message, innerException);

    private sealed record Registration(VideoProviderInfo Info, IVideoProviderFactory Factory);
}
