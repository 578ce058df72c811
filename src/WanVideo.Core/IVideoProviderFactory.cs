namespace WanVideo;

/// <summary>
/// Makes providers. The module's one door into an assembly that holds gateways: its own, or one that <c>Register-WanVideoProvider</c> adds.
/// </summary>
public interface IVideoProviderFactory
{
    /// <summary>The gateways there are.</summary>
    IReadOnlyList<VideoProviderInfo> Providers { get; }

    /// <summary>A provider for one connection. Sends nothing yet.</summary>
    /// <param name="options">How to reach the gateway.</param>
    /// <exception cref="VideoException">A setting is wrong (<see cref="VideoErrorKind.InvalidParameter"/>).</exception>
    IVideoProvider Create(ProviderOptions options);
}
