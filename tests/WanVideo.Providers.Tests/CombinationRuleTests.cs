using WanVideo.Catalog;
using WanVideo.Providers.DashScope;
using WanVideo.Providers.EvoLink;
using WanVideo.Providers.Fal;
using WanVideo.Sandbox;

namespace WanVideo.Tests;

/// <summary>Every rule of a model about several parameters, with a request that it allows and one that it rejects.</summary>
public sealed class CombinationRuleTests
{
    private const string Png = "https://example.com/a.png";
    private const string Mp4 = "https://example.com/a.mp4";
    private const string Mp3 = "https://example.com/a.mp3";
    private const string Pdf = "https://example.com/a.pdf";

    private static readonly ModelCatalog DashScope = DashScopeCatalog.Create("DashScope");
    private static readonly ModelCatalog EvoLink = EvoLinkCatalog.Create("EvoLink");
    private static readonly ModelCatalog Fal = FalCatalog.Create("fal");

    private static VideoRequest Cat => new() { Prompt = "A cat" };

    /// <summary>Catalog, model, allowed request, rejected request, error.</summary>
    public static TheoryData<string, string, VideoRequest, VideoRequest, string> Rows => new()
    {
        // Wan 2.7, image.
        { "DashScope", "wan2.7-i2v", Cat with { Image = [Png] }, Cat, "-Image and -Video are both missing; wan2.7-i2v at DashScope takes at least one of them." },
        { "DashScope", "wan2.7-i2v", Cat with { Image = [Png], LastFrame = Png, Audio = Mp3 }, Cat with { LastFrame = Png }, "-Image and -Video are both missing; wan2.7-i2v at DashScope takes at least one of them." },
        { "DashScope", "wan2.7-i2v", Cat with { Video = Mp4, LastFrame = Png }, Cat with { Video = Mp4, Image = [Png] }, "-Video and -Image cannot be combined. Omit one of them." },
        { "DashScope", "wan2.7-i2v", Cat with { Image = [Png], Audio = Mp3 }, Cat with { Video = Mp4, Audio = Mp3 }, "-Video and -Audio cannot be combined. Omit one of them." },
        {
            "DashScope", "wan2.7-i2v", Cat with { Video = Mp4, ReferenceVideoDuration = [3], Duration = 4 }, Cat with { Video = Mp4, ReferenceVideoDuration = [5], Duration = 5 },
            "-Duration is 5, which includes the 5 seconds of -Video; wan2.7-i2v at DashScope takes a greater -Duration."
        },
        {
            "DashScope", "wan2.7-i2v", Cat with { Video = Mp4, ReferenceVideoDuration = [10], Duration = 15 }, Cat with { Video = Mp4, ReferenceVideoDuration = [11], Duration = 15 },
            "-ReferenceVideoDuration is 11; wan2.7-i2v at DashScope takes videos of 2 to 10 seconds."
        },
        { "EvoLink", "wan2.7-image-to-video", Cat with { Image = [Png] }, Cat, "-Image and -Video are both missing; wan2.7-image-to-video at EvoLink takes at least one of them." },
        {
            "EvoLink", "wan2.7-image-to-video", Cat with { Video = Mp4, LastFrame = Png }, Cat with { Video = Mp4, Image = [Png], Audio = Mp3 },
            "-Video cannot be combined with -Image and -Audio. Omit -Video, or omit -Image and -Audio."
        },
        {
            "EvoLink", "wan2.7-image-to-video", Cat with { Video = Mp4, ReferenceVideoDuration = [3], Duration = 4 }, Cat with { Video = Mp4, ReferenceVideoDuration = [9], Duration = 8 },
            "-Duration is 8, which includes the 9 seconds of -Video; wan2.7-image-to-video at EvoLink takes a greater -Duration."
        },

        // Wan 2.7, references.
        {
            "DashScope", "wan2.7-r2v", Cat with { ReferenceImage = [Png], Image = [Png] }, Cat with { Image = [Png] },
            "-ReferenceVideo and -ReferenceImage are both missing; wan2.7-r2v at DashScope takes at least one of them."
        },
        {
            "DashScope", "wan2.7-r2v", Cat with { ReferenceVideo = [Mp4, Mp4], ReferenceImage = [Png, Png, Png] }, Cat with { ReferenceVideo = [Mp4, Mp4, Mp4], ReferenceImage = [Png, Png, Png] },
            "-ReferenceVideo and -ReferenceImage have 6 URLs; wan2.7-r2v at DashScope takes 5 of both together."
        },
        { "DashScope", "wan2.7-r2v", Cat with { ReferenceVideo = [Mp4], Duration = 10 }, Cat with { ReferenceVideo = [Mp4], Duration = 11 }, "-Duration is 11; wan2.7-r2v at DashScope takes 2 to 10 seconds with -ReferenceVideo." },
        { "DashScope", "wan2.7-r2v", Cat with { ReferenceImage = [Png], Duration = 15 }, Cat with { ReferenceImage = [Png], Duration = 16 }, "-Duration is 16; wan2.7-r2v at DashScope takes 2 to 15 seconds." },
        {
            "DashScope", "wan2.7-r2v", Cat with { ReferenceImage = [Png, Png], ReferenceAudio = [Mp3] }, Cat with { ReferenceImage = [Png], ReferenceAudio = [Mp3, Mp3] },
            "-ReferenceAudio has 2 URLs for 1 in -ReferenceVideo and -ReferenceImage; wan2.7-r2v at DashScope takes one for each."
        },
        { "EvoLink", "wan2.7-reference-video", Cat with { ReferenceVideo = [Mp4], Duration = 10 }, Cat with { ReferenceVideo = [Mp4], Duration = 11 }, "-Duration is 11; wan2.7-reference-video at EvoLink takes 2 to 10 seconds with -ReferenceVideo." },
        {
            "EvoLink", "wan2.7-reference-video", Cat with { ReferenceImage = [Png], Image = [Png] }, Cat with { Image = [Png] },
            "-ReferenceVideo and -ReferenceImage are both missing; wan2.7-reference-video at EvoLink takes at least one of them."
        },
        {
            "EvoLink", "wan2.7-reference-video", Cat with { ReferenceVideo = [Mp4], ReferenceAudio = [Mp3] }, Cat with { ReferenceVideo = [Mp4], ReferenceAudio = [Mp3, Mp3] },
            "-ReferenceAudio has 2 URLs for 1 in -ReferenceVideo and -ReferenceImage; wan2.7-reference-video at EvoLink takes one for each."
        },

        // Wan 2.7, edit.
        {
            "DashScope", "wan2.7-videoedit", Cat with { Video = Mp4, ReferenceImage = [Png, Png, Png, Png] }, Cat with { ReferenceImage = [Png] },
            "-Video is missing; wan2.7-videoedit at DashScope takes 1 http, https or oss URL of a video (.mp4 or .mov)."
        },
        {
            "DashScope", "wan2.7-videoedit", Cat with { Video = Mp4, Duration = 0 }, Cat with { Video = Mp4, Duration = 11 },
            "-Duration is 11; wan2.7-videoedit at DashScope takes 2 to 10 seconds, or 0 (that of the video)."
        },

        // Wan 3.0.
        {
            "DashScope", "wan3.0-video", new VideoRequest { Image = [Png] }, new VideoRequest(),
            "-Prompt, -Image, -LastFrame, -Video, -ReferenceVideo, -ReferenceImage, -ReferenceAudio, -ReferenceFile and -ReferenceLink are all missing; wan3.0-video at DashScope takes at least one of them."
        },
        { "DashScope", "wan3.0-video", Cat with { Image = [Png], LastFrame = Png }, Cat with { Image = [Png], ReferenceVideo = [Mp4] }, "-Image and -ReferenceVideo cannot be combined. Omit one of them." },
        {
            "DashScope", "wan3.0-video-prime", Cat with { ReferenceImage = [Png], ReferenceAudio = [Mp3] }, Cat with { Image = [Png], LastFrame = Png, ReferenceImage = [Png], ReferenceAudio = [Mp3] },
            "-Image and -LastFrame cannot be combined with -ReferenceImage and -ReferenceAudio. Omit -Image and -LastFrame, or omit -ReferenceImage and -ReferenceAudio."
        },
        { "DashScope", "wan3.0-video", Cat with { ReferenceFile = Pdf }, Cat with { ReferenceFile = Pdf, ReferenceLink = Pdf }, "-ReferenceFile and -ReferenceLink cannot be combined. Omit one of them." },
        { "DashScope", "wan3.0-video", Cat with { ReferenceLink = Pdf }, Cat with { ReferenceLink = Pdf, NoPromptExtend = true }, "-ReferenceLink and -NoPromptExtend cannot be combined. Omit one of them." },
        {
            "DashScope", "wan3.0-video", Cat with { Video = Mp4, ReferenceVideo = [Mp4, Mp4, Mp4, Mp4] }, Cat with { Video = Mp4, ReferenceVideo = [Mp4, Mp4, Mp4, Mp4, Mp4] },
            "-Video and -ReferenceVideo have 6 URLs; wan3.0-video at DashScope takes 5 of both together."
        },
        {
            "DashScope", "wan3.0-video", Cat with { ReferenceVideo = [Mp4], ReferenceVideoDuration = [15], Duration = 15 }, Cat with { ReferenceVideo = [Mp4], ReferenceVideoDuration = [12], Duration = 20 },
            "-Duration 20 and input videos of 12 seconds are 32 seconds; wan3.0-video at DashScope takes at most 30 together. Reduce -Duration, or omit a video."
        },
        {
            "DashScope", "wan3.0-video", Cat with { ReferenceVideo = [Mp4, Mp4], ReferenceVideoDuration = [7, 8] }, Cat with { ReferenceVideo = [Mp4, Mp4], ReferenceVideoDuration = [8, 8] },
            "-ReferenceVideoDuration is 16 seconds in total; wan3.0-video at DashScope takes input videos of at most 15 seconds together. Omit a video."
        },
        { "DashScope", "wan3.0-video", Cat with { Duration = -1 }, Cat with { Duration = 0 }, "-Duration is 0; wan3.0-video at DashScope takes 2 to 30 seconds, or -1 (the model chooses)." },
        { "EvoLink", "wan3.0-image-to-video", new VideoRequest { Image = [Png] }, Cat with { LastFrame = Png }, "-Image is missing; wan3.0-image-to-video at EvoLink takes 1 http or https URL of an image (.jpeg, .jpg, .png, .bmp or .webp)." },
        {
            "EvoLink", "wan3.0-reference-video", new VideoRequest { ReferenceLink = Pdf }, Cat,
            "-Video, -ReferenceVideo, -ReferenceImage, -ReferenceAudio, -ReferenceFile and -ReferenceLink are all missing; wan3.0-reference-video at EvoLink takes at least one of them."
        },
        { "EvoLink", "wan3.0-reference-video", Cat with { ReferenceFile = Pdf }, Cat with { ReferenceFile = Pdf, ReferenceLink = Pdf }, "-ReferenceFile and -ReferenceLink cannot be combined. Omit one of them." },
        {
            "EvoLink", "wan3.0-prime-reference-video", Cat with { Video = Mp4, ReferenceVideo = [Mp4, Mp4, Mp4, Mp4] }, Cat with { Video = Mp4, ReferenceVideo = [Mp4, Mp4, Mp4, Mp4, Mp4] },
            "-Video and -ReferenceVideo have 6 URLs; wan3.0-prime-reference-video at EvoLink takes 5 of both together."
        },
        {
            "EvoLink", "wan3.0-reference-video", Cat with { ReferenceVideo = [Mp4], ReferenceVideoDuration = [5], Duration = 25 }, Cat with { ReferenceVideo = [Mp4], ReferenceVideoDuration = [5], Duration = 26 },
            "-Duration 26 and input videos of 5 seconds are 31 seconds; wan3.0-reference-video at EvoLink takes at most 30 together. Reduce -Duration, or omit a video."
        },

        // fal.
        { "fal", "fal-ai/wan/v2.7/image-to-video", Cat with { Image = [Png] }, Cat, "-Image and -Video are both missing; fal-ai/wan/v2.7/image-to-video at fal takes at least one of them." },
        { "fal", "fal-ai/wan/v2.7/image-to-video", Cat with { Video = Mp4, LastFrame = Png, Audio = Mp3 }, Cat with { Video = Mp4, Image = [Png] }, "-Video and -Image cannot be combined. Omit one of them." },
        {
            "fal", "fal-ai/wan/v2.7/reference-to-video", Cat with { ReferenceImage = [Png], ReferenceVideo = [Mp4], Duration = 10 }, Cat,
            "-ReferenceVideo and -ReferenceImage are both missing; fal-ai/wan/v2.7/reference-to-video at fal takes at least one of them."
        },
        { "fal", "fal-ai/wan/v2.7/edit-video", Cat with { Video = Mp4, Duration = 0 }, Cat with { Video = Mp4, Duration = 11 }, "-Duration is 11; fal-ai/wan/v2.7/edit-video at fal takes 2 to 10 seconds, or 0 (that of the video)." },
        { "fal", "fal-ai/wan/v2.7/text-to-video", Cat with { Duration = 15 }, Cat with { Duration = -1 }, "-Duration is -1; fal-ai/wan/v2.7/text-to-video at fal takes 2 to 15 seconds." },
        {
            "fal", "alibaba/wan-3.0/reference-to-video", new VideoRequest { ReferenceAudio = [Mp3] }, Cat,
            "-Video, -ReferenceVideo, -ReferenceImage, -ReferenceAudio, -ReferenceFile and -ReferenceLink are all missing; alibaba/wan-3.0/reference-to-video at fal takes at least one of them."
        },
        {
            "fal", "alibaba/wan-3.0-prime/reference-to-video", Cat with { Video = Mp4, ReferenceVideo = [Mp4, Mp4, Mp4, Mp4] }, Cat with { Video = Mp4, ReferenceVideo = [Mp4, Mp4, Mp4, Mp4, Mp4] },
            "-Video and -ReferenceVideo have 6 URLs; alibaba/wan-3.0-prime/reference-to-video at fal takes 5 of both together."
        },
        {
            "fal", "alibaba/wan-3.0/reference-to-video", Cat with { ReferenceVideo = [Mp4, Mp4], ReferenceVideoDuration = [7, 8] }, Cat with { ReferenceVideo = [Mp4, Mp4], ReferenceVideoDuration = [8, 8] },
            "-ReferenceVideoDuration is 16 seconds in total; alibaba/wan-3.0/reference-to-video at fal takes input videos of at most 15 seconds together. Omit a video."
        },
        {
            "fal", "alibaba/wan-3.0/reference-to-video", Cat with { ReferenceFile = Pdf, AdditionalProperty = new() { ["enable_thinking"] = true } }, Cat with { ReferenceFile = Pdf },
            "-ReferenceFile requires -AdditionalProperty @{ enable_thinking = $true } for alibaba/wan-3.0/reference-to-video at fal. Add it, or omit -ReferenceFile."
        },
        {
            "fal", "alibaba/wan-3.0/reference-to-video", Cat with { ReferenceLink = Pdf, AdditionalProperty = new() { ["enable_thinking"] = true } },
            Cat with { ReferenceLink = Pdf, AdditionalProperty = new() { ["enable_thinking"] = false } },
            "-ReferenceLink requires -AdditionalProperty @{ enable_thinking = $true } for alibaba/wan-3.0/reference-to-video at fal. Add it, or omit -ReferenceLink."
        },
        {
            "fal", "alibaba/wan-3.0/text-to-video", Cat with { AdditionalProperty = new() { ["enable_safety_checker"] = true } }, Cat with { AdditionalProperty = new() { ["negative_promt"] = "blur" } },
            "-AdditionalProperty has 'negative_promt'; alibaba/wan-3.0/text-to-video at fal takes enable_thinking and enable_safety_checker, and ignores other fields without an error. Use -SkipValidation to send it."
        },

        // Wan 2.6, 2.5 and 2.2.
        { "DashScope", "wan2.6-i2v-flash", Cat with { Image = [Png], NoSound = true }, Cat with { Image = [Png], Audio = Mp3, NoSound = true }, "-Audio and -NoSound cannot be combined. Omit one of them." },
        { "DashScope", "wan2.5-t2v-preview", Cat with { Resolution = "480p", AspectRatio = "1:1" }, Cat with { Resolution = "480p", AspectRatio = "4:3" }, "-AspectRatio 4:3 has no known size at 480p. Use another -AspectRatio or -Resolution." },
        { "DashScope", "wan2.5-i2v-preview", Cat with { Image = [Png], Duration = 10 }, Cat with { Image = [Png], Duration = 7 }, "-Duration is 7; wan2.5-i2v-preview at DashScope takes 5 or 10 seconds." },
        { "DashScope", "wan2.2-t2v-plus", Cat with { Duration = 5 }, Cat with { Duration = 10 }, "-Duration is 10; wan2.2-t2v-plus at DashScope takes 5 seconds." },
        { "DashScope", "wan2.2-t2v-plus", Cat with { Resolution = "1080p" }, Cat with { Resolution = "720p" }, "-Resolution is '720p'; wan2.2-t2v-plus at DashScope takes 480p or 1080p." },
    };

    [Theory]
    [MemberData(nameof(Rows), DisableDiscoveryEnumeration = true)]
    public void A_rule_allows_one_request_and_rejects_another(string provider, string model, VideoRequest allowed, VideoRequest rejected, string error)
    {
        var catalog = GetCatalog(provider);

        Assert.Equal(model, catalog.Prepare(allowed with { Model = model }).Model.Name);
        var exception = Assert.Throws<VideoException>(() => catalog.Prepare(rejected with { Model = model }));
        Assert.Equal(VideoErrorKind.InvalidParameter, exception.Error.Kind);
        Assert.Equal(error, exception.Message);
    }

    [Theory]
    [MemberData(nameof(Rows), DisableDiscoveryEnumeration = true)]
    public async Task The_sandbox_has_the_same_rules(string provider, string model, VideoRequest allowed, VideoRequest rejected, string error)
    {
        var catalog = GetCatalog(provider);
        Assert.True(await IsAcceptedAsync(provider, catalog.Prepare(allowed with { Model = model })));

        // The sandbox does not fetch media, so it does not know their durations. The others are not sent.
        var isSent = rejected.ReferenceVideoDuration is [] && !error.Contains("one for each", StringComparison.Ordinal) && error is not ['-', 'A', 's', ..];
        if (isSent && model.StartsWith("wan2.7", StringComparison.Ordinal) || (model.StartsWith("wan3", StringComparison.Ordinal) || provider == "fal") && rejected.ReferenceVideoDuration is [])
        {
            Assert.False(await IsAcceptedAsync(provider, catalog.Prepare(rejected with { Model = model }, skipValidation: true)));
        }
    }

    private static async Task<bool> IsAcceptedAsync(string provider, PreparedRequest request)
    {
        var path = provider switch { "EvoLink" => "v1/videos/generations", "fal" => request.Model.Name, _ => "api/v1/services/aigc/video-generation/video-synthesis" };
        if (provider == "fal")
        {
            request.Body.Remove("model");
        }

        using var message = new HttpRequestMessage(HttpMethod.Post, $"https://sandbox.invalid/{path}")
        {
            Headers = { { "X-DashScope-Async", "enable" } },
            Content = new StringContent(request.Body.ToJsonString()),
        };
        using var response = await new SandboxServer(new SandboxOptions { TaskDuration = TimeSpan.Zero }, TimeProvider.System).HandleAsync(message, TestContext.Current.CancellationToken);
        return response.IsSuccessStatusCode;
    }

    [Fact]
    public void An_aspect_ratio_that_a_first_frame_overrides_causes_a_warning()
    {
        var request = Cat with { Model = "wan2.7-r2v", ReferenceImage = [Png], AspectRatio = "1:1" };
        Assert.Empty(DashScope.Prepare(request).Warnings);
        Assert.Equal("-AspectRatio has no effect with -Image for wan2.7-r2v at DashScope.", Assert.Single(DashScope.Prepare(request with { Image = [Png] }).Warnings));
    }

    /// <summary>Provider, family, request, the model that the inputs select.</summary>
    public static TheoryData<string, string?, VideoRequest, string> Selections => new()
    {
        { "DashScope", null, Cat, "wan2.6-t2v" },
        { "DashScope", null, Cat with { Image = [Png], Audio = Mp3 }, "wan2.6-i2v-flash" },
        { "DashScope", null, Cat with { ReferenceImage = [Png] }, "wan2.6-r2v-flash" },
        { "DashScope", "wan2.6", Cat with { Image = [Png] }, "wan2.6-i2v-flash" },
        { "DashScope", "wan2.7", Cat with { Audio = Mp3 }, "wan2.7-t2v" },
        { "DashScope", "WAN2.7", Cat with { Image = [Png] }, "wan2.7-i2v" },
        { "DashScope", "wan2.7", Cat with { Image = [Png], ReferenceImage = [Png] }, "wan2.7-r2v" },
        { "DashScope", "wan2.7", Cat with { ReferenceImage = [Png] }, "wan2.7-r2v" },
        { "DashScope", "wan2.7", Cat with { Video = Mp4 }, "wan2.7-videoedit" },
        { "DashScope", "wan2.7", Cat with { Video = Mp4, ReferenceImage = [Png] }, "wan2.7-videoedit" },
        { "DashScope", "wan2.7", Cat with { Video = Mp4, LastFrame = Png }, "wan2.7-i2v" },
        { "DashScope", "wan3.0", Cat with { Video = Mp4 }, "wan3.0-video" },
        { "DashScope", "wan2.5", Cat with { Image = [Png] }, "wan2.5-i2v-preview" },
        { "fal", null, Cat, "alibaba/wan-3.0/text-to-video" },
        { "fal", null, Cat with { Image = [Png], LastFrame = Png }, "alibaba/wan-3.0/image-to-video" },
        { "fal", null, Cat with { Video = Mp4 }, "alibaba/wan-3.0/reference-to-video" },
        { "fal", "wan3.0", Cat with { ReferenceAudio = [Mp3] }, "alibaba/wan-3.0/reference-to-video" },
        { "fal", "wan3.0-prime", Cat with { Image = [Png] }, "alibaba/wan-3.0-prime/image-to-video" },
        { "fal", "wan2.7", Cat, "fal-ai/wan/v2.7/text-to-video" },
        { "fal", "wan2.7", Cat with { Image = [Png] }, "fal-ai/wan/v2.7/image-to-video" },
        { "fal", "wan2.7", Cat with { Video = Mp4, ReferenceImage = [Png] }, "fal-ai/wan/v2.7/edit-video" },
        { "fal", "wan2.7", Cat with { Video = Mp4, LastFrame = Png }, "fal-ai/wan/v2.7/image-to-video" },
        { "fal", "wan2.7", Cat with { ReferenceVideo = [Mp4] }, "fal-ai/wan/v2.7/reference-to-video" },
        { "EvoLink", "wan2.7", Cat with { Video = Mp4 }, "wan2.7-video-edit" },
        { "EvoLink", "wan2.7", Cat with { Video = Mp4, LastFrame = Png }, "wan2.7-image-to-video" },
        { "EvoLink", "wan3.0", Cat with { ReferenceAudio = [Mp3] }, "wan3.0-reference-video" },
        { "EvoLink", "wan3.0-prime", Cat with { Image = [Png], LastFrame = Png }, "wan3.0-prime-image-to-video" },
    };

    [Theory]
    [MemberData(nameof(Selections), DisableDiscoveryEnumeration = true)]
    public void The_inputs_select_a_model_of_the_family(string provider, string? family, VideoRequest request, string model) =>
        Assert.Equal(model, GetCatalog(provider).Prepare(request with { Model = family }).Model.Name);

    /// <summary>Provider, request, error.</summary>
    public static TheoryData<string, VideoRequest, string> Unselectable => new()
    {
        { "DashScope", Cat with { Video = Mp4 }, "No wan2.6 model of DashScope takes -Video. Specify -Model wan2.7, -Model wan3.0 or -Model wan3.0-prime." },
        { "EvoLink", Cat with { Image = [Png], LastFrame = Png }, "No wan2.6 model of EvoLink takes -LastFrame. Specify -Model wan2.7, -Model wan3.0 or -Model wan3.0-prime." },
        { "EvoLink", Cat with { Model = "wan3.0", Image = [Png], ReferenceImage = [Png] }, "-Image and -ReferenceImage cannot be combined. Omit one of them, or specify -Model wan2.7." },
        { "DashScope", Cat with { Model = "wan2.7", Video = Mp4, ReferenceVideo = [Mp4] }, "-Video and -ReferenceVideo cannot be combined. Omit one of them, or specify -Model wan3.0 or -Model wan3.0-prime." },
        { "DashScope", Cat with { Model = "wan2.7", Video = Mp4, Audio = Mp3 }, "-Video and -Audio cannot be combined. Omit one of them." },
    };

    [Theory]
    [MemberData(nameof(Unselectable), DisableDiscoveryEnumeration = true)]
    public void Inputs_that_no_model_of_the_family_takes_are_rejected(string provider, VideoRequest request, string error) =>
        Assert.Equal(error, Assert.Throws<VideoException>(() => GetCatalog(provider).Prepare(request)).Message);

    /// <summary>Provider, request, billable seconds, whether they are an upper bound, description.</summary>
    public static TheoryData<string, VideoRequest, decimal, string> Costs => new()
    {
        { "DashScope", Cat with { Model = "wan2.7-r2v", ReferenceVideo = [Mp4], ReferenceVideoDuration = [4] }, 9, "9 s (5 s of output, 4 s of input)" },
        { "DashScope", Cat with { Model = "wan2.7-r2v", ReferenceVideo = [Mp4] }, 35, "up to 35 s (5 s of output, up to 30 s of input)" },
        { "EvoLink", Cat with { Model = "wan2.7-reference-video", ReferenceImage = [Png] }, 5, "5 s (5 s of output)" },
        { "DashScope", Cat with { Model = "wan2.7-videoedit", Video = Mp4, ReferenceVideoDuration = [5] }, 10, "10 s (5 s of output, 5 s of input)" },
        { "EvoLink", Cat with { Model = "wan2.7-video-edit", Video = Mp4 }, 20, "up to 20 s (up to 10 s of output, up to 10 s of input)" },
        { "DashScope", Cat with { Model = "wan2.7-videoedit", Video = Mp4, ReferenceVideoDuration = [8], Duration = 3, Resolution = "1080p" }, 11, "11 s (3 s of output, 8 s of input; surcharge for 1080p)" },
        { "DashScope", Cat with { Model = "wan2.7-i2v", Video = Mp4, ReferenceVideoDuration = [3], Duration = 15 }, 15, "15 s (15 s of output)" },
        { "DashScope", Cat with { Model = "wan3.0", Resolution = "480p", ReferenceVideo = [Mp4, Mp4], ReferenceVideoDuration = [10, 3], Duration = 17 }, 30, "30 s (17 s of output, 13 s of input)" },
        { "EvoLink", Cat with { Model = "wan3.0", Resolution = "480p", ReferenceVideo = [Mp4, Mp4] }, 20, "up to 20 s (5 s of output, up to 15 s of input)" },
        { "EvoLink", Cat with { Model = "wan3.0", Resolution = "480p", Duration = -1 }, 30, "up to 30 s (up to 30 s of output)" },
        { "DashScope", Cat with { Model = "wan3.0", Resolution = "480p", ReferenceVideo = [Mp4], Duration = -1 }, 30, "up to 30 s (up to 30 s of output, up to 15 s of input)" },
    };

    [Theory]
    [MemberData(nameof(Costs), DisableDiscoveryEnumeration = true)]
    public void Input_and_output_are_billed(string provider, VideoRequest request, decimal seconds, string description)
    {
        var cost = WanVideoCost.Estimate(provider, GetCatalog(provider).Prepare(request));
        Assert.Equal(seconds, cost.BillableSeconds);
        Assert.Equal(description, cost.ToString());
    }

    private static ModelCatalog GetCatalog(string provider) => provider switch { "EvoLink" => EvoLink, "fal" => Fal, _ => DashScope };
}
