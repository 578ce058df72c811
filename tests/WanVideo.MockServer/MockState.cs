namespace WanVideo.MockServer;

/// <summary>The server's counts.</summary>
/// <param name="Creates">Creates that the gateway accepted since the start, repeats under one idempotency key included.</param>
/// <param name="Tasks">Tasks that were made since the start.</param>
/// <param name="InFlight">Requests being served, their bodies included.</param>
/// <param name="MaxInFlight">The most at once, since the record was cleared.</param>
/// <param name="ClientAborts">Requests that the client gave up, since the start.</param>
public sealed record MockState(int Creates, int Tasks, int InFlight, int MaxInFlight, int ClientAborts);
