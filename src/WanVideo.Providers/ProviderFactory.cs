using WanVideo.Providers.EvoLink;
using WanVideo.Providers.Http;
using WanVideo.Sandbox;

namespace WanVideo.Providers;

/// <summary>The gateways there are: one row each. A new gateway is a new folder and a new row.</summary>
public sealed class ProviderFactory : IVideoProviderFactory
{
    private static readonly Row[] Rows =
    [
        new(EvoLinkProvider.Info, options => new EvoLinkProvider(options, GatewayClient.Over(options))),
        new(
            new VideoProviderInfo("Sandbox", new Uri("https://sandbox.wanvideo.invalid/"), ApiKeyVariable: null, EvoLinkCatalog.Of("Sandbox")),
            options => new EvoLinkProvider(options, GatewayClient.Over(options, InProcess(options))) { IsBilled = false }),
    ];

    /// <inheritdoc/>
    public IReadOnlyList<VideoProviderInfo> Providers { get; } = [.. Rows.Select(row => row.Info)];

    /// <inheritdoc/>
    public IVideoProvider Create(ProviderOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Rows.Single(row => row.Info.Name == options.Provider.Name).Create(options);
    }

    // Each connection has a sandbox of its own, which ends with it.
    private static Func<HttpMessageHandler> InProcess(ProviderOptions options)
    {
        var gateway = new SandboxGateway(
            new SandboxOptions { TaskDuration = options.SandboxTaskDuration, ResultBase = options.BaseUri },
            options.TimeProvider);
        return () => new SandboxHandler(gateway);
    }

    private sealed record Row(VideoProviderInfo Info, Func<ProviderOptions, IVideoProvider> Create);
}
