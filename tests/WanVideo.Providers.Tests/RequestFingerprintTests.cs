using WanVideo.Catalog;
using WanVideo.Ledger;
using WanVideo.Providers.AceData;
using WanVideo.Providers.DashScope;
using WanVideo.Providers.EvoLink;
using WanVideo.Providers.Fal;
using WanVideo.Providers.ModelStream;

namespace WanVideo.Tests;

/// <summary>The fingerprints of requests for the models of the module.</summary>
public sealed class RequestFingerprintTests
{
    private static readonly ModelCatalog[] Catalogs = [AceDataCatalog.Create("AceData"), DashScopeCatalog.Create("DashScope"), EvoLinkCatalog.Create("EvoLink"), ModelStreamCatalog.Create("ModelStream"), FalCatalog.Create("fal")];

    public static TheoryData<string, string> Models =>
        [.. Catalogs.SelectMany((catalog, index) => catalog.Models.Select(model => new TheoryDataRow<string, string>($"{index}", model.Name)))];

    [Theory]
    [MemberData(nameof(Models))]
    public void Specified_defaults_do_not_change_the_fingerprint_and_other_values_do(string catalogIndex, string name)
    {
        var catalog = Catalogs[catalogIndex[0] - '0'];
        var model = catalog.Models.First(model => model.Name == name);
        var request = new VideoRequest
        {
            Prompt = "A cat",
            Model = name,
            Image = model.Kind is VideoKind.ImageToVideo ? ["https://example.com/cat.png"] : [],
            Video = model.Kind is VideoKind.VideoToVideo ? "https://example.com/cat.mp4" : null,
            ReferenceVideo = model.Kind is VideoKind.ReferenceToVideo ? ["https://example.com/cat.mp4"] : [],
        };
        var fingerprint = Get(request);

        // The whole of a video is edited, and the first models have no 720p.
        var (durations, resolutions) = (model.Find(VideoParameters.Duration)!.AllowedValues, model.Find(VideoParameters.Resolution)!.AllowedValues);
        var (duration, resolution) = (model.Kind is VideoKind.VideoToVideo ? 0 : 5, resolutions.Contains("720p") ? "720p" : "480p");
        Assert.Equal((duration, resolution), (model.GetValue(VideoParameters.Duration, request), model.GetValue(VideoParameters.Resolution, request)));
        Assert.Equal(fingerprint, Get(request with { Duration = duration, Resolution = resolution, ShotType = model.Find(VideoParameters.ShotType) is null ? null : ShotType.Single }));
        Assert.Equal(fingerprint, Get(request with { Model = name.ToUpperInvariant(), Resolution = resolution.ToUpperInvariant() }));
        Assert.Equal(durations is ["5"], !durations.Contains("10"));
        Assert.All(durations.Contains("10") ? [10] : (int[])[], other => Assert.NotEqual(fingerprint, Get(request with { Duration = other })));
        Assert.All(resolutions.Where(other => other != resolution), other => Assert.NotEqual(fingerprint, Get(request with { Resolution = other })));
        if (model.Kind is VideoKind.VideoToVideo)
        {
            // The default family of fal has a model that takes -Video, another one.
            Assert.NotEqual(fingerprint, catalog.Families[0] is "wan3.0" ? Get(request with { Model = null, Prompt = "A cat" }) : Assert.Throws<VideoException>(() => Get(request with { Model = null })).Message);
            return;
        }

        var isDefault = catalog.Models.First(other => other.Kind == model.Kind && other.Family == catalog.Models[0].Family || other == model) == model && model.Family == catalog.Models[0].Family;
        Assert.Equal(isDefault, fingerprint == Get(request with { Model = null }));

        string Get(VideoRequest value) => RequestFingerprint.Compute(catalog.Prepare(value));
    }
}
