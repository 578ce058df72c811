namespace WanVideo.Catalog;

/// <summary>How lists and addresses are put into sentences.</summary>
internal static class Wording
{
    /// <summary><c>a, b or c</c>.</summary>
    public static string Either(IEnumerable<string> words) => Listed(words, "or");

    /// <summary><c>a, b and c</c>.</summary>
    public static string Both(IEnumerable<string> words) => Listed(words, "and");

    /// <summary>An address without what may be a signature.</summary>
    public static string WithoutQuery(string address) =>
        address.IndexOfAny(['?', '#']) is var end and >= 0 ? address[..end] + "?…" : address;

    private static string Listed(IEnumerable<string> words, string link)
    {
        var all = words.ToArray();
        return all is [.. var head, var last] && head.Length > 0 ? $"{string.Join(", ", head)} {link} {last}" : string.Concat(all);
    }
}
