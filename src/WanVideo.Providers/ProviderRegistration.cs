using WanVideo.Catalog;

namespace WanVideo.Providers;

/// <summary>A built-in provider.</summary>
/// <param name="Info">Its description.</param>
/// <param name="CreateCatalog">Creates its catalog for a provider of this name, which messages contain.</param>
/// <param name="Create">Creates a connection over the network, or over a handler.</param>
internal sealed record ProviderRegistration(VideoProviderInfo Info, Func<string, ModelCatalog> CreateCatalog, Func<ProviderOptions, Func<HttpMessageHandler>?, IVideoProvider> Create);
