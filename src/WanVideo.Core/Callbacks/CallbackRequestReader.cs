using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text;

namespace WanVideo.Callbacks;

/// <summary>
/// Reads one HTTP/1.0 or HTTP/1.1 request (RFC 9112) from a connection. Rejects every message whose length can be understood in two ways, so that a
/// proxy before the listener cannot frame it differently.
/// </summary>
internal sealed class CallbackRequestReader(Stream stream)
{
    /// <summary>Maximum length of the request line and header fields, in bytes, and of the trailer fields.</summary>
    public const int MaxHeadLength = 32 * 1024;

    private const int MaxChunkLineLength = 1024;

    // RFC 9110, section 5.6.2.
    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    private readonly byte[] buffer = new byte[16 * 1024];
    private int position;
    private int count;

    // Number of bytes that the following lines may still have.
    private int lineBudget;

    /// <summary>Reads a POST request.</summary>
    /// <exception cref="RequestRejectedException">The request is invalid, incomplete, too long or not a POST.</exception>
    public async Task<CallbackRequest> ReadAsync(CancellationToken cancellationToken)
    {
        lineBudget = MaxHeadLength;
        var (method, isVersion10) = ParseRequestLine(await ReadRequestLineAsync(cancellationToken));
        var fields = await ReadFieldsAsync(cancellationToken);

        // RFC 9112, section 3.2. The value is not evaluated: tunnels send the public host or their own.
        var hosts = GetValues(fields, "Host").Length;
        if (hosts > 1 || (hosts == 0 && !isVersion10))
        {
            throw new RequestRejectedException(HttpStatusCode.BadRequest);
        }

        if (method != HttpMethod.Post.Method)
        {
            throw new RequestRejectedException(HttpStatusCode.MethodNotAllowed);
        }

        var contentLength = ParseContentLength(fields, isVersion10);

        // RFC 9110, section 10.1.1: not sent to HTTP/1.0, nor before a rejection.
        if (!isVersion10 && GetValues(fields, "Expect").Contains("100-continue", StringComparer.OrdinalIgnoreCase))
        {
            await stream.WriteAsync("HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray(), cancellationToken);
        }

        using var body = new MemoryStream();
        if (contentLength is { } length)
        {
            await CopyAsync(length, body, cancellationToken);
        }
        else
        {
            await CopyChunksAsync(body, cancellationToken);
        }

        return new CallbackRequest(body.ToArray(), fields);
    }

    // RFC 9112, section 2.2: empty lines before the request line are ignored.
    private async Task<string> ReadRequestLineAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await ReadLineAsync(HttpStatusCode.RequestUriTooLong, cancellationToken) is { Length: > 0 } line)
            {
                return line;
            }
        }
    }

    // RFC 9112, section 3. Only the form of the target is checked, since every path is accepted.
    private static (string Method, bool IsVersion10) ParseRequestLine(string line)
    {
        if (line.Split(' ') is not [var method, var target, ['H', 'T', 'T', 'P', '/', >= '1' and <= '9' and var major, '.', >= '0' and <= '9' and var minor]]
            || !IsToken(method)
            || !(target is ['/', ..] or "*" || target.Contains("://", StringComparison.Ordinal))
            || target.Contains('\t'))
        {
            throw new RequestRejectedException(HttpStatusCode.BadRequest);
        }

        return major == '1' ? (method, minor == '0') : throw new RequestRejectedException(HttpStatusCode.HttpVersionNotSupported);
    }

    private async Task<List<(string Name, string Value)>> ReadFieldsAsync(CancellationToken cancellationToken)
    {
        var fields = new List<(string Name, string Value)>();
        while (await ReadLineAsync(HttpStatusCode.RequestHeaderFieldsTooLarge, cancellationToken) is { Length: > 0 } line)
        {
            // A name that is a token excludes obs-fold and white space before the colon, which are rejected (RFC 9112, sections 5.1 and 5.2).
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0 || !IsToken(line.AsSpan(0, colon)))
            {
                throw new RequestRejectedException(HttpStatusCode.BadRequest);
            }

            fields.Add((line[..colon], line[(colon + 1)..].Trim(' ', '\t')));
        }

        return fields;
    }

    /// <summary>Returns the length of the body, null if it is chunked (RFC 9112, section 6.3).</summary>
    private static int? ParseContentLength(List<(string Name, string Value)> fields, bool isVersion10)
    {
        var lengths = GetValues(fields, "Content-Length");
        if (GetValues(fields, "Transfer-Encoding") is { Length: > 0 } codings)
        {
            // Both fields indicate request smuggling. HTTP/1.0 has no Transfer-Encoding (RFC 9112, section 6.1).
            var codingList = string.Join(", ", codings);
            if (lengths.Length > 0 || isVersion10 || !codingList.EndsWith("chunked", StringComparison.OrdinalIgnoreCase))
            {
                throw new RequestRejectedException(HttpStatusCode.BadRequest);
            }

            return codingList.Equals("chunked", StringComparison.OrdinalIgnoreCase) ? null : throw new RequestRejectedException(HttpStatusCode.NotImplemented);
        }

        if (lengths.Length == 0)
        {
            throw new RequestRejectedException(HttpStatusCode.LengthRequired);
        }

        // Equal lengths may be rejected too (RFC 9112, section 6.3, rule 5).
        if (lengths is not [{ Length: > 0 } value] || !value.All(char.IsAsciiDigit))
        {
            throw new RequestRejectedException(HttpStatusCode.BadRequest);
        }

        return int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var length) && length <= CallbackListener.MaxBodyLength
            ? length
            : throw new RequestRejectedException(HttpStatusCode.RequestEntityTooLarge);
    }

    // RFC 9112, section 7.1. Extensions and trailer fields are ignored.
    private async Task CopyChunksAsync(MemoryStream body, CancellationToken cancellationToken)
    {
        while (await ReadChunkSizeAsync(body.Length, cancellationToken) is > 0 and var size)
        {
            await CopyAsync(size, body, cancellationToken);
            lineBudget = MaxChunkLineLength;
            if (await ReadLineAsync(HttpStatusCode.BadRequest, cancellationToken, isLineFeedAccepted: false) is not "")
            {
                throw new RequestRejectedException(HttpStatusCode.BadRequest);
            }
        }

        lineBudget = MaxHeadLength;
        await ReadFieldsAsync(cancellationToken);
    }

    private async Task<int> ReadChunkSizeAsync(long bodyLength, CancellationToken cancellationToken)
    {
        lineBudget = MaxChunkLineLength;
        var line = await ReadLineAsync(HttpStatusCode.BadRequest, cancellationToken, isLineFeedAccepted: false);
        var digits = line.Split(';')[0].TrimEnd(' ', '\t');
        if (digits.Length == 0 || !digits.All(char.IsAsciiHexDigit))
        {
            throw new RequestRejectedException(HttpStatusCode.BadRequest);
        }

        return ulong.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var size)
            && size <= (ulong)(CallbackListener.MaxBodyLength - bodyLength)
            ? (int)size
            : throw new RequestRejectedException(HttpStatusCode.RequestEntityTooLarge);
    }

    private async Task CopyAsync(int length, MemoryStream body, CancellationToken cancellationToken)
    {
        while (length > 0)
        {
            await FillBufferAsync(cancellationToken);
            var copied = Math.Min(length, count - position);
            body.Write(buffer, position, copied);
            position += copied;
            length -= copied;
        }
    }

    // Returns a line as ISO-8859-1 without its CRLF. Outside chunked coding, LF alone ends a line too (RFC 9112, section 2.2).
    private async ValueTask<string> ReadLineAsync(HttpStatusCode statusIfTooLong, CancellationToken cancellationToken, bool isLineFeedAccepted = true)
    {
        var line = new StringBuilder();
        var isAfterReturn = false;
        while (true)
        {
            await FillBufferAsync(cancellationToken);
            var character = (char)buffer[position++];
            if (--lineBudget < 0)
            {
                throw new RequestRejectedException(statusIfTooLong);
            }

            if (character == '\n' && (isAfterReturn || isLineFeedAccepted))
            {
                return line.ToString();
            }

            // CR without LF (RFC 9112, section 2.2), NUL and other control characters (RFC 9110, section 5.5).
            if (isAfterReturn || character is < ' ' and not ('\t' or '\r') or '\x7f')
            {
                throw new RequestRejectedException(HttpStatusCode.BadRequest);
            }

            isAfterReturn = character == '\r';
            if (!isAfterReturn)
            {
                line.Append(character);
            }
        }
    }

    private async ValueTask FillBufferAsync(CancellationToken cancellationToken)
    {
        if (position == count)
        {
            position = 0;
            count = await stream.ReadAsync(buffer, cancellationToken);

            // RFC 9112, section 8: the message is incomplete.
            if (count == 0)
            {
                throw new RequestRejectedException(HttpStatusCode.BadRequest);
            }
        }
    }

    private static string[] GetValues(List<(string Name, string Value)> fields, string name) =>
        [.. fields.Where(field => field.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(field => field.Value)];

    private static bool IsToken(ReadOnlySpan<char> text) => text.Length > 0 && !text.ContainsAnyExcept(TokenCharacters);
}

/// <summary>The request is rejected with a status.</summary>
internal sealed class RequestRejectedException(HttpStatusCode statusCode) : Exception
{
    public HttpStatusCode StatusCode { get; } = statusCode;
}
