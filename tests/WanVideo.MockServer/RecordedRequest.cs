namespace WanVideo.MockServer;

/// <summary>A request that arrived.</summary>
public sealed class RecordedRequest
{
    /// <summary>Its place among all that arrived since the start, from 1.</summary>
    public required int Sequence { get; init; }

    /// <summary>The method.</summary>
    public required string Method { get; init; }

    /// <summary>Path and query.</summary>
    public required string Path { get; init; }

    /// <summary>The version of HTTP, as in <c>HTTP/1.1</c>.</summary>
    public required string Protocol { get; init; }

    /// <summary>The headers, their names in lower case.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>The body as text; empty until it has arrived.</summary>
    public string Body { get; internal set; } = "";

    /// <summary>When it arrived.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it was answered, or the connection ended; null while it is being served.</summary>
    public DateTimeOffset? FinishedAt { get; internal set; }

    /// <summary>The status that was sent, or <c>aborted</c> if not all of an answer was; null while it is being served.</summary>
    public string? Status { get; internal set; }

    /// <summary>The fault that struck it; null if none did.</summary>
    public FaultKind? Fault { get; internal set; }
}
