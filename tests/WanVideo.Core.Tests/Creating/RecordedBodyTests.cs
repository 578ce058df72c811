using System.Text.Json.Nodes;
using WanVideo.Creating;

namespace WanVideo.Tests.Creating;

public sealed class RecordedBodyTests
{
    [Fact]
    public void Inline_data_is_replaced_at_any_depth_by_its_type_length_and_digest()
    {
        var body = JsonNode.Parse("""{"prompt":"A cat","image":"data:image/png;base64,AAAA","input":{"media":[{"url":"DATA:image/png;base64,AAAA"},"data:,x"]}}""")!.AsObject();
        const string Digest = "63c1dd951ffedf6f7fd968ad4efa39b8ed584f162f46e715114ee184f8de9201";
        var recorded = JsonNode.Parse(RecordedBody.Create(body))!;

        Assert.Equal($"data:image/png;base64,sha256={Digest};length=4", (string?)recorded["image"]);
        Assert.Equal($"DATA:image/png;base64,sha256={Digest};length=4", (string?)recorded["input"]!["media"]![0]!["url"]);
        Assert.StartsWith("data:,sha256=", (string?)recorded["input"]!["media"]![1], StringComparison.Ordinal);
        Assert.Equal("data:image/png;base64,AAAA", (string?)body["image"]);
    }

    [Fact]
    public void Other_values_are_recorded_as_they_are_sent()
    {
        const string Body = """{"prompt":"data: a word","image":"https://example.com/a.png?sig=1","n":null,"list":[1,2.5,true,null,[]],"o":{}}""";
        Assert.Equal(Body, RecordedBody.Create(JsonNode.Parse(Body)!.AsObject()));
    }
}
