using System.Text.Json.Nodes;
using WanVideo.Catalog;

namespace WanVideo.Tests.Catalog;

public sealed class ModelCatalogTests
{
    private static readonly ModelParameter Prompt = new TextParameter(VideoParameters.Prompt, "prompt", MaximumLength: 10) { IsRequired = true };

    [Fact]
    public void A_value_that_is_not_specified_is_replaced_by_the_default()
    {
        var catalog = Create(new NumberParameter<int>(VideoParameters.Duration, "parameters.duration", 2, 8) { Default = 5 });

        Assert.Equal("""{"model":"m","prompt":"A cat","parameters":{"duration":5}}""", Send(catalog, new() { Prompt = "A cat" }));
        Assert.Equal("""{"model":"m","prompt":"A cat","parameters":{"duration":2}}""", Send(catalog, new() { Prompt = "A cat", Duration = 2 }));
        Assert.Equal(5, catalog.Prepare(new() { Prompt = "A cat" }).GetValue(VideoParameters.Duration));
    }

    [Theory]
    [InlineData(0, "the character U+0000")]
    [InlineData(0xD83D, "not valid Unicode text")]
    public void A_text_that_cannot_be_sent_or_recorded_unchanged_is_rejected(int character, string reason)
    {
        var text = $"x{(char)character}y";
        var catalog = Create();
        foreach (var (request, name) in new[] { (new VideoRequest { Prompt = text }, "-Prompt"), (new() { Prompt = "A cat", NegativePrompt = text }, "-NegativePrompt"), (new() { Prompt = "A cat", Model = text }, "-Model") })
        {
            var exception = Assert.Throws<VideoException>(() => catalog.Prepare(request, skipValidation: true));
            Assert.Equal(VideoErrorKind.InvalidParameter, exception.Error.Kind);
            Assert.StartsWith($"{name} contains", exception.Message, StringComparison.Ordinal);
            Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_number_without_a_default_is_not_sent_unless_it_is_specified()
    {
        var catalog = Create(new NumberParameter<int>(VideoParameters.Seed, "seed", 0, int.MaxValue));

        Assert.Equal("""{"model":"m","prompt":"A cat"}""", Send(catalog, new() { Prompt = "A cat" }));
        Assert.Equal("""{"model":"m","prompt":"A cat","seed":0}""", Send(catalog, new() { Prompt = "A cat", Seed = 0 }));
    }

    [Theory]
    [InlineData(true, "true", "false")]
    [InlineData(false, "false", "true")]
    public void A_switch_is_always_sent(bool valueIfSet, string expectedIfSet, string expectedByDefault)
    {
        var catalog = Create(new FlagParameter(VideoParameters.Watermark, "mark", valueIfSet));

        Assert.Equal($$"""{"model":"m","prompt":"A cat","mark":{{expectedIfSet}}}""", Send(catalog, new() { Prompt = "A cat", Watermark = true }));
        Assert.Equal($$"""{"model":"m","prompt":"A cat","mark":{{expectedByDefault}}}""", Send(catalog, new() { Prompt = "A cat" }));
    }

    [Fact]
    public void All_validation_errors_are_in_one_message()
    {
        var catalog = Create(new NumberParameter<int>(VideoParameters.Duration, "duration", 2, 8) { Unit = "seconds" });

        AssertInvalid(
            catalog,
            new() { Prompt = "A cat that is too long", Duration = 9, Seed = 1 },
            "-Prompt has 22 characters; m at P takes 1 to 10 characters. -Duration is 9; m at P takes 2 to 8 seconds. -Seed is not supported by m at P, which takes -Prompt or -Duration.");
        AssertInvalid(catalog, new(), "-Prompt is missing; m at P takes 1 to 10 characters.");
    }

    [Fact]
    public void SkipValidation_accepts_values_outside_the_limits_but_no_unsupported_parameters()
    {
        var catalog = Create(new NumberParameter<int>(VideoParameters.Duration, "duration", 2, 8));

        Assert.Equal("""{"model":"m","duration":99}""", catalog.Prepare(new() { Duration = 99 }, skipValidation: true).Body.ToJsonString());
        Assert.Throws<VideoException>(() => catalog.Prepare(new() { Seed = 1 }, skipValidation: true));
    }

    [Fact]
    public void A_model_that_is_not_in_the_catalog_gets_no_defaults()
    {
        var catalog = Create(new NumberParameter<int>(VideoParameters.Duration, "length", 2, 8) { Default = 5 }, new FlagParameter(VideoParameters.NoSound, "audio", ValueIfSet: false));

        Assert.Equal("""{"model":"new","prompt":"A cat"}""", catalog.Prepare(new() { Model = "new", Prompt = "A cat" }, skipValidation: true).Body.ToJsonString());
        Assert.Equal(
            """{"model":"new","length":99,"audio":false}""",
            catalog.Prepare(new() { Model = "new", Duration = 99, NoSound = true }, skipValidation: true).Body.ToJsonString());
    }

    [Fact]
    public void A_provider_specific_field_is_validated_and_has_a_default()
    {
        var catalog = Create(new ProviderSpecificParameter("metadata.motion", ProviderSpecificType.Number) { Minimum = 0, Maximum = 1, Default = JsonValue.Create(0.5) });

        Assert.Equal("""{"model":"m","prompt":"A cat","metadata":{"motion":0.5}}""", Send(catalog, new() { Prompt = "A cat" }));
        Assert.Equal("""{"model":"m","prompt":"A cat","metadata":{"motion":0.7}}""", Send(catalog, new() { Prompt = "A cat", AdditionalProperty = Motion(0.7) }));
        AssertInvalid(catalog, new() { Prompt = "A cat", AdditionalProperty = Motion(2) }, "-AdditionalProperty.metadata.motion is 2; m at P takes 0 to 1.");

        static JsonObject Motion(double value) => new() { ["metadata"] = new JsonObject { ["motion"] = value } };
    }

    [Fact]
    public void A_size_is_sent_as_resolution_and_aspect_ratio_where_the_provider_has_these_fields()
    {
        var catalog = Create(
            new SizeParameter(WireName: null),
            new ChoiceParameter(VideoParameters.Resolution, "quality", ["720p", "1080p"]) { Default = "720p" },
            new ChoiceParameter(VideoParameters.AspectRatio, "ratio", ["16:9", "9:16"]));

        Assert.Equal("""{"model":"m","prompt":"A cat","quality":"1080p","ratio":"9:16"}""", Send(catalog, new() { Prompt = "A cat", Size = "1080x1920" }));
        AssertInvalid(catalog, new() { Prompt = "A cat", Size = "1280x720", Resolution = "1080p" }, "-Size 1280x720 is 720p, but -Resolution is 1080p. Omit one of them.");
    }

    [Fact]
    public void Resolution_and_aspect_ratio_are_sent_as_a_size_where_the_provider_has_that_field()
    {
        var catalog = Create(
            new SizeParameter("size"),
            new ChoiceParameter(VideoParameters.Resolution, WireName: null, ["720p", "1080p"]) { Default = "720p" },
            new ChoiceParameter(VideoParameters.AspectRatio, WireName: null, ["16:9", "9:16"]));

        Assert.Equal("""{"model":"m","prompt":"A cat","size":"720*1280"}""", Send(catalog, new() { Prompt = "A cat", AspectRatio = "9:16" }));
        Assert.Equal("""{"model":"m","prompt":"A cat","size":"1280*720"}""", Send(catalog, new() { Prompt = "A cat" }));
    }

    private static ModelCatalog Create(params ModelParameter[] parameters) => new("P", [new VideoModel("m", VideoKind.TextToVideo, [Prompt, .. parameters])]);

    private static string Send(ModelCatalog catalog, VideoRequest request) => catalog.Prepare(request).Body.ToJsonString();

    private static void AssertInvalid(ModelCatalog catalog, VideoRequest request, string message) =>
        Assert.Equal(message, Assert.Throws<VideoException>(() => catalog.Prepare(request)).Message);
}
