using WanVideo.Catalog;

namespace WanVideo;

/// <summary>Describes a gateway, before any connection.</summary>
/// <param name="Name">The name, as in <c>-Provider</c>.</param>
/// <param name="BaseUri">The default base URL.</param>
/// <param name="ApiKeyVariable">The environment variable with the API key; null if no key is required.</param>
/// <param name="Catalog">The models and their parameters. A connection may have another catalog.</param>
public sealed record VideoProviderInfo(string Name, Uri BaseUri, string? ApiKeyVariable, ModelCatalog Catalog)
{
    /// <summary>The settings specific to this gateway.</summary>
    public IReadOnlyList<ProviderSetting> Settings { get; init; } = [];

    /// <summary>The optional operations that the gateway supports.</summary>
    public IReadOnlyList<ProviderOperation> Operations { get; init; } = [];

    /// <summary>The maximum number of tasks of a batch status request; 1 if the gateway does not support batches.</summary>
    public int MaxBatchSize { get; init; } = 1;
}
