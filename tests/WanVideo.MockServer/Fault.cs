using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace WanVideo.MockServer;

/// <summary>Something that goes wrong with the requests it matches.</summary>
public sealed class Fault
{
    private int met;

    /// <summary>The method; null for any.</summary>
    public string? Method { get; init; }

    /// <summary>A regular expression for path and query; null for any.</summary>
    public string? Path { get; init; }

    /// <summary>A regular expression for the body of the request; null for any.</summary>
    public string? Body { get; init; }

    /// <summary>How many requests pass unharmed first.</summary>
    public int Skip { get; init; }

    /// <summary>How many requests it meets; null for all.</summary>
    public int? Times { get; init; }

    /// <summary>What goes wrong.</summary>
    public required FaultAction Action { get; init; }

    /// <summary>Whether it meets this request. Asking counts.</summary>
    internal bool Meets(string method, string path, string body)
    {
        if ((Method is not null && !Method.Equals(method, StringComparison.OrdinalIgnoreCase))
            || (Path is not null && !Regex.IsMatch(path, Path))
            || (Body is not null && !Regex.IsMatch(body, Body)))
        {
            return false;
        }

        var turn = Interlocked.Increment(ref met) - 1 - Skip;
        return turn >= 0 && (Times is null || turn < Times);
    }
}

/// <summary>What goes wrong.</summary>
public sealed record FaultAction
{
    /// <summary>The kind.</summary>
    public required FaultKind Kind { get; init; }

    /// <summary>Before the gateway has taken the request, or after: a create that fails after exists all the same.</summary>
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

/// <summary>The kinds of fault.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FaultKind>))]
public enum FaultKind
{
    /// <summary>Another status, body and headers; the gateway does not see the request unless <see cref="FaultTime.After"/>.</summary>
    Status,

    /// <summary>The answer comes late.</summary>
    Delay,

    /// <summary>The connection is dropped.</summary>
    Drop,

    /// <summary>The answer breaks off in its body.</summary>
    Truncate,

    /// <summary>Another body under the same status, 200.</summary>
    Body,

    /// <summary>The body comes slowly.</summary>
    Throttle,
}

/// <summary>When a fault strikes.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FaultTime>))]
public enum FaultTime
{
    /// <summary>Before the gateway has taken the request.</summary>
    Before,

    /// <summary>After.</summary>
    After,
}
