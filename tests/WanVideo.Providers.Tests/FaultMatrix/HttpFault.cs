using System.Security.Cryptography.X509Certificates;
using WanVideo.Tests.Contracts;

namespace WanVideo.Tests.FaultMatrix;

/// <summary>Over what a row runs.</summary>
internal enum Transport
{
    Memory,
    Sockets,
    Tls,
}

/// <summary>The response to change.</summary>
/// <param name="Call">The call.</param>
/// <param name="Request">The request.</param>
/// <param name="Healthy">The documented response.</param>
internal sealed record FaultContext(GatewayCall Call, WireRequest Request, WireReply Healthy);

/// <summary>A fault of a gateway: a row of the fault matrix.</summary>
/// <param name="Name">The name.</param>
/// <param name="Create">The outcome of a create request.</param>
/// <param name="Query">The outcome of a call with JSON that is safe to repeat.</param>
/// <param name="Video">The outcome of a download.</param>
/// <param name="Change">Changes the documented response.</param>
internal sealed record HttpFault(string Name, ExpectedOutcome Create, ExpectedOutcome Query, ExpectedOutcome Video, Func<FaultContext, WireReply> Change)
{
    public Transport Transport { get; init; }

    /// <summary>Fails to connect; null if the connection is established.</summary>
    public Func<CancellationToken, Task>? Connect { get; init; }

    /// <summary>The certificate with TLS; null for the valid one.</summary>
    public Func<X509Certificate2>? Certificate { get; init; }

    /// <summary>Whether the fault is that of connections, not of requests.</summary>
    public bool IsOfConnection => Connect is not null || Certificate is not null;

    /// <summary>The minimum delay before a retry.</summary>
    public TimeSpan MinDelay { get; init; }

    /// <summary>The number of requests that have a fault which ends.</summary>
    public int TemporaryCount { get; init; } = 1;

    /// <summary>Why the fault does not exist for a call; null if it does.</summary>
    public Func<GatewayCall, string?> GetMissingReason { get; init; } = _ => null;

    /// <summary>The outcome of a call that differs from the others; null if it does not differ.</summary>
    public Func<GatewayCall, ExpectedOutcome?> GetOtherOutcome { get; init; } = _ => null;

    public ExpectedOutcome GetExpected(GatewayCall call) => GetOtherOutcome(call) ?? call.Kind switch { CallKind.Create => Create, CallKind.Video => Video, _ => Query };

    public override string ToString() => Name;
}

/// <summary>What must hold for a call with a fault that does not end.</summary>
/// <param name="Kind">The kind of the error; null for an output.</param>
/// <param name="RequestCount">The number of requests that the gateway receives.</param>
internal sealed record ExpectedOutcome(VideoErrorKind? Kind, int RequestCount = 1)
{
    /// <summary>The first request and four retries.</summary>
    public const int AllTries = 5;

    public static readonly ExpectedOutcome Output = new(Kind: null);

    /// <summary>Whether a create request may be sent again.</summary>
    public bool IsCreateRepeatable { get; init; }

    /// <summary>Whether the call has an output if the fault ends.</summary>
    public bool IsTransient { get; init; }

    /// <summary>The same for a call that retries until the fault ends.</summary>
    public ExpectedOutcome AfterRetries(int requestCount = AllTries) => this with { RequestCount = requestCount, IsTransient = true };

    /// <summary>The outcome that the gateway's contract states for an HTTP status without an error code; null for a download.</summary>
    public static ExpectedOutcome? FromContract(GatewayCall call, int status, bool hasRetryAfter, bool isRetried)
    {
        var row = GatewayContract.All[call.Gateway]
            .Where(row => row.Status == status && row.Code is null && row.Type is null && (row.RetryAfter is null || hasRetryAfter))
            .MaxBy(row => row.RetryAfter is not null);
        return call.Kind switch
        {
            CallKind.Video => null,
            CallKind.Create when row is null or { Created: Created.Unknown } => new(VideoErrorKind.OutcomeUnknown),
            CallKind.Create => new(row.CreateKind ?? row.Kind) { IsCreateRepeatable = row.IsRepeatable },
            _ when call.IsUndocumented && status is 404 or 405 => new(VideoErrorKind.NotSupported),
            _ => new ExpectedOutcome(row?.Kind ?? VideoErrorKind.ProviderFault) is var outcome && isRetried ? outcome.AfterRetries() : outcome,
        };
    }
}
