using System.Net.Http.Headers;
using System.Text;
using System.Text.Unicode;

namespace WanVideo.Providers.Http;

/// <summary>Converts text from outside to UTF-8 without a byte order mark: bodies of responses, callbacks and schema files.</summary>
internal static class TextDecoder
{
    // The longest first: the mark of UTF-32 begins with that of UTF-16.
    private static readonly Encoding[] MarkedEncodings = [Encoding.UTF32, Encoding.UTF8, Encoding.Unicode, Encoding.BigEndianUnicode];

    /// <summary>Converts text; the same array if it is valid. Invalid sequences become U+FFFD.</summary>
    /// <param name="text">The bytes.</param>
    /// <param name="contentType">The media type with its charset; null if there is none.</param>
    public static byte[] ToUtf8(byte[] text, MediaTypeHeaderValue? contentType = null)
    {
        foreach (var marked in MarkedEncodings)
        {
            if (text.AsSpan().StartsWith(marked.Preamble))
            {
                return Convert(text.AsSpan(marked.Preamble.Length), marked);
            }
        }

        // JSON begins with an ASCII character, so the position of the zero byte identifies UTF-16 (RFC 4627, section 3).
        return text switch
        {
            [0, not 0, ..] => Convert(text, Encoding.BigEndianUnicode),
            [not 0, 0, ..] => Convert(text, Encoding.Unicode),
            _ when Utf8.IsValid(text) => text,
            _ => Convert(text, GetEncoding(contentType?.CharSet)),
        };
    }

    private static byte[] Convert(ReadOnlySpan<byte> text, Encoding encoding) => Encoding.UTF8.GetBytes(encoding.GetString(text));

    private static Encoding GetEncoding(string? charset)
    {
        try
        {
            return charset is null ? Encoding.UTF8 : Encoding.GetEncoding(charset.Trim('"'));
        }
        catch (ArgumentException)
        {
            return Encoding.UTF8;
        }
    }
}
