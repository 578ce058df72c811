using System.Text.Json.Serialization;

namespace WanVideo.MockServer;

/// <summary>When a fault strikes.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FaultTime>))]
public enum FaultTime
{
    /// <summary>Before the gateway has taken the request. But for a delay it never does.</summary>
    Before,

    /// <summary>After: a create has made its task all the same.</summary>
    After,
}
