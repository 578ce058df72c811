namespace WanVideo.Catalog;

/// <summary>How lists and addresses are put into sentences.</summary>
internal static class Wording
{
    /// <summary><c>a, b or c</c>.</summary>
    public static string Either(IEnumerable<string> words)
    {
        var all = words.ToArray();
        return all is [.. var head, var last] && head.Length > 0 ? $"{string.Join(", ", head)} or {last}" : string.Concat(all);
    }

    /// <summary>An address without what may be a signature.</summary>
    public static string WithoutQuery(string address) =>
        address.IndexOfAny(['?', '#']) is var end and >= 0 ? address[..end] + "?…" : address;
}
