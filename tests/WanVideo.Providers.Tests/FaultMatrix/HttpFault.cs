using System.Security.Cryptography.X509Certificates;

namespace WanVideo.Tests.FaultMatrix;

/// <summary>The part of HTTP in which a fault is. It determines what must hold.</summary>
internal enum FaultLayer
{
    /// <summary>No connection is established. Nothing is sent.</summary>
    Connection,

    /// <summary>The response is cut off.</summary>
    Transfer,

    /// <summary>The HTTP status is not 2xx.</summary>
    Status,

    /// <summary>The delimiters of the body or of the response.</summary>
    Framing,

    /// <summary>Content-Encoding, which a client requests for JSON and not for a video.</summary>
    Coding,

    /// <summary>The content is not what the gateway documents.</summary>
    Content,

    /// <summary>A 206, which follows only a request for a range.</summary>
    Range,
}

/// <summary>Over what a cell runs.</summary>
internal enum Transport
{
    Memory,
    Sockets,
    Tls,
}

/// <summary>What remains of the members of a JSON response.</summary>
internal enum Readable
{
    /// <summary>All that are essential.</summary>
    All,

    /// <summary>It is an object without the essential ones.</summary>
    Object,

    /// <summary>There is no content.</summary>
    Empty,
    Nothing,
}

/// <summary>A fault of a gateway: a row of the fault matrix.</summary>
/// <param name="Name">The name.</param>
/// <param name="Layer">The part of HTTP.</param>
internal sealed record HttpFault(string Name, FaultLayer Layer)
{
    public Transport Transport { get; init; }

    /// <summary>Changes the documented response.</summary>
    public Func<FaultContext, WireReply> Change { get; init; } = context => context.Healthy;

    /// <summary>Fails to connect; null if the connection is established.</summary>
    public Func<CancellationToken, Task>? Connect { get; init; }

    /// <summary>The certificate with TLS.</summary>
    public Func<X509Certificate2>? Certificate { get; init; }

    public Cut Cut { get; init; }

    public Ending Ending { get; init; }

    public int Status { get; init; } = 200;

    /// <summary>Whether the response has a Retry-After that can be read.</summary>
    public bool HasRetryAfter { get; init; }

    /// <summary>The minimum delay before a retry.</summary>
    public TimeSpan MinDelay { get; init; }

    /// <summary>Whether the Location of a redirect leads to the video.</summary>
    public bool IsFollowed { get; init; }

    public Readable Readable { get; init; }

    /// <summary>Whether the request is sent again, if it is safe to repeat.</summary>
    public bool IsRetried { get; init; }

    /// <summary>Whether the video is complete nevertheless.</summary>
    public bool KeepsVideo { get; init; }

    /// <summary>Why the fault does not exist for a call; null if it does.</summary>
    public string? GetMissingReason(GatewayCall call) =>
        Layer is FaultLayer.Range && call.Kind is not CallKind.Video ? "Only a download requests a range." : null;

    public override string ToString() => Name;
}

/// <summary>The response to change.</summary>
/// <param name="Call">The call.</param>
/// <param name="Request">The request.</param>
/// <param name="Healthy">The documented response.</param>
internal sealed record FaultContext(GatewayCall Call, WireRequest Request, WireReply Healthy);
