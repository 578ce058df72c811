using System.Collections.Frozen;

namespace WanVideo.Providers;

/// <summary>What a gateway's words for errors mean: its codes first, then its types. In whatever case, and with or without underscores.</summary>
internal sealed class ErrorCodeMap(params IEnumerable<(VideoErrorKind Kind, string[] Words)> rows)
{
    private readonly FrozenDictionary<string, VideoErrorKind> kinds = rows
        .SelectMany(row => row.Words, (row, word) => KeyValuePair.Create(Bare(word), row.Kind))
        .ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The kind of the first word that is known.</summary>
    /// <param name="otherwise">The kind if none is.</param>
    /// <param name="words">The gateway's words, the one that counts most first.</param>
    public VideoErrorKind KindOf(VideoErrorKind otherwise, params ReadOnlySpan<string?> words)
    {
        foreach (var word in words)
        {
            // A word may be narrowed by another after a dot: Throttling.RateQuota is a Throttling.
            for (var part = word; part is { Length: > 0 }; part = part.LastIndexOf('.') is > 0 and var dot ? part[..dot] : null)
            {
                if (kinds.TryGetValue(Bare(part), out var kind))
                {
                    return kind;
                }
            }
        }

        return otherwise;
    }

    private static string Bare(string word) => word.Replace("_", "", StringComparison.Ordinal);
}
