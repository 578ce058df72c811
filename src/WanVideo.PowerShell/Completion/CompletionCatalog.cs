using System.Collections;
using WanVideo.Catalog;
using WanVideo.Session;

namespace WanVideo.Completion;

/// <summary>The catalogs of the gateways that a command line being typed may use.</summary>
internal static class CompletionCatalog
{
    /// <summary>That of the <c>-Provider</c> typed so far, or of the gateway connected last; all while there is neither.</summary>
    public static IEnumerable<ModelCatalog> Of(IDictionary boundParameters)
    {
        var session = WanVideoSession.Current;
        var name = boundParameters["Provider"] as string ?? session.DefaultProvider;
        return session.Providers
            .Where(provider => name is null || string.Equals(provider.Name, name, StringComparison.OrdinalIgnoreCase))
            .Select(session.GetCatalog);
    }
}
