using System.Collections;
using WanVideo.Catalog;
using WanVideo.Session;

namespace WanVideo.Completion;

/// <summary>The catalog of the gateway that a command line being typed would use.</summary>
internal static class BoundCatalog
{
    /// <summary>The catalog; null while no gateway is chosen.</summary>
    public static ModelCatalog? Of(IDictionary boundParameters)
    {
        try
        {
            return WanVideoSession.Current.Provider(boundParameters["Provider"] as string).Catalog;
        }
        catch (VideoException)
        {
            // Someone is typing: whatever is wrong, the command itself will say when it is run.
            return null;
        }
    }
}
