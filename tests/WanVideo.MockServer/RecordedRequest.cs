namespace WanVideo.MockServer;

/// <summary>A request and its outcome.</summary>
public sealed class RecordedRequest
{
    /// <summary>Its number since the start, from 1.</summary>
    public required int Sequence { get; init; }

    /// <summary>The method.</summary>
    public required string Method { get; init; }

    /// <summary>Path and query.</summary>
    public required string Path { get; init; }

    /// <summary>The version of HTTP, as in <c>HTTP/1.1</c>.</summary>
    public required string Protocol { get; init; }

    /// <summary>The headers, their names in lower case.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>The body; empty until it was received.</summary>
    public string Body { get; internal set; } = "";

    /// <summary>The time of arrival.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>The time at which the response was sent or the connection closed; null while it is being served.</summary>
    public DateTimeOffset? FinishedAt { get; internal set; }

    /// <summary>The status of the response, or <c>aborted</c> if the response was incomplete; null while it is being served.</summary>
    public string? Status { get; internal set; }

    /// <summary>The fault that was applied; null if there was none.</summary>
    public FaultKind? Fault { get; internal set; }
}
