using WanVideo.Catalog;
using WanVideo.Ledger;
using WanVideo.Providers.AceData;
using WanVideo.Providers.DashScope;
using WanVideo.Providers.EvoLink;
using WanVideo.Providers.ModelStream;

namespace WanVideo.Tests;

/// <summary>The fingerprints of requests for the models of the module.</summary>
public sealed class RequestFingerprintTests
{
    private static readonly ModelCatalog[] Catalogs = [AceDataCatalog.Create("AceData"), DashScopeCatalog.Create("DashScope"), EvoLinkCatalog.Create("EvoLink"), ModelStreamCatalog.Create("ModelStream")];

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
            ReferenceVideo = model.Kind is VideoKind.ReferenceToVideo ? ["https://example.com/cat.mp4"] : [],
        };
        var fingerprint = Get(request);

        Assert.Equal((5, "720p"), (model.GetValue(VideoParameters.Duration, request), model.GetValue(VideoParameters.Resolution, request)));
        Assert.Equal(fingerprint, Get(request with { Duration = 5, Resolution = "720p", ShotType = model.Find(VideoParameters.ShotType) is null ? null : ShotType.Single }));
        Assert.Equal(fingerprint, Get(request with { Model = name.ToUpperInvariant(), Resolution = "720P" }));
        Assert.NotEqual(fingerprint, Get(request with { Duration = 10 }));
        Assert.NotEqual(fingerprint, Get(request with { Resolution = "1080p" }));
        var isDefault = catalog.Models.First(other => other.Kind == model.Kind) == model;
        Assert.Equal(isDefault, fingerprint == Get(request with { Model = null }));

        string Get(VideoRequest value) => RequestFingerprint.Compute(catalog.Prepare(value));
    }
}
