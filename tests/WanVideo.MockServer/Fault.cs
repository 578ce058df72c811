using System.Text.RegularExpressions;

namespace WanVideo.MockServer;

/// <summary>A fault and the requests to which it applies.</summary>
public sealed class Fault
{
    private Regex? pathPattern;
    private Regex? bodyPattern;
    private int matchCount;

    /// <summary>The method; null for any.</summary>
    public string? Method { get; init; }

    /// <summary>A regular expression for path and query; null for any.</summary>
    public string? Path
    {
        get => pathPattern?.ToString();
        init => pathPattern = value is null ? null : new Regex(value);
    }

    /// <summary>A regular expression for the body of the request; null for any.</summary>
    public string? Body
    {
        get => bodyPattern?.ToString();
        init => bodyPattern = value is null ? null : new Regex(value);
    }

    /// <summary>The number of matching requests to skip first. Default 0.</summary>
    public int Skip { get; init; }

    /// <summary>The number of requests to which it applies; null for all.</summary>
    public int? Times { get; init; }

    /// <summary>Applies to one request in this many. Default 1.</summary>
    public int Every { get; init; } = 1;

    /// <summary>The fault.</summary>
    public required FaultAction Action { get; init; }

    /// <summary>Whether the fault applies to a request. Every call with a matching request is counted.</summary>
    internal bool AppliesTo(RecordedRequest request)
    {
        if (Method?.Equals(request.Method, StringComparison.OrdinalIgnoreCase) is false
            || pathPattern?.IsMatch(request.Path) is false
            || bodyPattern?.IsMatch(request.Body) is false)
        {
            return false;
        }

        var index = Interlocked.Increment(ref matchCount) - 1 - Skip;
        return index >= 0 && index % Every == 0 && (Times is null || index / Every < Times);
    }
}
