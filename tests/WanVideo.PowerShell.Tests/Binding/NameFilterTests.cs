using WanVideo.Binding;

namespace WanVideo.Tests.Binding;

public sealed class NameFilterTests
{
    [Fact]
    public void Without_names_everything_matches()
    {
        var filter = new NameFilter([]);
        Assert.True(filter.IsMatch("a"));
        Assert.True(filter.IsMatch(null));
    }

    [Fact]
    public void Names_ignore_case_and_can_have_wildcards()
    {
        var filter = new NameFilter(["shot-1", "take*"]);
        Assert.True(filter.IsMatch("SHOT-1"));
        Assert.True(filter.IsMatch("take 5"));
        Assert.False(filter.IsMatch("shot-12"));
        Assert.False(filter.IsMatch(null));
    }

    [Fact]
    public void A_name_with_brackets_can_be_meant_literally() => Assert.True(new NameFilter(["shot[1]"]).IsMatch("shot[1]"));

    [Fact]
    public void An_invalid_pattern_is_a_name()
    {
        var filter = new NameFilter(["["]);
        Assert.False(filter.IsMatch("a"));
        Assert.Equal(["["], filter.Unmatched);
    }

    [Fact]
    public void Only_names_without_wildcards_can_be_missing()
    {
        var filter = new NameFilter(["a", "b", "c*"]);
        filter.IsMatch("B");
        Assert.Equal(["a"], filter.Unmatched);
    }
}
