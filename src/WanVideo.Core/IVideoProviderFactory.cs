namespace WanVideo;

/// <summary>Makes providers. The module's one door into the assembly that holds the gateways.</summary>
public interface IVideoProviderFactory
{
    /// <summary>The gateways there are.</summary>
    IReadOnlyList<VideoProviderInfo> Providers { get; }

    /// <summary>A provider for one connection. Sends nothing yet.</summary>
    /// <param name="options">How to reach the gateway.</param>
    IVideoProvider Create(ProviderOptions options);
}
