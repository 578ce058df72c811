namespace WanVideo.Providers.DashScope;

/// <summary>A region of Model Studio. Model, URL and API key must belong to the same region.</summary>
/// <param name="Name">The value of <c>-Region</c>.</param>
/// <param name="BaseUri">The base URL.</param>
/// <param name="IsAmerican">Whether the names of its models end in <c>-us</c>.</param>
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

    /// <summary>Gets the region of a connection. Default Beijing.</summary>
    /// <exception cref="VideoException">The region does not exist, or a base URL is specified too.</exception>
    public static DashScopeRegion From(ProviderOptions options)
    {
        if (options.GetString(Setting) is not { } name)
        {
            return Beijing;
        }

        if (options.BaseUri is not null)
        {
            throw new VideoException(VideoErrorKind.InvalidParameter, $"-{Setting} and -BaseUri cannot be combined.");
        }

        return All.FirstOrDefault(region => region.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw new VideoException(VideoErrorKind.InvalidParameter, $"-{Setting} is '{name}'; allowed are {string.Join(", ", All.Select(region => region.Name))}.");
    }
}
