using System.Buffers.Binary;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using WanVideo.Providers.Http;

namespace WanVideo.Tests.FaultMatrix;

/// <summary>A gateway with one fault. The client's handler is that of the network, over connections in memory or loopback sockets.</summary>
/// <param name="call">The call that has the fault.</param>
/// <param name="fault">The fault.</param>
/// <param name="clock">The clock of the client.</param>
internal sealed class FaultyGateway(GatewayCall call, HttpFault fault, EventClock clock)
{
    public const string Signature = "c2lnbmF0dXJl-of-the-video";

    /// <summary>A complete MP4 file.</summary>
    public static readonly byte[] Video = [.. CreateBox("ftyp", 16), .. CreateBox("moov", 200), .. CreateBox("mdat", 1000)];

    private int faultLimit;
    private int faultCount;

    /// <summary>The number of requests of the call.</summary>
    public int RequestCount { get; private set; }

    public Uri BaseUri { get; } = new(fault.Transport is Transport.Tls ? "https://localhost/" : "http://127.0.0.1/");

    public Uri VideoUrl => new(BaseUri, $"{GatewayCall.VideoPath}?Signature={Signature}");

    public IVideoProvider Connect()
    {
        var options = new ProviderOptions
        {
            Provider = call.Info,
            BaseUri = BaseUri,
            ApiKey = ProviderFixture.Key,
            NoProxy = true,
            OperationTimeout = EventClock.Timeout,
            TimeProvider = clock,
        };
        return call.Connect(options, () =>
        {
            var handler = call.Kind is CallKind.Video ? ProviderClient.CreateMediaHandler(options) : ProviderClient.CreateNetworkHandler(options);
            handler.ConnectCallback = (_, token) => ConnectAsync(token);
            handler.SslOptions = TestCertificates.ClientOptions;
            return handler;
        });
    }

    /// <summary>Starts to count requests and faults.</summary>
    /// <param name="limit">The number of requests, or connections, that have the fault. The gateway is healthy before and after them.</param>
    public void Reset(int limit) => (faultLimit, RequestCount, faultCount) = (limit, 0, 0);

    /// <summary>The documented response to a request for a range.</summary>
    public static WireReply CreateRange(int start, int length, string version = "v1") =>
        new(206, Video.AsSpan(start, length).ToArray(), "Content-Type: video/mp4", $"ETag: \"{version}\"", $"Content-Range: bytes {start}-{start + length - 1}/{Video.Length}");

    private async ValueTask<Stream> ConnectAsync(CancellationToken cancellationToken)
    {
        if (fault.Transport is Transport.Memory)
        {
            return GatewayConnection.ConnectInMemory(Respond);
        }

        var isFaulty = fault.IsOfConnection && TryUseFault();
        if (isFaulty && fault.Connect is { } connect)
        {
            await connect(cancellationToken);
        }

        X509Certificate2? certificate = fault.Transport is not Transport.Tls ? null : isFaulty ? fault.Certificate!() : TestCertificates.Valid;
        return await GatewayConnection.ConnectAsync(Respond, certificate, clock.ElapseTimeouts, cancellationToken);
    }

    private WireReply Respond(WireRequest request)
    {
        var isVideo = request.Path.EndsWith(".mp4", StringComparison.Ordinal);
        var healthy = !isVideo ? new WireReply(200, Encoding.UTF8.GetBytes(call.GetHealthyBody(VideoUrl)), "Content-Type: application/json")
            : request.RangeStart is not { } start ? new WireReply(200, Video, "Content-Type: video/mp4", "ETag: \"v1\"")
            : start < Video.Length ? CreateRange(start, Video.Length - start)
            : new WireReply(416, []);
        if (isVideo != call.Kind is CallKind.Video)
        {
            return healthy;
        }

        RequestCount++;
        return !fault.IsOfConnection && request.Path != GatewayCall.MovedVideoPath && TryUseFault() ? fault.Change(new FaultContext(call, request, healthy)) : healthy;
    }

    private bool TryUseFault() => faultCount < faultLimit && ++faultCount > 0;

    private static byte[] CreateBox(string type, int contentLength)
    {
        var box = new byte[8 + contentLength];
        BinaryPrimitives.WriteInt32BigEndian(box, box.Length);
        Encoding.ASCII.GetBytes(type, box.AsSpan(4));
        return box;
    }
}
