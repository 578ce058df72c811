using WanVideo.Tests.Contracts;

namespace WanVideo.Tests.FaultMatrix;

/// <summary>What must hold for a call and a fault that does not end.</summary>
/// <param name="Kind">The kind of the error; null for an output.</param>
/// <param name="RequestCount">The number of requests that the gateway received; null for any number that is bounded by the watchdog.</param>
internal sealed record ExpectedOutcome(VideoErrorKind? Kind, int? RequestCount)
{
    private const int RetriedRequestCount = 5;

    /// <summary>Whether a create request may be sent again.</summary>
    public bool IsCreateRepeatable { get; init; }

    /// <summary>Whether the call has an output if only its first requests have the fault.</summary>
    public bool IsTransient { get; init; }

    public static ExpectedOutcome Get(GatewayCall call, HttpFault fault) => call.Kind switch
    {
        CallKind.Create => GetOfCreate(call, fault),
        CallKind.Video => GetOfVideo(fault),
        _ => GetOfQuery(call, fault),
    };

    // Sent once. Only the contract and a connection that was never established prove that no task exists.
    private static ExpectedOutcome GetOfCreate(GatewayCall call, HttpFault fault)
    {
        if (fault.Layer is FaultLayer.Connection)
        {
            return new(VideoErrorKind.Unreachable, 0) { IsCreateRepeatable = true };
        }

        if (fault.Layer is FaultLayer.Status && FindContract(call, fault) is { Created: not Created.Unknown } refusal)
        {
            return new(refusal.CreateKind ?? refusal.Kind, 1) { IsCreateRepeatable = refusal.IsRepeatable };
        }

        return new(fault.Layer is FaultLayer.Transfer or FaultLayer.Status || fault.Readable is not Readable.All ? VideoErrorKind.OutcomeUnknown : null, 1);
    }

    private static ExpectedOutcome GetOfQuery(GatewayCall call, HttpFault fault)
    {
        VideoErrorKind? kind = fault switch
        {
            { Layer: FaultLayer.Connection } => VideoErrorKind.Unreachable,
            { Layer: FaultLayer.Transfer, Ending: Ending.Stall } => VideoErrorKind.Timeout,
            { Layer: FaultLayer.Transfer } => VideoErrorKind.ProviderFault,
            { Status: 404 or 405 } when call.IsUndocumented => VideoErrorKind.NotSupported,
            { Layer: FaultLayer.Status } => FindContract(call, fault)?.Kind ?? VideoErrorKind.ProviderFault,
            { Readable: Readable.All } => null,
            { Readable: Readable.Object } when call.AcceptsAnyObject => null,
            { Readable: Readable.Empty } when call.AcceptsEmpty => null,
            { Status: 204 } when call.AcceptsAnyObject => null,
            _ => VideoErrorKind.ProviderFault,
        };
        return kind is null ? new(null, null) { IsTransient = true } : GetOfError(kind.Value, IsRetried(fault), fault);
    }

    private static ExpectedOutcome GetOfVideo(HttpFault fault) => fault switch
    {
        { KeepsVideo: true } or { IsFollowed: true } => new(null, null) { IsTransient = true },
        { Layer: FaultLayer.Status, Status: 404 or 410 } => new(VideoErrorKind.Expired, 2) { IsTransient = true },
        { Layer: FaultLayer.Status, Status: 400 or 401 or 403 } => new(VideoErrorKind.DownloadFailed, 2) { IsTransient = true },
        { Layer: FaultLayer.Status, Status: 408 } => GetOfError(VideoErrorKind.Timeout, IsRetried(fault), fault),
        { Layer: FaultLayer.Status, Status: 429 } => GetOfError(VideoErrorKind.RateLimited, IsRetried(fault), fault),
        { Layer: FaultLayer.Status, Status: >= 500 } => GetOfError(VideoErrorKind.ProviderFault, IsRetried(fault), fault),
        { Layer: FaultLayer.Status, Name: "redirect to itself" } => new(VideoErrorKind.DownloadFailed, 11) { IsTransient = true },

        // The first request is interrupted, so that the second has a range.
        { Layer: FaultLayer.Range } => new(VideoErrorKind.DownloadFailed, 2),

        // Its content is not that of a video, which no retry changes.
        { Layer: FaultLayer.Content or FaultLayer.Coding } => new(VideoErrorKind.DownloadFailed, 1),
        { Layer: FaultLayer.Framing } => new(VideoErrorKind.DownloadFailed, null) { IsTransient = fault.IsRetried },
        _ => GetOfError(VideoErrorKind.DownloadFailed, IsRetried(fault), fault),
    };

    private static ExpectedOutcome GetOfError(VideoErrorKind kind, bool isRetried, HttpFault fault) =>
        new(kind, fault.Layer is FaultLayer.Connection ? 0 : isRetried ? RetriedRequestCount : 1) { IsTransient = isRetried };

    private static bool IsRetried(HttpFault fault) => fault.IsRetried || fault.Layer is FaultLayer.Connection;

    // The row of the status alone; one with a Retry-After applies to that.
    private static ContractRow? FindContract(GatewayCall call, HttpFault fault) => GatewayContract.All[call.Gateway]
        .Where(row => row.Status == fault.Status && row.Code is null && row.Type is null && (row.RetryAfter is null || fault.HasRetryAfter))
        .MaxBy(row => row.RetryAfter is not null);
}
