namespace WanVideo.Catalog;

/// <summary>How lists and addresses are put into sentences.</summary>
internal static class MessageFormat
{
    /// <summary><c>a, b or c</c>.</summary>
    public static string Either(IEnumerable<string> words) => Listed(words, "or");

    /// <summary><c>a, b and c</c>.</summary>
    public static string Both(IEnumerable<string> words) => Listed(words, "and");

    /// <summary>An address without what may be a signature, and no longer than a sentence bears: one may hold a whole image.</summary>
    public static string WithoutQuery(string address)
    {
        const int Longest = 200;
        var end = address.IndexOfAny(['?', '#']);
        var kept = Math.Min(end < 0 ? address.Length : end, Longest);
        return address[..kept] + (kept == address.Length ? "" : kept == end ? "?…" : "…");
    }

    private static string Listed(IEnumerable<string> words, string link)
    {
        var all = words.ToArray();
        return all is [.. var head, var last] && head.Length > 0 ? $"{string.Join(", ", head)} {link} {last}" : string.Concat(all);
    }
}
