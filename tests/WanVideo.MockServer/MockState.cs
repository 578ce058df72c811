namespace WanVideo.MockServer;

/// <summary>The counts of a server.</summary>
/// <param name="CreateRequests">Create requests accepted since the start, including repeats with the same idempotency key.</param>
/// <param name="Tasks">Tasks created since the start.</param>
/// <param name="InFlight">Requests being served.</param>
/// <param name="MaxInFlight">The maximum of <paramref name="InFlight"/> since the record was cleared.</param>
/// <param name="ClientAborts">Requests aborted by the client since the start.</param>
public sealed record MockState(int CreateRequests, int Tasks, int InFlight, int MaxInFlight, int ClientAborts);
