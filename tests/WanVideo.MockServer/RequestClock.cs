namespace WanVideo.MockServer;

/// <summary>
/// Reads the same time throughout one request: the time of its arrival. On a slow machine the response to a create request would otherwise describe
/// a task that has run for a while.
/// </summary>
internal sealed class RequestClock : TimeProvider
{
    private readonly AsyncLocal<DateTimeOffset?> arrival = new();

    public override DateTimeOffset GetUtcNow() => arrival.Value ?? base.GetUtcNow();

    /// <summary>Freezes the time for the rest of the calling asynchronous method.</summary>
    public void Freeze() => arrival.Value = base.GetUtcNow();
}
