using System.Collections;
using System.Collections.ObjectModel;
using System.Collections.Specialized;
using System.Data;
using System.Globalization;
using System.Management.Automation;
using WanVideo.Binding;

namespace WanVideo.Tests.Binding;

public sealed class InputRowTests
{
    [Fact]
    public void The_columns_of_a_dictionary_are_its_entries() =>
        Assert.Equal([new("Prompt", "A cat"), new("Scene", 2)], InputColumns.Read(new OrderedDictionary { ["Prompt"] = "A cat", ["Scene"] = 2 }));

    [Fact]
    public void The_columns_of_a_generic_dictionary_are_its_entries()
    {
        Assert.Equal([new("Prompt", "A cat"), new("Scene", 2)], InputColumns.Read(new Dictionary<string, object> { ["Prompt"] = "A cat", ["Scene"] = 2 }));
        Assert.Equal([new("Prompt", "A cat")], InputColumns.Read(new OrderedDictionary<string, string> { ["Prompt"] = "A cat" }));
        Assert.Equal([new("Prompt", "A cat")], InputColumns.Read(new ReadOnlyDictionary<string, object>(new Dictionary<string, object> { ["Prompt"] = "A cat" })));
    }

    [Fact]
    public void The_columns_of_a_data_row_are_those_of_its_table_and_DBNull_is_no_value()
    {
        using var table = new DataTable { Locale = CultureInfo.InvariantCulture };
        table.Columns.Add("Prompt");
        table.Columns.Add("Duration");
        table.Rows.Add("A cat", DBNull.Value);
        Assert.Equal([new("Prompt", "A cat"), new("Duration", null)], InputColumns.Read(PSObject.AsPSObject(table.Rows[0])));
    }

    [Fact]
    public void The_columns_of_an_object_are_its_properties() =>
        Assert.Equal([new("Prompt", "A cat"), new("Scene", 2)], InputColumns.Read(PSObject.AsPSObject(new Shot("A cat", 2))));

    [Theory]
    [InlineData("A cat")]
    [InlineData(42)]
    public void Text_and_numbers_have_no_columns(object value) => Assert.Empty(InputColumns.Read(PSObject.AsPSObject(value)));

    [Fact]
    public void A_row_is_JSON_in_the_order_of_its_columns()
    {
        var nested = new PSObject();
        nested.Properties.Add(new PSNoteProperty("b", new object[] { 1, true, null! }));
        var json = RowJson.Create(
            [new("Text", "a"), new("Number", 1.5m), new("Time", new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero)), new("Span", TimeSpan.FromSeconds(90)), new("Empty", null), new("Nested", nested), new("Other", new Version(1, 2))],
            out var omitted);
        Assert.Equal("""{"Text":"a","Number":1.5,"Time":"2026-01-02T03:04:05.0000000+00:00","Span":90,"Empty":null,"Nested":{"b":[1,true,null]},"Other":"1.2"}""", json!.Replace("\\u002B", "+", StringComparison.Ordinal));
        Assert.Empty(omitted);
    }

    [Fact]
    public void A_row_is_nested_up_to_three_levels()
    {
        var cycle = new Hashtable();
        cycle["a"] = cycle;
        Assert.Equal("""{"a":{"a":{"a":"System.Collections.Hashtable"}}}""", RowJson.Create([new("a", cycle)], out _));
    }

    [Fact]
    public void Columns_beyond_the_limit_are_left_out()
    {
        var json = RowJson.Create([new("A", "a"), new("Long", new string('x', InputRow.MaxBytes)), new("B", "b")], out var omitted);
        Assert.Equal("""{"A":"a","B":"b"}""", json);
        Assert.Equal(["Long"], omitted);
    }

    [Fact]
    public void A_row_keeps_the_digest_of_inline_data()
    {
        var json = RowJson.Create([new("Image", "data:image/png;base64," + new string('A', 100_000))], out var omitted);
        Assert.Contains("data:image/png;base64", json!, StringComparison.Ordinal);
        Assert.DoesNotContain("AAAA", json!, StringComparison.Ordinal);
        Assert.Empty(omitted);
    }

    private sealed record Shot(string Prompt, int Scene);
}
