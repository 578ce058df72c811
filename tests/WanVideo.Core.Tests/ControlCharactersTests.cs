namespace WanVideo.Tests;

/// <summary>Texts from outside cannot control a terminal.</summary>
public sealed class ControlCharactersTests
{
    [Theory]
    [InlineData("a\u001b[31mb", "a\uFFFD[31mb")]
    [InlineData("a\u0000\u007f\u0085\u009bb", "a\uFFFD\uFFFD\uFFFD\uFFFDb")]
    [InlineData("a\u202Eb\u2066c\u200Fd\u061Ce\u2028f", "a\uFFFDb\uFFFDc\uFFFDd\uFFFDe\uFFFDf")]
    [InlineData("\ud83d\udc31 é 猫 \u200d", "\ud83d\udc31 é 猫 \u200d")]
    public void Control_and_direction_characters_are_replaced(string text, string expected) =>
        Assert.Equal(expected, ControlCharacters.Replace(text));

    // Not in an attribute, which cannot contain them.
    [Fact]
    public void Surrogates_without_their_other_half_are_replaced() => Assert.Equal("a\uFFFDb\uFFFD", ControlCharacters.Replace("a\ud83db\udc31"));
}
