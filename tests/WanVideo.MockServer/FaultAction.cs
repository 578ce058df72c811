namespace WanVideo.MockServer;

/// <summary>The effect of a fault.</summary>
public sealed record FaultAction
{
    /// <summary>The kind.</summary>
    public required FaultKind Kind { get; init; }

    /// <summary>Whether it occurs before or after the sandbox handles the request. Ignored by <see cref="FaultKind.Truncate"/> and <see cref="FaultKind.Throttle"/>, which change the sandbox's response.</summary>
    public FaultTime When { get; init; }

    /// <summary>The status of <see cref="FaultKind.Status"/> and <see cref="FaultKind.Body"/>.</summary>
    public int Status { get; init; } = 200;

    /// <summary>Additional headers.</summary>
    public Dictionary<string, string> Headers { get; init; } = [];

    /// <summary>The body that replaces the sandbox's.</summary>
    public string Body { get; init; } = "";

    /// <summary>The media type of <see cref="Body"/>.</summary>
    public string ContentType { get; init; } = "text/plain";

    /// <summary>The length of a <see cref="FaultKind.Delay"/>.</summary>
    public int Milliseconds { get; init; }

    /// <summary>The number of bytes that <see cref="FaultKind.Truncate"/> sends.</summary>
    public int Bytes { get; init; }

    /// <summary>The rate of <see cref="FaultKind.Throttle"/>.</summary>
    public int BytesPerSecond { get; init; } = 1000;
}
