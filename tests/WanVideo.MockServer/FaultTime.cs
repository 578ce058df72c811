using System.Text.Json.Serialization;

namespace WanVideo.MockServer;

/// <summary>The time of a fault.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FaultTime>))]
public enum FaultTime
{
    /// <summary>Before the sandbox handles the request. Except after a delay, the sandbox does not receive it.</summary>
    Before,

    /// <summary>After the sandbox has handled the request: a create request has created a task.</summary>
    After,
}
