namespace WanVideo.Providers.DashScope;

/// <summary>A region of Model Studio. Model, address and key must belong to the same one.</summary>
/// <param name="Name">Its name, as in <c>-Region</c>.</param>
/// <param name="BaseUri">Its address.</param>
/// <param name="IsAmerican">Whether its models have names of their own.</param>
internal sealed record DashScopeRegion(string Name, Uri BaseUri, bool IsAmerican = false)
{
    public const string Setting = "Region";

    public static readonly DashScopeRegion Beijing = new(nameof(Beijing), new Uri("https://dashscope.aliyuncs.com/"));

    public static readonly IReadOnlyList<DashScopeRegion> All =
    [
        Beijing,
        new("Singapore", new Uri("https://dashscope-intl.aliyuncs.com/")),
        new("Virginia", new Uri("https://dashscope-us.aliyuncs.com/"), IsAmerican: true),
    ];

    /// <summary>The region that a connection asks for; Beijing if it asks for none.</summary>
    /// <exception cref="VideoException">There is no such region, or an address was given too.</exception>
    public static DashScopeRegion Of(ProviderOptions options)
    {
        if (options.GetString(Setting) is not { } name)
        {
            return Beijing;
        }

        if (options.BaseUri is not null)
        {
            throw new VideoException(VideoErrorKind.InvalidParameter, $"-{Setting} and -BaseUri were both given; each says where the gateway is. Leave one out.");
        }

        return All.FirstOrDefault(region => region.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw new VideoException(VideoErrorKind.InvalidParameter, $"-{Setting} is '{name}'; there are {string.Join(", ", All.Select(region => region.Name))}.");
    }
}
