namespace WanVideo.MockServer;

/// <summary>What goes wrong.</summary>
public sealed record FaultAction
{
    /// <summary>The kind.</summary>
    public required FaultKind Kind { get; init; }

    /// <summary>Before the gateway has taken the request, or after. It says nothing of <see cref="FaultKind.Truncate"/> and <see cref="FaultKind.Throttle"/>, which need the gateway's answer.</summary>
    public FaultTime When { get; init; }

    /// <summary>The status of <see cref="FaultKind.Status"/> and <see cref="FaultKind.Body"/>.</summary>
    public int Status { get; init; } = 200;

    /// <summary>Headers that are sent along.</summary>
    public Dictionary<string, string> Headers { get; init; } = [];

    /// <summary>The body in place of the gateway's.</summary>
    public string Body { get; init; } = "";

    /// <summary>Its type.</summary>
    public string ContentType { get; init; } = "text/plain";

    /// <summary>The length of a <see cref="FaultKind.Delay"/>.</summary>
    public int Milliseconds { get; init; }

    /// <summary>After how many bytes <see cref="FaultKind.Truncate"/> breaks off.</summary>
    public int Bytes { get; init; }

    /// <summary>The pace of <see cref="FaultKind.Throttle"/>.</summary>
    public int BytesPerSecond { get; init; } = 1000;
}
