using System.Net;

namespace WanVideo.Sandbox;

/// <summary>The request is rejected. Each gateway has its own response for it.</summary>
internal sealed class RequestRejectedException(HttpStatusCode status, string code, string message, string? field = null) : Exception(message)
{
    public HttpStatusCode Status { get; } = status;

    public string Code { get; } = code;

    public string? Field { get; } = field;
}

/// <summary>A field of a request has an invalid value. Gateways have different codes for it.</summary>
/// <param name="field">The path of the field.</param>
/// <param name="problem">The problem. The message is the field followed by it.</param>
internal sealed class InvalidFieldException(string field, string problem) : Exception($"{field} {problem}")
{
    public string Field { get; } = field;
}
