using System.Text;
using WanVideo.Downloading;

namespace WanVideo.Providers.Http;

/// <summary>
/// Redacts the API key of a connection in text from the gateway or the network, also where only a part of it is left, and removes users and passwords from
/// URLs, such as that of a proxy. Replaces control characters, which can change the terminal that displays the text.
/// </summary>
internal sealed class Redaction
{
    // In characters. The time to find URLs grows with the square of the length.
    private const int MaxMessageLength = 8 * 1024;

    /// <summary>The length in characters from which a part of the key is redacted.</summary>
    public const int MinPartLength = 8;

    private const string Mask = "***";

    private readonly string? apiKey;
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>>? parts;

    /// <param name="apiKey">The key; null if none is required.</param>
    public Redaction(string? apiKey)
    {
        this.apiKey = apiKey;
        if (apiKey?.Length >= MinPartLength)
        {
            parts = Enumerable.Range(0, apiKey.Length - MinPartLength + 1)
                .Select(start => apiKey.Substring(start, MinPartLength))
                .ToHashSet(StringComparer.Ordinal)
                .GetAlternateLookup<ReadOnlySpan<char>>();
        }
    }

    public static Redaction None { get; } = new(null);

    /// <summary>Redacts a text and makes it one line: line breaks and tabs become spaces, other control characters U+FFFD.</summary>
    public string Redact(string text) =>
        ControlCharacters.Replace(ResultUrl.RemoveUserInformation(RedactKey(text)).ReplaceLineEndings(" ").Replace('\t', ' '));

    /// <summary>Redacts a message of the gateway, of which it keeps 8 KiB. URLs in it also lose their queries, which can contain signatures.</summary>
    public string RedactMessage(string text) => Redact(ResultUrl.RedactSignatures(
        text.Length <= MaxMessageLength ? text : text[..(char.IsHighSurrogate(text[MaxMessageLength - 1]) ? MaxMessageLength - 1 : MaxMessageLength)] + '…'));

    /// <summary>Redacts each line of a text.</summary>
    public string? RedactLines(string? text) => text is null ? null : string.Join('\n', text.ReplaceLineEndings("\n").Split('\n').Select(Redact));

    private string RedactKey(string text) => parts is { } known ? RedactParts(text, known)
        : apiKey is { Length: > 0 } ? text.Replace(apiKey, Mask, StringComparison.Ordinal)
        : text;

    public string? RedactOptional(string? text) => text is null ? null : Redact(text);

    public VideoError Redact(VideoError error) => error with
    {
        Message = RedactMessage(error.Message),
        Code = RedactOptional(error.Code),
        Type = RedactOptional(error.Type),
        Parameter = RedactOptional(error.Parameter),
        Suggestion = error.Suggestion is null ? null : RedactMessage(error.Suggestion),
    };

    private static string RedactParts(string text, HashSet<string>.AlternateLookup<ReadOnlySpan<char>> parts)
    {
        StringBuilder? result = null;
        var copied = 0;
        for (var start = 0; start + MinPartLength <= text.Length; start++)
        {
            if (!parts.Contains(text.AsSpan(start, MinPartLength)))
            {
                continue;
            }

            // Overlapping parts are one part.
            var end = start + MinPartLength;
            for (var next = start + 1; next <= end && next + MinPartLength <= text.Length; next++)
            {
                if (parts.Contains(text.AsSpan(next, MinPartLength)))
                {
                    end = next + MinPartLength;
                }
            }

            result ??= new StringBuilder(text.Length);
            result.Append(text, copied, start - copied).Append(Mask);
            copied = end;
            start = end - 1;
        }

        return result?.Append(text, copied, text.Length - copied).ToString() ?? text;
    }
}
