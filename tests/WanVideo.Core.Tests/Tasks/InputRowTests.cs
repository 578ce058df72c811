namespace WanVideo.Tests.Tasks;

public sealed class InputRowTests
{
    [Fact]
    public void A_row_keeps_the_order_and_the_types_of_its_columns_and_ignores_the_case_of_their_names()
    {
        var row = InputRow.Parse("""{"Scene":"7","Take":2,"Rate":0.5,"Final":true,"Note":null,"Tags":["a","b"],"Place":{"City":"Rome"}}""")!;

        Assert.Equal(["Scene", "Take", "Rate", "Final", "Note", "Tags", "Place"], row.Keys.Cast<string>());
        Assert.Equal(["7", 2L, 0.5, true, null], new[] { row["scene"], row["Take"], row["Rate"], row["Final"], row["Note"] });
        Assert.Equal(["a", "b"], Assert.IsType<object?[]>(row["Tags"]));
        Assert.Equal("Rome", Assert.IsAssignableFrom<System.Collections.IDictionary>(row["Place"])["city"]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[1]")]
    [InlineData("\"text\"")]
    public void Text_that_is_not_a_JSON_object_is_no_row(string? json) => Assert.Null(InputRow.Parse(json));
}
