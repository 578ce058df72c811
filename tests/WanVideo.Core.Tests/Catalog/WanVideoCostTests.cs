using WanVideo.Catalog;

namespace WanVideo.Tests.Catalog;

public sealed class WanVideoCostTests
{
    private static readonly string[] TwoVideos = ["https://example.com/1.mp4", "https://example.com/2.mp4"];

    [Fact]
    public void Reference_videos_of_unknown_duration_give_an_upper_bound()
    {
        var cost = Estimate(new BillingRule(5m, 2.5m), new() { Duration = 5, ReferenceVideo = TwoVideos, Resolution = "1080p" }, 0.5m);

        Assert.Equal((10m, 5m, 5m, true, false, 5m), (cost.BillableSeconds, cost.OutputSeconds, cost.InputSeconds, cost.IsUpperBound, cost.IsLowerBound, cost.Price));
        Assert.Equal("up to 10 s (5 s of output, up to 5 s of input; surcharge for 1080p and sound)", cost.ToString());
    }

    [Fact]
    public void Known_durations_are_billed_up_to_the_maximum()
    {
        var cost = Estimate(new BillingRule(5m, 2.5m), new() { Duration = 5, ReferenceVideo = TwoVideos, ReferenceVideoDuration = [1.5m, 30], NoSound = true });

        Assert.Equal((9m, 4m, false), (cost.BillableSeconds, cost.InputSeconds, cost.IsUpperBound));
        Assert.Null(cost.Price);
        Assert.Equal("9 s (5 s of output, 4 s of input)", cost.ToString());
    }

    [Fact]
    public void An_undocumented_rule_gives_a_lower_bound_only_for_requests_with_reference_videos()
    {
        Assert.Equal(
            "at least 5 s (5 s of output, and input by an undocumented rule; surcharge for sound)",
            Estimate(BillingRule.OutputAndUnknownInput, new() { ReferenceVideo = TwoVideos }).ToString());
        Assert.Equal("5 s (5 s of output; surcharge for sound)", Estimate(BillingRule.OutputAndUnknownInput, new()).ToString());
    }

    private static WanVideoCost Estimate(BillingRule billing, VideoRequest request, decimal? pricePerSecond = null)
    {
        var model = new VideoModel(
            "m",
            VideoKind.ReferenceToVideo,
            [
                new NumberParameter<int>(VideoParameters.Duration, "duration", 2, 10) { Default = 5 },
                new ChoiceParameter(VideoParameters.Resolution, "resolution", ["720p", "1080p"]) { Default = "720p", SurchargedValues = ["1080p"] },
                new FlagParameter(VideoParameters.NoSound, "audio", ValueIfSet: false) { SurchargedFeature = "sound" },
            ])
        { Billing = billing };
        return WanVideoCost.Estimate("P", new PreparedRequest(model, request, [], []), pricePerSecond);
    }
}
