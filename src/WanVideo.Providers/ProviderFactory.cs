using WanVideo.Providers.AceData;
using WanVideo.Providers.DashScope;
using WanVideo.Providers.EvoLink;
using WanVideo.Providers.ModelStream;

namespace WanVideo.Providers;

/// <summary>The gateways there are: one row each. A new gateway is a new folder and a new row.</summary>
public sealed class ProviderFactory : IVideoProviderFactory
{
    private static readonly ProviderRegistration[] Gateways =
    [
        new(EvoLinkProvider.Info, EvoLinkCatalog.Create, (options, inProcess) => new EvoLinkProvider(options, inProcess)),
        new(AceDataProvider.Info, AceDataCatalog.Create, (options, inProcess) => new AceDataProvider(options, inProcess)),
        new(ModelStreamProvider.Info, ModelStreamCatalog.Create, (options, inProcess) => new ModelStreamProvider(options, inProcess)),
        new(DashScopeProvider.Info, DashScopeCatalog.Create, (options, inProcess) => new DashScopeProvider(options, inProcess)),
    ];

    private readonly SandboxProviderFactory sandbox = new(Gateways);

    /// <inheritdoc/>
    public IReadOnlyList<VideoProviderInfo> Providers => [.. Gateways.Select(gateway => gateway.Info), sandbox.Info];

    /// <inheritdoc/>
    public IVideoProvider Create(ProviderOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Provider.Name == sandbox.Info.Name
            ? sandbox.Create(options)
            : Gateways.Single(gateway => gateway.Info.Name == options.Provider.Name).Create(options, null);
    }
}
