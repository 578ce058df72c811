using WanVideo.Providers.AceData;
using WanVideo.Providers.DashScope;
using WanVideo.Providers.EvoLink;
using WanVideo.Providers.Fal;
using WanVideo.Providers.ModelStream;

namespace WanVideo.Providers;

/// <summary>Creates the built-in providers. A new provider is a new folder and a new row here.</summary>
public sealed class ProviderFactory : IVideoProviderFactory
{
    private static readonly ProviderRegistration[] Registrations =
    [
        new(EvoLinkProvider.Info, EvoLinkCatalog.Create, (options, inProcess) => new EvoLinkProvider(options, inProcess)),
        new(AceDataProvider.Info, AceDataCatalog.Create, (options, inProcess) => new AceDataProvider(options, inProcess)),
        new(ModelStreamProvider.Info, ModelStreamCatalog.Create, (options, inProcess) => new ModelStreamProvider(options, inProcess)),
        new(DashScopeProvider.Info, DashScopeCatalog.Create, (options, inProcess) => new DashScopeProvider(options, inProcess)),
        new(FalProvider.Info, FalCatalog.Create, (options, inProcess) => new FalProvider(options, inProcess)),
    ];

    private readonly SandboxProviderFactory sandbox = new(Registrations);

    /// <inheritdoc/>
    public IReadOnlyList<VideoProviderInfo> Providers => [.. Registrations.Select(registration => registration.Info), sandbox.Info];

    /// <inheritdoc/>
    public IVideoProvider Create(ProviderOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Provider.Name == sandbox.Info.Name
            ? sandbox.Create(options)
            : Registrations.Single(registration => registration.Info.Name == options.Provider.Name).Create(options, null);
    }
}
