using System.Text.Json.Nodes;
using WanVideo.Catalog;

namespace WanVideo.Tests.Catalog;

/// <summary><c>-AdditionalProperty</c> adds fields to the body and overwrites none that a parameter sets, because that would change the price.</summary>
public sealed class RequestBodyTests
{
    private static readonly ModelCatalog Catalog = new("P",
    [
        new VideoModel("m", VideoKind.TextToVideo,
        [
            new TextParameter(VideoParameters.Prompt, "input.prompt"),
            new NumberParameter<int>(VideoParameters.Duration, "parameters.duration", 2, 8) { Default = 5 },
        ])
        { Constants = new Dictionary<string, JsonValue> { ["async"] = JsonValue.Create(true) } },
    ]);

    [Theory]
    [InlineData("""{"model":"other"}""", "model")]
    [InlineData("""{"async":false}""", "async")]
    [InlineData("""{"parameters":{"duration":15}}""", "parameters.duration")]
    [InlineData("""{"parameters":{"seed":1,"duration":15}}""", "parameters.duration")]
    [InlineData("""{"parameters":15}""", "parameters")]
    public void A_field_that_a_parameter_sets_is_not_overwritten_at_any_depth(string additional, string field)
    {
        var exception = Assert.Throws<VideoException>(() => Prepare(additional));

        Assert.Equal(VideoErrorKind.InvalidParameter, exception.Error.Kind);
        Assert.StartsWith($"-AdditionalProperty has '{field}'", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"extra":{"a":[1,null]}}""", """{"model":"m","async":true,"input":{"prompt":"A cat"},"parameters":{"duration":5},"extra":{"a":[1,null]}}""")]
    [InlineData("""{"parameters":{"style":null}}""", """{"model":"m","async":true,"input":{"prompt":"A cat"},"parameters":{"duration":5,"style":null}}""")]
    public void Other_fields_are_added_at_any_depth(string additional, string expected) => Assert.Equal(expected, Prepare(additional).Body.ToJsonString());

    private static PreparedRequest Prepare(string additional) =>
        Catalog.Prepare(new VideoRequest { Prompt = "A cat", AdditionalProperty = JsonNode.Parse(additional)!.AsObject() });
}
