using System.Text.Json.Nodes;
using WanVideo.Catalog;
using WanVideo.Ledger;

namespace WanVideo.Tests.Ledger;

/// <summary>The fingerprint depends on what the user asked for, and on nothing else.</summary>
public sealed class RequestFingerprintTests
{
    private static readonly VideoRequest Cat = new() { Prompt = "A cat", Image = ["https://store.example/cat.png"] };

    [Theory]
    [InlineData("X-Amz-Signature=a&X-Amz-Date=b&X-Amz-Expires=60&x-amz-credential=c")]
    [InlineData("X-Goog-Signature=a&X-Goog-Algorithm=b")]
    [InlineData("OSSAccessKeyId=a&Signature=b&Expires=1790000000")]
    [InlineData("sig=a&se=b&sp=c&sv=d&st=e")]
    [InlineData("SIG=a")]
    public void Signatures_of_a_URL_do_not_change_it(string query)
    {
        Assert.Equal(Get(Cat), Get(Cat with { Image = [$"https://store.example/cat.png?{query}"] }));
        Assert.Equal(Get(Cat with { Image = ["https://store.example/cat.png?v=1"] }), Get(Cat with { Image = [$"https://store.example/cat.png?v=1&{query}"] }));
    }

    [Theory]
    [InlineData("v=1")]
    [InlineData("signed=1")]
    [InlineData("sign=1")]
    [InlineData("set=1")]
    [InlineData("e=1")]
    public void Other_parameters_of_a_URL_change_it(string query) =>
        Assert.NotEqual(Get(Cat), Get(Cat with { Image = [$"https://store.example/cat.png?{query}"] }));

    [Fact]
    public void Each_parameter_changes_it()
    {
        VideoRequest[] requests =
        [
            Cat,
            Cat with { Model = "m" },
            Cat with { Prompt = "A dog" },
            Cat with { NegativePrompt = "A dog" },
            Cat with { Image = [] },
            Cat with { Image = ["https://store.example/cat.png", "https://store.example/dog.png"] },
            Cat with { Image = ["https://store.example/dog.png", "https://store.example/cat.png"] },
            Cat with { Image = [], ReferenceImage = Cat.Image },
            Cat with { LastFrame = "https://store.example/dog.png" },
            Cat with { Video = "https://store.example/cat.mp4" },
            Cat with { ReferenceAudio = ["https://store.example/cat.mp3"] },
            Cat with { ReferenceFile = "https://store.example/cat.pdf" },
            Cat with { ReferenceLink = "https://store.example/cat.pdf" },
            Cat with { KeepSound = true },
            Cat with { ReferenceVideo = ["https://store.example/cat.mp4"] },
            Cat with { Audio = "https://store.example/cat.mp3" },
            Cat with { Duration = 5 },
            Cat with { Resolution = "720p" },
            Cat with { AspectRatio = "16:9" },
            Cat with { Size = "1280*720" },
            Cat with { ShotType = ShotType.Single },
            Cat with { ShotType = ShotType.Multi },
            Cat with { NoSound = true },
            Cat with { NoPromptExtend = true },
            Cat with { Watermark = true },
            Cat with { Seed = 0 },
            Cat with { Seed = 7 },
            Cat with { CallbackUrl = "https://example.com/" },
            Cat with { AdditionalProperty = new JsonObject { ["a"] = 1 } },
        ];
        Assert.Equal(requests.Length, requests.Select(Get).Distinct().Count());
        Assert.Equal(25, typeof(VideoRequest).GetProperties().Length);
    }

    [Fact]
    public void Defaults_and_the_measured_duration_of_a_reference_do_not_change_it()
    {
        Assert.Equal(Get(Cat), Get(Cat with { NegativePrompt = null, ReferenceImage = [], Seed = null, Watermark = false, AdditionalProperty = null }));
        Assert.Equal(Get(Cat), Get(Cat with { ReferenceVideoDuration = [2.5m] }));
    }

    [Fact]
    public void The_order_of_members_does_not_change_it_and_the_order_of_items_does()
    {
        Assert.Equal(GetAdditional("""{"a":1,"b":{"c":2,"d":3}}"""), GetAdditional("""{"b":{"d":3,"c":2},"a":1}"""));
        Assert.NotEqual(GetAdditional("""{"a":[1,2]}"""), GetAdditional("""{"a":[2,1]}"""));
    }

    [Fact]
    public void Null_and_an_empty_array_inside_AdditionalProperty_are_values()
    {
        string[] fingerprints = [GetAdditional("{}"), GetAdditional("""{"a":null}"""), GetAdditional("""{"a":[]}"""), GetAdditional("""{"a":{"b":null}}"""), GetAdditional("""{"a":{}}"""), GetAdditional("""{"a":false}"""), GetAdditional("""{"a":0}""")];
        Assert.Equal(fingerprints.Length, fingerprints.Distinct().Count());
    }

    [Fact]
    public void Inline_data_counts_by_its_content()
    {
        Assert.NotEqual(Get(Cat with { Image = ["data:image/png;base64,AAAA"] }), Get(Cat with { Image = ["data:image/png;base64,AAAB"] }));
        Assert.NotEqual(Get(Cat with { Image = ["data:image/png;base64,AAAA"] }), Get(Cat with { Image = ["data:image/jpeg;base64,AAAA"] }));
        Assert.Equal(Get(Cat with { Image = ["data:image/png;base64,AAAA"] }), Get(Cat with { Image = ["data:image/png;base64,AAAA"] }));
    }

    [Fact]
    public void It_is_stable_across_versions() =>
        Assert.Matches("^[0-9a-f]{64}$", Get(Cat));

    [Fact]
    public void Defaults_that_are_specified_do_not_change_it_and_other_values_do()
    {
        string[] fingerprints = [Prepare(new()), Prepare(new() { Duration = 6 }), Prepare(new() { Resolution = "1080p" }), Prepare(new() { AspectRatio = "9:16" }), Prepare(new() { Model = "other" })];
        Assert.Equal(fingerprints.Length, fingerprints.Distinct().Count());
        Assert.All(
            [new() { Duration = 5 }, new() { Resolution = "720p" }, new() { Resolution = "720P" }, new() { Size = "1280x720" }, new() { AspectRatio = "16:9" }, new() { Model = "MODEL" }],
            (VideoRequest request) => Assert.Equal(fingerprints[0], Prepare(request)));
        Assert.Equal(Prepare(new() { Resolution = "1080p" }), Prepare(new() { Size = "1920*1080" }));
    }

    [Fact]
    public void A_new_default_in_the_catalog_does_not_change_it()
    {
        Assert.Equal(Prepare(new(), duration: null), Prepare(new(), duration: 5));
        Assert.Equal(Prepare(new() { Duration = 6 }, duration: 5), Prepare(new() { Duration = 6 }, duration: 4));
    }

    // Two models of one kind that have a field for the size.
    private static string Prepare(VideoRequest request, int? duration = 5)
    {
        ModelParameter[] parameters =
        [
            new TextParameter(VideoParameters.Prompt, "prompt"),
            new NumberParameter<int>(VideoParameters.Duration, "duration", 2, 15) { Default = duration },
            new ChoiceParameter(VideoParameters.Resolution, WireName: null, ["720p", "1080p"]) { Default = "720p" },
            new ChoiceParameter(VideoParameters.AspectRatio, WireName: null, ["16:9", "9:16"]),
            new SizeParameter("size"),
        ];
        var catalog = new ModelCatalog("Fake", [new("model", VideoKind.TextToVideo, parameters), new("other", VideoKind.TextToVideo, parameters)]);
        return RequestFingerprint.Compute(catalog.Prepare(request with { Prompt = "A cat" }));
    }

    private static string Get(VideoRequest request) =>
        RequestFingerprint.Compute(new PreparedRequest(new VideoModel(request.Model ?? "model", VideoKind.TextToVideo, []), request, [], []) { IsDefaultModel = request.Model is null });

    private static string GetAdditional(string json) => Get(Cat with { AdditionalProperty = JsonNode.Parse(json)!.AsObject() });
}
