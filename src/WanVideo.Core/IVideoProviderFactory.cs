namespace WanVideo;

/// <summary>
/// Creates providers. The entry point of an assembly with providers: the module's own, or one that <c>Register-WanVideoProvider</c> loads.
/// </summary>
public interface IVideoProviderFactory
{
    /// <summary>The providers of the assembly.</summary>
    IReadOnlyList<VideoProviderInfo> Providers { get; }

    /// <summary>Creates a provider for one connection. Sends no request.</summary>
    /// <param name="options">The settings of the connection.</param>
    /// <exception cref="VideoException">A setting is invalid (<see cref="VideoErrorKind.InvalidParameter"/>).</exception>
    IVideoProvider Create(ProviderOptions options);
}
