namespace WanVideo.Providers.DashScope;

/// <summary>A region of Model Studio. Model, URL and API key must belong to the same region.</summary>
/// <param name="Name">The value of <c>-Region</c>.</param>
/// <param name="Id">Alibaba Cloud's id of the region, in the host of a workspace: <c>{WorkspaceId}.{Id}.maas.aliyuncs.com</c>.</param>
/// <param name="BaseUri">The base URL.</param>
/// <param name="IsAmerican">Whether the names of its models end in <c>-us</c>.</param>
internal sealed record DashScopeRegion(string Name, string Id, Uri BaseUri, bool IsAmerican = false)
{
    public const string Setting = "Region";

    public static readonly DashScopeRegion Beijing = new(nameof(Beijing), "cn-beijing", new Uri("https://dashscope.aliyuncs.com/"));

    public static readonly IReadOnlyList<DashScopeRegion> All =
    [
        Beijing,
        new("Singapore", "ap-southeast-1", new Uri("https://dashscope-intl.aliyuncs.com/")),
        new("Virginia", "us-east-1", new Uri("https://dashscope-us.aliyuncs.com/"), IsAmerican: true),
    ];

    /// <summary>Gets the region of a connection. Default: that of the base URL's host, or else Beijing. With a base URL, the region determines the models only.</summary>
    /// <exception cref="VideoException">The region does not exist.</exception>
    public static DashScopeRegion From(ProviderOptions options) => options.GetString(Setting) is { } name
        ? All.FirstOrDefault(region => region.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw new VideoException(VideoErrorKind.InvalidParameter, $"-{Setting} is '{name}'; allowed are {string.Join(", ", All.Select(region => region.Name))}.")
        : All.FirstOrDefault(region => options.BaseUri is { } custom && (custom.Host == region.BaseUri.Host || custom.Host.EndsWith($".{region.Id}.maas.aliyuncs.com", StringComparison.Ordinal))) ?? Beijing;
}
