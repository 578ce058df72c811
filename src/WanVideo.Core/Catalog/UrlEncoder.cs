using System.Text;

namespace WanVideo.Catalog;

/// <summary>Writes the URLs of a create request. Gateways reject URLs with spaces or other letters.</summary>
internal static class UrlEncoder
{
    /// <summary>
    /// Percent-encodes the characters of an http or https URL that are not allowed in one (RFC 3986), and removes line breaks from the base64 of a data URL. What is
    /// percent-encoded already is not encoded again.
    /// </summary>
    public static string Encode(string url)
    {
        url = url.Trim();
        if (url.StartsWith("data:", StringComparison.OrdinalIgnoreCase))
        {
            return url.Any(char.IsWhiteSpace) ? string.Concat(url.Where(character => !char.IsWhiteSpace(character))) : url;
        }

        if (!url.StartsWith("http", StringComparison.OrdinalIgnoreCase) || !Uri.TryCreate(url, UriKind.Absolute, out var uri))
        {
            return url;
        }

        var pathStart = url.IndexOfAny(['/', '?', '#'], url.IndexOf("://", StringComparison.Ordinal) + 3);
        var authority = pathStart < 0 ? url : url[..pathStart];
        var result = new StringBuilder(authority.All(char.IsAscii) ? authority : $"{uri.Scheme}://{uri.IdnHost}{(uri.IsDefaultPort ? "" : FormattableString.Invariant($":{uri.Port}"))}");
        for (var index = pathStart < 0 ? url.Length : pathStart; index < url.Length; index++)
        {
            var character = url[index];
            if (character is '%' ? index + 2 < url.Length && char.IsAsciiHexDigit(url[index + 1]) && char.IsAsciiHexDigit(url[index + 2]) : IsAllowed(character))
            {
                result.Append(character);
                continue;
            }

            var length = char.IsSurrogatePair(url, index) ? 2 : 1;
            result.Append(Uri.EscapeDataString(url.AsSpan(index, length)));
            index += length - 1;
        }

        return result.ToString();
    }

    private static bool IsAllowed(char character) => char.IsAscii(character) && !char.IsControl(character) && character is not (' ' or '"' or '<' or '>' or '\\' or '^' or '`' or '{' or '|' or '}');
}
