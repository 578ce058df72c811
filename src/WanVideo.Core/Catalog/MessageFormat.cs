namespace WanVideo.Catalog;

/// <summary>Formats lists and URLs in messages.</summary>
internal static class MessageFormat
{
    /// <summary><c>a, b or c</c>.</summary>
    public static string JoinWithOr(IEnumerable<string> items) => Join(items, "or");

    /// <summary><c>a, b and c</c>.</summary>
    public static string JoinWithAnd(IEnumerable<string> items) => Join(items, "and");

    /// <summary>A URL without its query, which may contain a signature, cut to 200 characters: a data URL contains an image.</summary>
    public static string RemoveQuery(string url)
    {
        const int MaxLength = 200;
        var queryStart = url.IndexOfAny(['?', '#']);
        var length = Math.Min(queryStart < 0 ? url.Length : queryStart, MaxLength);
        return url[..length] + (length == url.Length ? "" : length == queryStart ? "?…" : "…");
    }

    private static string Join(IEnumerable<string> items, string conjunction)
    {
        var all = items.ToArray();
        return all is [.. var head, var last] && head.Length > 0 ? $"{string.Join(", ", head)} {conjunction} {last}" : string.Concat(all);
    }
}
