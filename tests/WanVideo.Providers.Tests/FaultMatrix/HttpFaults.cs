using System.IO.Compression;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using static WanVideo.Tests.FaultMatrix.ExpectedOutcome;

namespace WanVideo.Tests.FaultMatrix;

/// <summary>The faults: the rows of the fault matrix, with the outcomes of a create request, of any other call with JSON, and of a download.</summary>
internal static class HttpFaults
{
    // Text that must not reach a user as it is: NUL, ESC, C1, bidirectional controls and the API key.
    private const string Hostile = "a\0b\u001b[31mc\u009b31md\u0085e\u202ef\u2066g\r\nh " + ProviderFixture.Key;

    // NUL and line breaks end a header.
    private const string HostileLine = "a\u001b[31m\u009b31m " + ProviderFixture.Key;

    private const string HostileUrl = $"https://user:{FaultyGateway.Signature}@oss.example/a.mp4?Signature={FaultyGateway.Signature}";
    private const string LoneSurrogate = "@lone@";
    private const string RangesOnly = "only a download requests a range";

    // The connection pool sends a request without a body again, up to three times, if the connection is closed before the response.
    private const int SendsByPool = 4;

    private static readonly ExpectedOutcome Unreachable = new ExpectedOutcome(VideoErrorKind.Unreachable).AfterRetries(0);
    private static readonly ExpectedOutcome NotSent = Unreachable with { IsCreateRepeatable = true, IsTransient = false };
    private static readonly ExpectedOutcome OutcomeUnknown = new(VideoErrorKind.OutcomeUnknown);
    private static readonly ExpectedOutcome ProviderFault = new(VideoErrorKind.ProviderFault);
    private static readonly ExpectedOutcome TimedOut = new(VideoErrorKind.Timeout);
    private static readonly ExpectedOutcome DownloadFailed = new(VideoErrorKind.DownloadFailed);
    private static readonly JsonSerializerOptions Raw = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // What a task cannot be read without, and the members that contain it.
    private static readonly HashSet<string> EssentialNames =
        ["id", "_id", "task_id", "status", "task_status", "state", "success", "code", "object", "results", "video_url", "result_url", "url", "remaining_credits", "request_id"];

    public static IReadOnlyList<HttpFault> All { get; } = [.. Connections, .. Transfers, .. Statuses, .. RetryAfters, .. Redirects, .. Framings, .. Codings, .. Contents, .. Ranges];

    private static IEnumerable<HttpFault> Connections =>
    [
        Connection("connection refused", GatewayConnection.ConnectToUnusedPortAsync),
        Connection("host name not resolved", token => Dns.GetHostAddressesAsync("gateway.invalid", token)),
        Connection("TLS certificate expired", () => TestCertificates.Expired),
        Connection("TLS certificate of another name", () => TestCertificates.WrongName),
        Connection("TLS certificate of an unknown authority", () => TestCertificates.UnknownAuthority),
        Row("none, over TLS", Output, Output, Output, reply => reply) with { Transport = Transport.Tls },
        Row("none, over sockets", Output, Output, Output, reply => reply) with { Transport = Transport.Sockets },
    ];

    // A reset and a stall need a socket. The end of a connection is the end of a stream. A download adds 400 bytes to the file with each request.
    private static IEnumerable<HttpFault> Transfers =>
        from ending in (Ending[])[Ending.Close, Ending.Reset, Ending.Stall]
        let query = (ending is Ending.Stall ? TimedOut : ProviderFault).AfterRetries()
        from row in (IEnumerable<(string Name, ExpectedOutcome Query, ExpectedOutcome Video, Func<int, int, int> Cut)>)
        [
            ("before the headers", query, DownloadFailed.AfterRetries(), (_, _) => 0),
            ("in the headers", query, DownloadFailed.AfterRetries(), (head, _) => head / 2),
            ("after the headers", query, DownloadFailed.AfterRetries(), (head, _) => head),
            ("in the body", query, Output with { RequestCount = 5 }, (head, length) => Math.Min(head + 400, Math.Max(head + 1, length - 1))),
        ]
        select Row($"{ending.ToString().ToLowerInvariant()} {row.Name}", OutcomeUnknown, row.Query, row.Video, reply => reply with { Cut = row.Cut, Ending = ending }) with
        {
            Transport = ending is Ending.Close ? Transport.Memory : Transport.Sockets,
            GetOtherOutcome = call => ending is not Ending.Close || row.Name is not "before the headers" || call.HasBody ? null
                : (call.Kind is CallKind.Video ? row.Video : row.Query).AfterRetries(AllTries * SendsByPool),
        };

    // Those of the contract, and others, after which a task may exist.
    private static IEnumerable<HttpFault> Statuses =>
        ((int[])
        [
            300, 301, 302, 303, 304, 305, 307, 308, 400, 401, 402, 403, 404, 405, 406, 408, 409, 410, 411, 412, 413, 414, 415, 416, 417, 418, 421, 422, 423, 424, 425, 426, 428, 429,
            431, 451, 499, 500, 501, 502, 503, 504, 505, 507, 508, 511, 520, 521, 522, 523, 524, 525, 526, 529, 530, 599,
        ]).Select(status => Status($"HTTP {status}", status, status is 301 or 302 or 303 or 307 or 308 ? GatewayCall.MovedVideoPath : null));

    private static IEnumerable<HttpFault> RetryAfters =>
        from status in (int[])[429, 503]
        from row in ((string Name, string Value, double Seconds)[])
        [
            ("in seconds", "17", 17),
            ("as a date", "Fri, 20 Nov 2026 12:00:40 GMT", 40),
            ("in the past", "Fri, 20 Nov 2015 12:00:00 GMT", 0),
            ("of two months", "5000000", double.PositiveInfinity),
            ("of 8,000 years", "Fri, 31 Dec 9999 23:59:59 GMT", double.PositiveInfinity),
            ("unreadable", "1e99 soon", double.NaN),
        ]
        select Status($"HTTP {status}, Retry-After {row.Name}", status, location: null, row.Seconds, $"Retry-After: {row.Value}", "Date: Fri, 20 Nov 2026 12:00:00 GMT");

    private static IEnumerable<HttpFault> Redirects =>
    [
        Status("redirect to itself", 302, GatewayCall.VideoPath) with { Video = DownloadFailed.AfterRetries(11) },
        Status("redirect to http", 302, "http://media.example/video.mp4?Signature=secret"),
        Status("redirect to a private address", 302, "https://169.254.169.254/latest/meta-data/"),
        Status("redirect to a file", 302, "file:///etc/passwd"),
        Status("redirect without a Location", 302, location: null),
    ];

    private static IEnumerable<HttpFault> Framings =>
    [
        Row("another protocol", OutcomeUnknown, ProviderFault.AfterRetries(), DownloadFailed.AfterRetries(), reply => reply with { Version = $"SSH-2.0-{HostileLine}", Ending = Ending.Close }),
        Row("a header without a name", OutcomeUnknown, ProviderFault.AfterRetries(), DownloadFailed.AfterRetries(), reply => reply with { Headers = [HostileLine], Ending = Ending.Close }),
        Row("HTTP/1.0", Output, Output, Output, reply => reply with { Version = "HTTP/1.0", Delimiters = [], Ending = Ending.Close }),
        Row("100 before the response", Output, Output, Output, reply => reply with { Interim = "HTTP/1.1 100 Continue\r\n\r\n" }),
        Row("103 before the response", Output, Output, Output, reply => reply with { Interim = "HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n" }),
        Row("chunked", Output, Output, Output, reply => Chunk(reply, "0\r\n\r\n")),
        Row("chunked, broken off", OutcomeUnknown, ProviderFault.AfterRetries(), DownloadFailed.AfterRetries(), reply => Chunk(reply, "") with { Ending = Ending.Close }),
        Row("no Content-Length", Output, Output, Output, reply => reply with { Delimiters = [], Ending = Ending.Close }),
        Row("Content-Length too long", OutcomeUnknown, ProviderFault.AfterRetries(), DownloadFailed.AfterRetries(), reply => WithLengths(reply, reply.Body.Length + 10)),
        Row("Content-Length too short", OutcomeUnknown, ProviderFault, DownloadFailed.AfterRetries(), reply => WithLengths(reply, reply.Body.Length / 2)),
        Row("the same Content-Length twice", Output, Output, Output, reply => WithLengths(reply, reply.Body.Length, reply.Body.Length)),
        Row("two Content-Lengths, the first right", Output, Output, Output, reply => WithLengths(reply, reply.Body.Length, reply.Body.Length / 2)),
        Row("two Content-Lengths, the second right", OutcomeUnknown, ProviderFault, DownloadFailed.AfterRetries(), reply => WithLengths(reply, reply.Body.Length / 2, reply.Body.Length)),
    ];

    // A client requests an encoding for JSON, and none for a video.
    private static IEnumerable<HttpFault> Codings =>
    [
        Row("gzip", Output, Output, DownloadFailed, reply => Encode(reply, "gzip", Compress(reply.Body, stream => new GZipStream(stream, CompressionMode.Compress)))),
        Row("brotli", Output, Output, DownloadFailed, reply => Encode(reply, "br", Compress(reply.Body, stream => new BrotliStream(stream, CompressionMode.Compress)))),
        Row("gzip that is not gzip", OutcomeUnknown, ProviderFault.AfterRetries(), Output, reply => Encode(reply, "gzip", reply.Body)),
        Row("gzip, broken off", OutcomeUnknown, ProviderFault, DownloadFailed, reply => Encode(reply, "gzip", Compress(reply.Body, stream => new GZipStream(stream, CompressionMode.Compress))[..12])),
    ];

    private static IEnumerable<HttpFault> Contents =>
    [
        Content("HTML", OutcomeUnknown, ProviderFault, _ => $"<!doctype html><title>{Hostile} {HostileUrl}</title>", "text/html"),
        Content("empty", OutcomeUnknown, ProviderFault, _ => ""),
        Row("HTTP 204", OutcomeUnknown, ProviderFault, DownloadFailed, reply => reply with { Status = 204 }),
        Content("JSON null", OutcomeUnknown, ProviderFault, _ => "null") with { GetOtherOutcome = GetOutcomeOfEmptyObject },
        Content("an empty object", OutcomeUnknown, ProviderFault, _ => "{}") with { GetOtherOutcome = GetOutcomeOfEmptyObject },
        Content("a JSON string", OutcomeUnknown, ProviderFault, _ => JsonSerializer.Serialize($"{Hostile} {HostileUrl}")),
        Content("half of the JSON", OutcomeUnknown, ProviderFault, body => body[..(body.Length / 2)]),
        Content("JSON with raw control characters", OutcomeUnknown, ProviderFault, body => body.Replace("{", $"{{\"odd\":\"{Hostile}\",", StringComparison.Ordinal)),
        Content("JSON of 10,000 levels", OutcomeUnknown, ProviderFault, body => $"{{\"deep\":{new string('[', 10_000)}{new string(']', 10_000)},{body[1..]}"),
        Row("1 GiB", OutcomeUnknown, ProviderFault.AfterRetries(), DownloadFailed, reply => reply with { Body = "{\"id\":\"aaa"u8.ToArray(), Delimiters = [], Ending = Ending.Endless }),
        Row("a Content-Length of 1 GiB", OutcomeUnknown, ProviderFault.AfterRetries(), DownloadFailed, reply => WithLengths(reply with { Body = "{\"id\":\"aaa"u8.ToArray() }, 1 << 30)),
        Content("doubled keys", Output, Output, body => WriteMembers(body, (name, value) => $"{name}:\"another\",{name}:{value}")),
        Content("wrong types", Output, Output, body => ChangeValues(body, (name, _, index) => EssentialNames.Contains(name) ? null : (index % 4) switch { 0 => new JsonObject { ["odd"] = true }, 1 => new JsonArray(1), 2 => true, _ => 1e300 })) with
        {
            // Without a number of pages, the page after the last has no new task.
            GetOtherOutcome = call => call.Kind is CallKind.List ? Output with { RequestCount = 2 } : null,
        },
        Content("wrong types of the essential members", OutcomeUnknown, ProviderFault, body => WriteMembers(body, (name, _) => $"{name}:{{\"odd\":[1]}}")),
        Content("null in place of every member", OutcomeUnknown, ProviderFault, body => WriteMembers(body, (name, _) => $"{name}:null")),
        Content("the id of another task", Output, ProviderFault, body => body.Replace("task-1", "task-9", StringComparison.Ordinal)) with
        {
            GetMissingReason = call => call.Kind is CallKind.Query ? null : "only a status request is about one task",
        },
        Content("lone surrogates", Output, Output, body => ChangeTexts(body, _ => $"a{LoneSurrogate}b").Replace(LoneSurrogate, "\\ud83d\\u0020\\udc00", StringComparison.Ordinal)),
        Content("NUL, ESC, C1, bidi and the key", Output, Output, body => ChangeTexts(body, text => text + Hostile)),
        Content("ESC in URLs", Output, Output, body => body.Replace("http://", "http://user\\u001b[31m@", StringComparison.Ordinal)),
    ];

    // The first request is interrupted, so that the second requests the rest.
    private static IEnumerable<HttpFault> Ranges =>
    [
        Range("206 shorter than requested", Output with { RequestCount = 10 }, start => CreateRange(start, 100)),
        Range("206 at another position", DownloadFailed with { RequestCount = 2 }, start => CreateRange(start + 10)),
        Range("206 of another version", DownloadFailed with { RequestCount = 2 }, start => CreateRange(start, version: "v2")),
        Range("206 of another length", DownloadFailed with { RequestCount = 2 }, start => CreateRange(start) with { Headers = ["ETag: \"v1\"", $"Content-Range: bytes {start}-{FaultyGateway.Video.Length - 1}/9999"] }),
        Range("206 without a Content-Range", DownloadFailed with { RequestCount = 2 }, start => CreateRange(start) with { Headers = ["ETag: \"v1\""] }),
        Range("416", DownloadFailed.AfterRetries(), _ => new WireReply(416, [])),
        Row("206 to a request without a range", Output, Output, DownloadFailed, reply => reply with { Status = 206 }),
    ];

    private static HttpFault Row(string name, ExpectedOutcome create, ExpectedOutcome query, ExpectedOutcome video, Func<WireReply, WireReply> change) =>
        new(name, create, query, video, context => change(context.Healthy));

    private static HttpFault Connection(string name, Func<CancellationToken, Task> connect) =>
        Row(name, NotSent, Unreachable, DownloadFailed.AfterRetries(0), reply => reply) with { Transport = Transport.Sockets, Connect = connect };

    private static HttpFault Connection(string name, Func<X509Certificate2> certificate) =>
        Row(name, NotSent, Unreachable, DownloadFailed.AfterRetries(0), reply => reply) with { Transport = Transport.Tls, Certificate = certificate };

    /// <param name="name">The name.</param>
    /// <param name="status">The HTTP status.</param>
    /// <param name="location">The Location header; null for none.</param>
    /// <param name="retryAfter">The delay of the Retry-After header in seconds; infinite if it is longer than any that is waited for.</param>
    /// <param name="headers">Further headers.</param>
    private static HttpFault Status(string name, int status, string? location, double retryAfter = double.NaN, params string[] headers)
    {
        var isRetried = status is 408 or 429 or >= 500 && retryAfter is not double.PositiveInfinity;
        var video = status switch
        {
            _ when location is GatewayCall.MovedVideoPath => Output with { RequestCount = 2 },
            400 or 401 or 403 => DownloadFailed.AfterRetries(2),
            404 or 410 => new ExpectedOutcome(VideoErrorKind.Expired).AfterRetries(2),
            408 => TimedOut,
            429 => new(VideoErrorKind.RateLimited),
            >= 500 => ProviderFault,
            _ => DownloadFailed,
        };
        return new(name, OutcomeUnknown, ProviderFault, isRetried ? video.AfterRetries() : video, context => new WireReply(
            status,
            context.Call.GetErrorBody($"{Hostile} {HostileUrl} {(context.Call.Kind is CallKind.Video ? FaultyGateway.Signature : "")}"),
            [$"X-Request-Id: r{HostileLine}", .. headers, .. location is null ? Array.Empty<string>() : [$"Location: {location}"]]))
        {
            GetOtherOutcome = call => FromContract(call, status, hasRetryAfter: !double.IsNaN(retryAfter), isRetried),
            MinDelay = double.IsFinite(retryAfter) ? TimeSpan.FromSeconds(retryAfter) : TimeSpan.Zero,
        };
    }

    // A server of videos returns JSON in their place.
    private static HttpFault Content(string name, ExpectedOutcome create, ExpectedOutcome query, Func<string, string> change, string mediaType = "application/json") =>
        new(name, create, query, DownloadFailed, context => new WireReply(
            200,
            Encoding.UTF8.GetBytes(change(context.Call.Kind is CallKind.Video ? """{"id":"task-1"}""" : Encoding.UTF8.GetString(context.Healthy.Body))),
            $"Content-Type: {mediaType}"));

    private static HttpFault Range(string name, ExpectedOutcome video, Func<int, WireReply> respond) =>
        new(name, Output, Output, video, context => context.Request.RangeStart is { } start ? respond(start) : context.Healthy with { Cut = (head, _) => head + 400, Ending = Ending.Close })
        {
            TemporaryCount = 2,
            GetMissingReason = call => call.Kind is CallKind.Video ? null : RangesOnly,
        };

    private static WireReply CreateRange(int start, int maxLength = int.MaxValue, string version = "v1") =>
        FaultyGateway.CreateRange(start, Math.Min(maxLength, FaultyGateway.Video.Length - start), version);

    // AceData's response for an unknown task.
    private static ExpectedOutcome? GetOutcomeOfEmptyObject(GatewayCall call) => call is { Gateway: "AceData", Kind: CallKind.Query } ? Output : null;

    private static WireReply WithLengths(WireReply reply, params IEnumerable<int> lengths) => reply with { Delimiters = [.. lengths.Select(length => $"Content-Length: {length}")], Ending = Ending.Close };

    private static WireReply Chunk(WireReply reply, string end) => reply with
    {
        Body = [.. Encoding.ASCII.GetBytes($"{reply.Body.Length:x}\r\n"), .. reply.Body, .. Encoding.ASCII.GetBytes($"\r\n{end}")],
        Delimiters = ["Transfer-Encoding: chunked"],
    };

    private static WireReply Encode(WireReply reply, string coding, byte[] body) => reply with { Body = body, Headers = [.. reply.Headers, $"Content-Encoding: {coding}"] };

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

    // The status is changed too: an unknown one is that of a running task.
    private static string ChangeTexts(string body, Func<string, string> change) =>
        ChangeValues(body, (name, value, _) => value.GetValueKind() is JsonValueKind.String && (name is "status" or "task_status" or "state" || !EssentialNames.Contains(name)) ? change(value.GetValue<string>()) : null);

    private static string ChangeValues(string body, Func<string, JsonValue, int, JsonNode?> change)
    {
        var root = JsonNode.Parse(body)!;
        var index = 0;
        Visit(root, "");
        return root.ToJsonString(Raw);

        void Visit(JsonNode? node, string name)
        {
            IEnumerable<(string Name, JsonNode? Node)> children = node switch
            {
                JsonObject parent => parent.Select(member => (member.Key, member.Value)),
                JsonArray items => items.Select(item => (name, item)),
                _ => [],
            };
            foreach (var child in children.ToArray())
            {
                Visit(child.Node, child.Name);
            }

            if (node is JsonValue value && change(name, value, index++) is { } changed)
            {
                value.ReplaceWith(changed);
            }
        }
    }
}
