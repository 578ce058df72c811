using System.Collections.Frozen;

namespace WanVideo.Providers;

/// <summary>Maps a gateway's error codes and types to <see cref="VideoErrorKind"/>. Case and underscores are ignored.</summary>
internal sealed class ErrorCodeMap(params IEnumerable<(VideoErrorKind Kind, string[] Codes)> rows)
{
    // In characters. Longer than any documented code. The time to search a code grows with the number of its dots.
    private const int MaxCodeLength = 200;

    private readonly FrozenDictionary<string, VideoErrorKind> kinds = rows
        .SelectMany(row => row.Codes, (row, code) => KeyValuePair.Create(RemoveUnderscores(code), row.Kind))
        .ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The codes without underscores.</summary>
    public IEnumerable<string> Codes => kinds.Keys;

    /// <summary>Gets the kind of the first known code.</summary>
    /// <param name="defaultKind">The kind if no code is known.</param>
    /// <param name="codes">The gateway's codes, the most specific first.</param>
    public VideoErrorKind GetKind(VideoErrorKind defaultKind, params ReadOnlySpan<string?> codes)
    {
        foreach (var code in codes)
        {
            if (code?.Length > MaxCodeLength)
            {
                continue;
            }

            // A suffix after a dot narrows a code: Throttling.RateQuota is a Throttling.
            for (var prefix = code; prefix is { Length: > 0 }; prefix = prefix.LastIndexOf('.') is > 0 and var dot ? prefix[..dot] : null)
            {
                if (kinds.TryGetValue(RemoveUnderscores(prefix), out var kind))
                {
                    return kind;
                }
            }
        }

        return defaultKind;
    }

    private static string RemoveUnderscores(string code) => code.Replace("_", "", StringComparison.Ordinal);
}
