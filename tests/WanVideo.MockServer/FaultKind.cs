using System.Text.Json.Serialization;

namespace WanVideo.MockServer;

/// <summary>The kinds of fault.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FaultKind>))]
public enum FaultKind
{
    /// <summary>Another status, body and headers in place of the gateway's answer.</summary>
    Status,

    /// <summary>The answer comes late.</summary>
    Delay,

    /// <summary>The connection is dropped.</summary>
    Drop,

    /// <summary>The gateway's answer breaks off in its body.</summary>
    Truncate,

    /// <summary>Another body in place of the gateway's, under status 200 as if all were well.</summary>
    Body,

    /// <summary>The body of the gateway's answer comes slowly.</summary>
    Throttle,
}
