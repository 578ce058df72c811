using System.Text;
using System.Text.RegularExpressions;

namespace WanVideo.Downloading;

/// <summary>What an object store says in an error document, as one short line.</summary>
internal static partial class ErrorDocumentReader
{
    private const int MostRead = 4096;
    private const int MostKept = 200;

    public static async Task<string> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        await using var body = await content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[MostRead];
        var count = await body.ReadAtLeastAsync(buffer, MostRead, throwOnEndOfStream: false, cancellationToken);
        var text = Encoding.UTF8.GetString(buffer, 0, count);

        // <Error><Code>AccessDenied</Code><Message>Request has expired.</Message>…: the message says it best.
        var message = MessageElement().Match(text) is { Success: true } match ? match.Groups[1].Value : Markup().Replace(text, " ");
        message = WhiteSpace().Replace(message, " ").Trim().TrimEnd('.');
        return message.Length > MostKept ? message[..MostKept] + "…" : message;
    }

    [GeneratedRegex("<Message>([^<]*)</Message>")]
    private static partial Regex MessageElement();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Markup();

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();
}
