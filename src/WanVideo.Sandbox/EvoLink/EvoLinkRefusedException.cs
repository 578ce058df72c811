using System.Net;

namespace WanVideo.Sandbox.EvoLink;

/// <summary>A request that EvoLink does not fulfil, and how it says so.</summary>
internal sealed class EvoLinkRefusedException(HttpStatusCode status, string code, string type, string message, string? parameter = null) : Exception(message)
{
    public HttpStatusCode Status { get; } = status;

    public string Code { get; } = code;

    public string Type { get; } = type;

    public string? Parameter { get; } = parameter;
}
