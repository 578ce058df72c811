using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using static WanVideo.Tests.FaultMatrix.FaultLayer;

namespace WanVideo.Tests.FaultMatrix;

/// <summary>The faults: the rows of the fault matrix.</summary>
internal static class HttpFaults
{
    /// <summary>Text that must not reach a user as it is: NUL, ESC, C1, bidirectional controls and the API key.</summary>
    public const string Hostile = "a\0b\u001b[31mc\u009b31md\u0085e\u202ef\u2066g\r\nh " + ProviderFixture.Key;

    // NUL and line breaks end a header.
    private const string OneLine = $"a\u001b[31m\u009b31m {ProviderFixture.Key}";

    private const string LoneSurrogate = "@lone@";
    private const int JsonDepth = 10_000;

    private static readonly JsonSerializerOptions Raw = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // What a task cannot be read without, and the members that contain it.
    private static readonly HashSet<string> EssentialNames = ["id", "_id", "task_id", "status", "task_status", "state", "success", "code", "object", "results", "video_url", "result_url", "url", "remaining_credits"];

    // Of the contract, and those without a row: a task may exist after them.
    private static readonly int[] Statuses =
    [
        300, 301, 302, 303, 304, 307, 308, 400, 401, 402, 403, 404, 405, 406, 408, 409, 410, 413, 415, 416, 418, 422, 425, 429, 451, 499, 500, 501, 502, 503, 504, 520, 522, 524, 529,
    ];

    private static readonly int[] FollowedStatuses = [301, 302, 303, 307, 308];

    public static IReadOnlyList<HttpFault> All { get; } = [.. Connections, .. Transfers, .. StatusFaults, .. RetryAfters, .. Redirects, .. Framings, .. Codings, .. Contents, .. Ranges];

    private static IEnumerable<HttpFault> Connections =>
    [
        new("connection refused", Connection) { Transport = Transport.Sockets, Connect = LoopbackConnection.ConnectToUnusedPortAsync },
        new("host name not resolved", Connection) { Transport = Transport.Sockets, Connect = token => Dns.GetHostAddressesAsync("gateway.invalid", token) },
        new("TLS certificate expired", Connection) { Transport = Transport.Tls, Certificate = () => TestCertificates.Expired },
        new("TLS certificate of another name", Connection) { Transport = Transport.Tls, Certificate = () => TestCertificates.WrongName },
        new("none, over TLS", Framing) { Transport = Transport.Tls, KeepsVideo = true },
        new("none, over sockets", Framing) { Transport = Transport.Sockets, KeepsVideo = true },
    ];

    // A reset and a stall need a real socket. The end of a connection is the end of a stream.
    private static IEnumerable<HttpFault> Transfers =>
        from ending in (Ending[])[Ending.Close, Ending.Reset, Ending.Stall]
        from cut in (Cut[])[Cut.BeforeHeaders, Cut.InHeaders, Cut.AfterHeaders, Cut.InBody]
        select new HttpFault($"{ending.ToString().ToLowerInvariant()} {Describe(cut)}", Transfer)
        {
            Transport = ending is Ending.Close ? Transport.Memory : Transport.Sockets,
            Cut = cut,
            Ending = ending,
            IsRetried = true,
            KeepsVideo = cut is Cut.InBody,
            Change = context => context.Healthy with { Cut = cut, Ending = ending },
        };

    private static IEnumerable<HttpFault> StatusFaults => Statuses.Select(status => CreateStatus($"HTTP {status}", status, FollowedStatuses.Contains(status) ? "/moved.mp4" : null) with { IsFollowed = FollowedStatuses.Contains(status) });

    private static IEnumerable<HttpFault> RetryAfters =>
        from status in (int[])[429, 503]
        from row in ((string Name, string Value, double Seconds)[])
        [
            ("in seconds", "17", 17),
            ("as a date", "Fri, 20 Nov 2026 12:00:40 GMT", 40),
            ("in the past", "Fri, 20 Nov 2015 12:00:00 GMT", 0),
            ("of two months", "5000000", double.PositiveInfinity),
            ("of 2,000 years", "Fri, 31 Dec 9999 23:59:59 GMT", double.PositiveInfinity),
            ("unreadable", "1e99 soon", 0),
        ]
        select CreateStatus($"HTTP {status}, Retry-After {row.Name}", status, null, $"Retry-After: {row.Value}", "Date: Fri, 20 Nov 2026 12:00:00 GMT") with
        {
            HasRetryAfter = row.Name is not "unreadable",
            IsRetried = double.IsFinite(row.Seconds),
            MinDelay = double.IsFinite(row.Seconds) ? TimeSpan.FromSeconds(row.Seconds) : TimeSpan.Zero,
        };

    private static IEnumerable<HttpFault> Redirects =>
    [
        CreateStatus("redirect to itself", 302, GatewayCall.VideoPath),
        CreateStatus("redirect to http", 302, "http://media.example/video.mp4?Signature=secret"),
        CreateStatus("redirect to a private address", 302, "https://169.254.169.254/latest/meta-data/"),
        CreateStatus("redirect without a Location", 302, null),
    ];

    private static IEnumerable<HttpFault> Framings =>
    [
        CreateFraming("another protocol", reply => reply with { Version = $"SSH-2.0-{OneLine}", Ending = Ending.Close }) with { Readable = Readable.Nothing, KeepsVideo = false, IsRetried = true },
        CreateFraming("a header without a name", reply => reply with { Headers = [OneLine], Ending = Ending.Close }) with { Readable = Readable.Nothing, KeepsVideo = false, IsRetried = true },
        CreateFraming("HTTP/1.0", reply => reply with { Version = "HTTP/1.0", Frame = BodyFraming.NoLength, Ending = Ending.Close }),
        CreateFraming("100 before the response", reply => reply with { Interim = "HTTP/1.1 100 Continue\r\n\r\n" }),
        CreateFraming("103 before the response", reply => reply with { Interim = "HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n" }),
        CreateFraming("chunked", reply => reply with { Frame = BodyFraming.Chunked }),
        CreateFraming("no Content-Length", reply => reply with { Frame = BodyFraming.NoLength, Ending = Ending.Close }),
        CreateFraming("the same Content-Length twice", reply => reply with { Frame = BodyFraming.SameLengthTwice }),
        CreateFraming("two Content-Lengths, the first right", reply => reply with { Frame = BodyFraming.RightLengthFirst }),
        CreateFraming("two Content-Lengths, the second right", reply => reply with { Frame = BodyFraming.RightLengthSecond, Ending = Ending.Close }) with { Readable = Readable.Nothing, KeepsVideo = false, IsRetried = true },
        CreateFraming("Content-Length too long", reply => reply with { Frame = BodyFraming.LongerLength, Ending = Ending.Close }) with { Readable = Readable.Nothing, KeepsVideo = false, IsRetried = true },
        CreateFraming("Content-Length too short", reply => reply with { Frame = BodyFraming.ShorterLength, Ending = Ending.Close }) with { Readable = Readable.Nothing, KeepsVideo = false, IsRetried = true },
        CreateFraming("chunked, broken off", reply => reply with { Frame = BodyFraming.BrokenChunked, Ending = Ending.Close }) with { Readable = Readable.Nothing, KeepsVideo = false, IsRetried = true },
    ];

    private static IEnumerable<HttpFault> Codings =>
    [
        CreateCoding("gzip", "gzip", body => Compress(body, stream => new GZipStream(stream, CompressionMode.Compress))),
        CreateCoding("brotli", "br", body => Compress(body, stream => new BrotliStream(stream, CompressionMode.Compress))),
        CreateCoding("gzip that is not gzip", "gzip", body => body) with { Readable = Readable.Nothing, IsRetried = true },
        CreateCoding("gzip, broken off", "gzip", body => Compress(body, stream => new GZipStream(stream, CompressionMode.Compress))[..^20]) with { Readable = Readable.Nothing, IsRetried = true },
    ];

    private static IEnumerable<HttpFault> Contents =>
    [
        CreateContent("HTML", Readable.Nothing, _ => $"<!doctype html><title>{Hostile}</title>", "text/html"),
        CreateContent("empty", Readable.Empty, _ => ""),
        new("HTTP 204", Content) { Status = 204, Readable = Readable.Empty, Change = context => context.Healthy with { Status = 204 } },
        CreateContent("JSON null", Readable.Empty, _ => "null"),
        CreateContent("a JSON string", Readable.Nothing, _ => JsonSerializer.Serialize(Hostile)),
        CreateContent("half of the JSON", Readable.Nothing, body => body[..(body.Length / 2)]),
        CreateContent("JSON with raw control characters", Readable.Nothing, body => body.Replace("{", $"{{\"odd\":\"{Hostile}\",", StringComparison.Ordinal)),
        CreateContent("JSON of 10,000 levels", Readable.Nothing, body => $"{{\"deep\":{new string('[', JsonDepth)}{new string(']', JsonDepth)},{body[1..]}"),
        new("JSON without end", Content)
        {
            Readable = Readable.Nothing,
            IsRetried = true,
            Change = context => context.Healthy with { Body = "{\"id\":\""u8.ToArray(), Frame = BodyFraming.NoLength, Ending = Ending.Endless },
        },
        CreateContent("doubled keys", Readable.All, body => WriteMembers(body, (name, value) => $"{name}:\"another\",{name}:{value}")),
        CreateContent("wrong types", Readable.All, body => ChangeValues(body, (name, _, index) => EssentialNames.Contains(name) ? null : (index % 4) switch { 0 => new JsonObject { ["odd"] = true }, 1 => new JsonArray(1), 2 => true, _ => 1e300 })),
        CreateContent("wrong types of the essential members", Readable.Object, body => WriteMembers(body, (name, _) => $"{name}:{{\"odd\":[1]}}")),
        CreateContent("null in place of every member", Readable.Object, body => WriteMembers(body, (name, _) => $"{name}:null")),
        CreateContent("lone surrogates", Readable.All, body => ChangeTexts(body, _ => $"a{LoneSurrogate}b").Replace(LoneSurrogate, "\\ud83d\\u0020\\udc00", StringComparison.Ordinal)),
        CreateContent("NUL, ESC, C1, bidi and the key", Readable.All, body => ChangeTexts(body, text => text + Hostile)),
    ];

    private static IEnumerable<HttpFault> Ranges =>
    [
        CreateRange("206 shorter than requested", reply => WithRange(reply, 0, 100, "v1")) with { KeepsVideo = true },
        CreateRange("206 at another position", reply => WithRange(reply, 10, int.MaxValue, "v1")),
        CreateRange("206 of another version", reply => WithRange(reply, 0, int.MaxValue, "v2")),
    ];

    private static string Describe(Cut cut) => cut switch
    {
        Cut.BeforeHeaders => "before the headers",
        Cut.InHeaders => "in the headers",
        Cut.AfterHeaders => "after the headers",
        _ => "in the body",
    };

    private static HttpFault CreateStatus(string name, int status, string? location, params string[] headers) => new(name, FaultLayer.Status)
    {
        Status = status,
        IsRetried = status is 408 or 429 or >= 500,
        Readable = Readable.Nothing,
        Change = context => new WireReply(status, context.Call.GetErrorBody($"{Hostile} https://user:{FaultyGateway.Signature}@oss.example/a.mp4?Signature={FaultyGateway.Signature} {(context.Call.Kind is CallKind.Video ? FaultyGateway.Signature : "")}"))
        {
            Headers = ["X-Request-Id: r\u009b31m" + ProviderFixture.Key, .. headers, .. location is null ? Array.Empty<string>() : [$"Location: {location}"]],
        },
    };

    private static HttpFault CreateFraming(string name, Func<WireReply, WireReply> change) => new(name, FaultLayer.Framing) { KeepsVideo = true, Change = context => change(context.Healthy) };

    private static HttpFault CreateCoding(string name, string coding, Func<byte[], byte[]> encode) => new(name, Coding)
    {
        Change = context => context.Healthy with { Body = encode(context.Healthy.Body), Headers = [.. context.Healthy.Headers, $"Content-Encoding: {coding}"] },
    };

    // A server of videos that returns JSON in their place.
    private static HttpFault CreateContent(string name, Readable readable, Func<string, string> change, string mediaType = "application/json") => new(name, Content)
    {
        Readable = readable,
        Change = context => new WireReply(200, Encoding.UTF8.GetBytes(change(context.Call.Kind is CallKind.Video ? """{"id":"task-1"}""" : Encoding.UTF8.GetString(context.Healthy.Body))))
        {
            Headers = [$"Content-Type: {mediaType}"],
        },
    };

    private static HttpFault CreateRange(string name, Func<FaultContext, WireReply> change) => new(name, FaultLayer.Range)
    {
        Change = context => context.Request.RangeStart is null ? context.Healthy with { Cut = Cut.InBody, Ending = Ending.Close } : change(context),
    };

    private static WireReply WithRange(FaultContext context, int shift, int maxLength, string version)
    {
        var start = context.Request.RangeStart!.Value + shift;
        return FaultyGateway.CreateRange(start, Math.Min(maxLength, FaultyGateway.Video.Length - start), version);
    }

    private static byte[] Compress(byte[] body, Func<Stream, Stream> create)
    {
        var result = new MemoryStream();
        using (var stream = create(result))
        {
            stream.Write(body);
        }

        return result.ToArray();
    }

    private static string WriteMembers(string body, Func<string, string, string> write) =>
        $"{{{string.Join(',', JsonNode.Parse(body)!.AsObject().Select(member => write(JsonSerializer.Serialize(member.Key), member.Value?.ToJsonString() ?? "null")))}}}";

    private static string ChangeTexts(string body, Func<string, string> change) =>
        ChangeValues(body, (name, value, _) => value.GetValueKind() is JsonValueKind.String && !(EssentialNames.Contains(name) && name is not ("status" or "task_status" or "state")) ? change(value.GetValue<string>()) : null);

    private static string ChangeValues(string body, Func<string, JsonValue, int, JsonNode?> change)
    {
        var root = JsonNode.Parse(body)!;
        var index = 0;
        Visit(root, "");
        return root.ToJsonString(Raw);

        void Visit(JsonNode? node, string name)
        {
            switch (node)
            {
                case JsonObject parent:
                    foreach (var (key, value) in parent.ToArray())
                    {
                        Visit(value, key);
                    }

                    break;
                case JsonArray items:
                    foreach (var item in items.ToArray())
                    {
                        Visit(item, name);
                    }

                    break;
                case JsonValue value when change(name, value, index++) is { } changed:
                    value.ReplaceWith(changed);
                    break;
            }
        }
    }
}
