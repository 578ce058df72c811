using System.Text;
using System.Text.RegularExpressions;

namespace WanVideo.Downloading;

/// <summary>Reads the message in the error document of an object store or proxy, as one line of at most 200 characters.</summary>
internal static partial class ErrorDocumentReader
{
    private const int MaxBytes = 4096;
    private const int MaxMessageLength = 200;

    /// <param name="content">The body of the response.</param>
    /// <param name="redact">Redacts secrets, before the text is shortened.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public static async Task<string> ReadAsync(HttpContent content, Func<string, string> redact, CancellationToken cancellationToken)
    {
        await using var body = await content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[MaxBytes];
        var count = await body.ReadAtLeastAsync(buffer, MaxBytes, throwOnEndOfStream: false, cancellationToken);
        var text = Encoding.UTF8.GetString(buffer, 0, count);
        if (count == MaxBytes)
        {
            // A secret of which only the start was read would not be recognized.
            text = text[..(text.LastIndexOfAny([' ', '\n', '<', '>', '"']) + 1)];
        }

        text = redact(text);

        // S3 and OSS: <Error><Code>AccessDenied</Code><Message>Request has expired.</Message>…
        var message = MessageElement().Match(text) is { Success: true } match ? match.Groups[1].Value : Markup().Replace(text, " ");
        message = ControlCharacters.Replace(WhiteSpace().Replace(message, " ")).Trim().TrimEnd('.');
        return message.Length > MaxMessageLength ? message[..MaxMessageLength] + "…" : message;
    }

    [GeneratedRegex("<Message>([^<]*)</Message>")]
    private static partial Regex MessageElement();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Markup();

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();
}
