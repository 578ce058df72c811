namespace WanVideo.Catalog;

/// <summary>
/// Converts between resolution with aspect ratio (<c>-Resolution</c>, <c>-AspectRatio</c>) and pixels (<c>-Size</c>). Some models have fields for
/// one form, some for the other, some for both; a request means the same at each.
/// </summary>
internal static class FrameSizeResolver
{
    /// <summary>Sets the parameters that the specified ones imply, if the model has fields for them.</summary>
    public static VideoRequest Resolve(VideoModel model, VideoRequest request)
    {
        if (FindSizeParameter(model) is not { } sizeParameter)
        {
            return request;
        }

        if (FrameSize.Parse(request.Size) is { } size)
        {
            return WanFrameSizes.Find(size, sizeParameter.Table) is var (resolution, aspectRatio)
                ? request with { Resolution = resolution, AspectRatio = aspectRatio }
                : request with { Resolution = request.Resolution ?? FindNearestResolution(model, size) };
        }

        // A model with a resolution field needs the size only for an aspect ratio.
        var isSizeNeeded = sizeParameter.WireName is not null && (request.AspectRatio is not null || model.Find(VideoParameters.Resolution) is { WireName: null });
        return isSizeNeeded && FindSize(model, request, sizeParameter) is { } implied ? request with { Size = implied.ToString() } : request;
    }

    /// <summary>Checks that size, resolution and aspect ratio agree.</summary>
    /// <returns>The validation errors.</returns>
    public static IEnumerable<string> Validate(VideoModel model, VideoRequest request)
    {
        if (FindSizeParameter(model) is not { } sizeParameter)
        {
            yield break;
        }

        if (FrameSize.Parse(request.Size) is { } size)
        {
            var implied = WanFrameSizes.Find(size, sizeParameter.Table);
            foreach (var (parameter, value, impliedValue) in new[]
            {
                (VideoParameters.Resolution, request.Resolution, implied?.Resolution),
                (VideoParameters.AspectRatio, request.AspectRatio, implied?.AspectRatio),
            })
            {
                if (value is not null && impliedValue is not null && !value.Equals(impliedValue, StringComparison.OrdinalIgnoreCase))
                {
                    yield return $"-Size {size} is {impliedValue}, but -{parameter} is {value}. Omit one of them.";
                }
            }
        }
        else if (sizeParameter.WireName is not null && request.AspectRatio is not null && FindSize(model, request, sizeParameter) is null)
        {
            yield return $"-AspectRatio {request.AspectRatio} has no known size at {GetResolution(model, request)}. Use {(sizeParameter.AllowsAnySize ? "-Size instead" : "another -AspectRatio or -Resolution")}.";
        }
    }

    private static SizeParameter? FindSizeParameter(VideoModel model) => model.Find(VideoParameters.Size) is var parameter && parameter is UndocumentedParameter { Template: var template } ? template as SizeParameter : parameter as SizeParameter;

    // AceData, which accepts any size, documents its resolutions as total numbers of pixels.
    private static string? FindNearestResolution(VideoModel model, FrameSize size) => model.Find(VideoParameters.Resolution)?.AllowedValues
        .MinBy(resolution => Math.Abs(Math.Log((double)size.Width * size.Height / WanFrameSizes.GetPixelCount(resolution))));

    private static FrameSize? FindSize(VideoModel model, VideoRequest request, SizeParameter sizeParameter) =>
        WanFrameSizes.Find(GetResolution(model, request), request.AspectRatio ?? WanFrameSizes.AspectRatios[0], sizeParameter.Table);

    private static string? GetResolution(VideoModel model, VideoRequest request) => model.GetValue(VideoParameters.Resolution, request);
}
