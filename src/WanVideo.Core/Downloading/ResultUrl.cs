using System.Text;
using System.Text.RegularExpressions;

namespace WanVideo.Downloading;

/// <summary>
/// URLs of results. They are signed, so a server may reject one that is written differently: <see cref="Uri"/> would send <c>%7E</c> as <c>~</c>.
/// </summary>
public static partial class ResultUrl
{
    private const string Mask = "***";

    // Shorter values of query parameters, such as a number or a flag, are not secret.
    private const int MinSecretLength = 8;

    private static readonly UriCreationOptions AsGiven = new() { DangerousDisablePathAndQueryCanonicalization = true };

    /// <summary>
    /// Parses an absolute http or https URL whose path and query are sent as given. Only spaces, control characters and characters beyond ASCII are
    /// percent-encoded, since a request cannot contain them. The fragment is removed. Null for any other text, and for control characters before the path.
    /// </summary>
    /// <param name="text">The text.</param>
    public static Uri? Parse(string? text) =>
        text is not null && Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
        && ToRequestable(text.Trim().Split('#')[0]) is var requestable && !requestable.Any(ControlCharacters.Contains)
        && Uri.TryCreate(requestable, AsGiven, out url)
            ? url
            : null;

    /// <summary>The target of a redirect. A relative one continues the URL that was requested (RFC 3986, 5.2).</summary>
    /// <param name="from">The URL that was requested.</param>
    /// <param name="location">The Location of the response.</param>
    /// <returns>The URL, of any scheme; null if it is invalid.</returns>
    public static Uri? Resolve(Uri from, Uri location)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(location);

        // On Unix, Uri regards a path as an absolute file URL.
        var text = location.OriginalString;
        Uri? resolved = null;
        return Parse(text switch
        {
            ['/', '/', ..] => $"{from.Scheme}:{text}",
            ['/', ..] => from.GetLeftPart(UriPartial.Authority) + text,
            ['?', ..] => from.GetLeftPart(UriPartial.Path) + text,
            _ when location.IsAbsoluteUri => text,
            _ => Uri.TryCreate(new Uri(from.OriginalString), location, out resolved) ? resolved.AbsoluteUri : null,
        }) ?? (location.IsAbsoluteUri ? location : resolved);
    }

    /// <summary>A URL for texts: without its query, which contains the signature, and without user information.</summary>
    /// <param name="url">The URL.</param>
    public static string RemoveSignature(Uri url)
    {
        ArgumentNullException.ThrowIfNull(url);
        return ControlCharacters.Replace(url.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped) + url.AbsolutePath);
    }

    /// <summary>Removes the queries and user information of all URLs in a text, and the values of the queries of these URLs wherever they occur.</summary>
    /// <param name="text">A text of a server.</param>
    /// <param name="urls">The URLs that were requested from it.</param>
    public static string RedactSignatures(string text, params ReadOnlySpan<Uri?> urls)
    {
        ArgumentNullException.ThrowIfNull(text);
        foreach (var url in urls)
        {
            foreach (var parameter in url?.Query.TrimStart('?').Split('&') ?? [])
            {
                var value = parameter[(parameter.IndexOf('=', StringComparison.Ordinal) + 1)..];
                foreach (var form in new[] { value, Uri.UnescapeDataString(value) }.Where(form => form.Length >= MinSecretLength))
                {
                    text = text.Replace(form, Mask, StringComparison.OrdinalIgnoreCase);
                }
            }
        }

        return Query().Replace(RemoveUserInformation(text), "$1");
    }

    /// <summary>Removes users and passwords from all URLs in a text.</summary>
    /// <param name="text">The text.</param>
    public static string RemoveUserInformation(string text) => UserInformation().Replace(text, "://");

    // A request needs a path, and cannot contain spaces, control characters and characters beyond ASCII.
    private static string ToRequestable(string text)
    {
        // The name of the host has its own encoding.
        var pathStart = text.IndexOfAny(['/', '?'], text.IndexOf("://", StringComparison.Ordinal) + 3);
        (text, pathStart) = pathStart < 0 ? (text + '/', text.Length) : text[pathStart] == '?' ? (text.Insert(pathStart, "/"), pathStart) : (text, pathStart);
        if (!text.AsSpan(pathStart).ContainsAnyExceptInRange('!', '~'))
        {
            return text;
        }

        var result = new StringBuilder(text.Length * 2);
        for (var i = 0; i < text.Length; i++)
        {
            if (i < pathStart || text[i] is >= '!' and <= '~')
            {
                result.Append(text[i]);
                continue;
            }

            var isPair = i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]);
            result.Append(Uri.EscapeDataString(text.AsSpan(i, isPair ? 2 : 1)));
            i += isPair ? 1 : 0;
        }

        return result.ToString();
    }

    [GeneratedRegex(@"(https?://[^\s""'<>?]*)\?[^\s""'<>]*", RegexOptions.IgnoreCase)]
    private static partial Regex Query();

    [GeneratedRegex(@"://[^\s/?#""'<>]*@")]
    private static partial Regex UserInformation();
}
