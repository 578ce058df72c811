using System.Globalization;
using System.Text;

namespace WanVideo.Tests.FaultMatrix;

/// <summary>A request as the gateway received it.</summary>
/// <param name="Method">The method.</param>
/// <param name="Path">The path without the query.</param>
/// <param name="RangeStart">The first byte of the requested range; null without a range.</param>
internal sealed record WireRequest(string Method, string Path, int? RangeStart);

/// <summary>The end of a response.</summary>
internal enum Ending
{
    /// <summary>The connection is used for the next request.</summary>
    KeepAlive,
    Close,
    Reset,

    /// <summary>The connection stays open, and nothing more is sent.</summary>
    Stall,

    /// <summary>Bytes are sent without end.</summary>
    Endless,
}

/// <summary>The point at which a response is cut off.</summary>
internal enum Cut
{
    None,
    BeforeHeaders,
    InHeaders,
    AfterHeaders,
    InBody,
}

/// <summary>A response of the gateway, before it is written.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">The body.</param>
internal sealed record WireReply(int Status, byte[] Body)
{
    // In bytes. Less than a video, so that it resumes several times.
    private const int MaxCutBody = 400;

    public string Version { get; init; } = "HTTP/1.1";

    public IReadOnlyList<string> Headers { get; init; } = [];

    /// <summary>The responses with status 1xx before this one.</summary>
    public string Interim { get; init; } = "";

    /// <summary>Writes the headers that delimit the body, and the body.</summary>
    public Func<byte[], (string Header, byte[] Body)> Frame { get; init; } = BodyFraming.Length;

    public Cut Cut { get; init; }

    public Ending Ending { get; init; }

    public byte[] ToBytes()
    {
        var (delimiter, body) = Status is 204 or 304 ? ("", []) : Frame(Body);
        IEnumerable<string> lines = [$"{Interim}{Version} {Status} Reason", .. Headers, .. delimiter.Length > 0 ? [delimiter] : Array.Empty<string>(), "", ""];
        byte[] head = Encoding.Latin1.GetBytes(string.Join("\r\n", lines));
        return Cut switch
        {
            Cut.BeforeHeaders => [],
            Cut.InHeaders => head[..(head.Length / 2)],
            Cut.AfterHeaders => head,
            Cut.InBody => [.. head, .. body.AsSpan(0, Math.Min(MaxCutBody, Math.Max(1, body.Length - 1)))],
            _ => [.. head, .. body],
        };
    }
}

/// <summary>The ways to delimit a body (RFC 9112, 6), right and wrong.</summary>
internal static class BodyFraming
{
    public static (string Header, byte[] Body) Length(byte[] body) => ($"Content-Length: {body.Length}", body);

    public static (string Header, byte[] Body) LongerLength(byte[] body) => ($"Content-Length: {body.Length + 10}", body);

    public static (string Header, byte[] Body) ShorterLength(byte[] body) => ($"Content-Length: {body.Length / 2}", body);

    public static (string Header, byte[] Body) NoLength(byte[] body) => ("", body);

    public static (string Header, byte[] Body) SameLengthTwice(byte[] body) => ($"Content-Length: {body.Length}\r\nContent-Length: {body.Length}", body);

    public static (string Header, byte[] Body) RightLengthFirst(byte[] body) => ($"Content-Length: {body.Length}\r\nContent-Length: {body.Length / 2}", body);

    public static (string Header, byte[] Body) RightLengthSecond(byte[] body) => ($"Content-Length: {body.Length / 2}\r\nContent-Length: {body.Length}", body);

    public static (string Header, byte[] Body) Chunked(byte[] body) => ("Transfer-Encoding: chunked", [.. Chunk(body), .. "0\r\n\r\n"u8]);

    public static (string Header, byte[] Body) BrokenChunked(byte[] body) => ("Transfer-Encoding: chunked", Chunk(body));

    private static byte[] Chunk(byte[] body) => [.. Encoding.ASCII.GetBytes($"{body.Length:x}\r\n"), .. body, .. "\r\n"u8];
}

/// <summary>Collects the bytes of a connection until a request is complete.</summary>
internal sealed class RequestReader
{
    private byte[] received = [];

    /// <summary>Adds bytes.</summary>
    /// <returns>The request, if these bytes complete it.</returns>
    public WireRequest? Append(ReadOnlySpan<byte> bytes)
    {
        received = [.. received, .. bytes];
        var all = received.AsSpan();
        if (all.IndexOf("\r\n\r\n"u8) is not (>= 0 and var headLength))
        {
            return null;
        }

        var lines = Encoding.Latin1.GetString(all[..headLength]).Split("\r\n");
        if (all.Length < headLength + 4 + (GetNumber(lines, "Content-Length: ") ?? 0))
        {
            return null;
        }

        received = [];
        var start = lines[0].Split(' ');
        return new WireRequest(start[0], start[1].Split('?')[0], GetNumber(lines, "Range: bytes="));
    }

    private static int? GetNumber(string[] lines, string prefix) =>
        lines.FirstOrDefault(line => line.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)) is { } line
            ? int.Parse(line[prefix.Length..].TrimEnd('-'), CultureInfo.InvariantCulture)
            : null;
}
