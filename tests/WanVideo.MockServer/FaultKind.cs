using System.Text.Json.Serialization;

namespace WanVideo.MockServer;

/// <summary>The kinds of fault.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FaultKind>))]
public enum FaultKind
{
    /// <summary>Replaces status, body and headers of the sandbox's response.</summary>
    Status,

    /// <summary>Delays the response.</summary>
    Delay,

    /// <summary>Drops the connection.</summary>
    Drop,

    /// <summary>Drops the connection after a part of the response's body.</summary>
    Truncate,

    /// <summary>Replaces the body of the sandbox's response, with status 200.</summary>
    Body,

    /// <summary>Sends the body of the sandbox's response slowly.</summary>
    Throttle,
}
