using System.Text.RegularExpressions;

namespace WanVideo.MockServer;

/// <summary>Something that goes wrong with the requests it matches.</summary>
public sealed class Fault
{
    private Regex? pathPattern;
    private Regex? bodyPattern;
    private int met;

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

    /// <summary>How many requests pass unharmed first.</summary>
    public int Skip { get; init; }

    /// <summary>How many requests it meets; null for all.</summary>
    public int? Times { get; init; }

    /// <summary>Meets one in so many of them.</summary>
    public int Every { get; init; } = 1;

    /// <summary>What goes wrong.</summary>
    public required FaultAction Action { get; init; }

    /// <summary>Whether it meets this request. Asking counts.</summary>
    internal bool Meets(RecordedRequest request)
    {
        if (Method?.Equals(request.Method, StringComparison.OrdinalIgnoreCase) is false
            || pathPattern?.IsMatch(request.Path) is false
            || bodyPattern?.IsMatch(request.Body) is false)
        {
            return false;
        }

        var turn = Interlocked.Increment(ref met) - 1 - Skip;
        return turn >= 0 && turn % Every == 0 && (Times is null || turn / Every < Times);
    }
}
