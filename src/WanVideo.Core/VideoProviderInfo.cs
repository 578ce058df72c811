using WanVideo.Catalog;

namespace WanVideo;

/// <summary>A gateway as it is listed, before any connection.</summary>
/// <param name="Name">Its name, as in <c>-Provider</c>.</param>
/// <param name="BaseUri">Where it is, unless the user says otherwise.</param>
/// <param name="ApiKeyVariable">The environment variable its key is taken from; null if it needs no key.</param>
/// <param name="Catalog">Its models and what each takes, unless a connection says otherwise.</param>
public sealed record VideoProviderInfo(string Name, Uri BaseUri, string? ApiKeyVariable, ModelCatalog Catalog)
{
    /// <summary>What this gateway alone is told when a connection is made.</summary>
    public IReadOnlyList<ProviderSetting> Settings { get; init; } = [];
}
