using WanVideo.Catalog;

namespace WanVideo.Providers;

/// <summary>A gateway as the module knows it.</summary>
/// <param name="Info">How it is listed.</param>
/// <param name="CreateCatalog">Creates its catalog for the provider name used in messages.</param>
/// <param name="Create">Makes a connection to it, over the network or over what is given in its place.</param>
internal sealed record ProviderRegistration(VideoProviderInfo Info, Func<string, ModelCatalog> CreateCatalog, Func<ProviderOptions, Func<HttpMessageHandler>?, IVideoProvider> Create);
