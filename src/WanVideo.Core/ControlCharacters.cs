namespace WanVideo;

/// <summary>Characters that can change how a terminal or a file manager displays the text around them.</summary>
public static class ControlCharacters
{
    private const char Replacement = '\uFFFD';

    /// <summary>Whether a character is a control character (C0, C1), a line or paragraph separator, or controls the direction of text.</summary>
    /// <param name="character">The character.</param>
    public static bool Contains(char character) => char.IsControl(character)
        || character is '\u061C' or '\u200E' or '\u200F' or (>= '\u2028' and <= '\u202E') or (>= '\u2066' and <= '\u2069');

    /// <summary>Replaces these characters, and surrogates without their other half, with U+FFFD.</summary>
    /// <param name="text">The text.</param>
    public static string Replace(string text) => Replace(text, Replacement);

    /// <summary>Replaces these characters, and surrogates without their other half.</summary>
    /// <param name="text">The text.</param>
    /// <param name="replacement">The character in their place.</param>
    internal static string Replace(string text, char replacement)
    {
        ArgumentNullException.ThrowIfNull(text);
        return !text.Any(character => Contains(character) || char.IsSurrogate(character)) ? text : string.Create(text.Length, (text, replacement), static (result, state) =>
        {
            for (var i = 0; i < result.Length; i++)
            {
                var isPair = i + 1 < result.Length && char.IsSurrogatePair(state.text[i], state.text[i + 1]);
                if (isPair)
                {
                    (result[i], result[i + 1]) = (state.text[i], state.text[i + 1]);
                    i++;
                }
                else
                {
                    result[i] = Contains(state.text[i]) || char.IsSurrogate(state.text[i]) ? state.replacement : state.text[i];
                }
            }
        });
    }
}
