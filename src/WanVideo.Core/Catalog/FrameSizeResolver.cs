namespace WanVideo.Catalog;

/// <summary>
/// Says the size of a video in a model's own terms. Users give a tier and a shape (<c>-Resolution</c>, <c>-AspectRatio</c>) or the pixels
/// (<c>-Size</c>); some models have fields for the ones, some for the other, some for both, and the same command means the same at each.
/// </summary>
internal static class FrameSizeResolver
{
    /// <summary>The request with each of the three said that the model has a field for, as far as the user said any.</summary>
    public static VideoRequest Complete(VideoModel model, VideoRequest request)
    {
        if (model.Find(VideoParameter.Size) is not { } size)
        {
            return request;
        }

        if (FrameSize.TryParse(request.Size) is { } pixels)
        {
            return WanFrameSizes.Of(pixels) is var (tier, shape)
                ? request with { Resolution = tier, AspectRatio = shape }
                : request with { Resolution = request.Resolution ?? NearestTier(model, pixels) };
        }

        // A tier with a field of its own needs the size only where a shape is wanted.
        var isNeeded = size.WireName is not null && (request.AspectRatio is not null || model.Find(VideoParameter.Resolution) is { WireName: null });
        return isNeeded && Pixels(model, request) is { } meant ? request with { Size = meant.ToString() } : request;
    }

    /// <summary>Where the three contradict each other, or mean nothing together.</summary>
    public static IEnumerable<string> Faults(VideoModel model, VideoRequest request)
    {
        if (model.Find(VideoParameter.Size) is not { } size)
        {
            yield break;
        }

        if (FrameSize.TryParse(request.Size) is { } pixels)
        {
            var meant = WanFrameSizes.Of(pixels);
            foreach (var (parameter, said, means) in new[]
            {
                (VideoParameter.Resolution, request.Resolution, meant?.Tier),
                (VideoParameter.AspectRatio, request.AspectRatio, meant?.Shape),
            })
            {
                if (said is not null && means is not null && !said.Equals(means, StringComparison.OrdinalIgnoreCase))
                {
                    yield return $"-Size is {pixels}, which is {means}; -{parameter} says {said}. Leave one of them out.";
                }
            }
        }
        else if (size.WireName is not null && request.AspectRatio is not null && Pixels(model, request) is null)
        {
            yield return $"-AspectRatio {request.AspectRatio} has no known size at {Tier(model, request)}; give -Size in its place.";
        }
    }

    // A tier is a total of pixels, says AceData's page, whose sizes are free.
    private static string? NearestTier(VideoModel model, FrameSize pixels) => model.Find(VideoParameter.Resolution)?.AllowedValues
        .MinBy(tier => Math.Abs(Math.Log((double)pixels.Width * pixels.Height / WanFrameSizes.PixelsOf(tier))));

    private static FrameSize? Pixels(VideoModel model, VideoRequest request) => WanFrameSizes.SizeOf(Tier(model, request), request.AspectRatio ?? WanFrameSizes.Shapes[0]);

    private static string? Tier(VideoModel model, VideoRequest request) => (request.Resolution ?? model.Find(VideoParameter.Resolution)?.DefaultValue) as string;
}
