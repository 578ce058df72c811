using System.Net;
using static WanVideo.Sandbox.EvoLink.EvoLinkNames;

namespace WanVideo.Sandbox.EvoLink;

/// <summary>A request that EvoLink does not fulfil, and how it says so.</summary>
internal sealed class EvoLinkRefusedException(HttpStatusCode status, string code, string type, string message, string? parameter = null) : Exception(message)
{
    public HttpStatusCode Status { get; } = status;

    public string Code { get; } = code;

    public string Type { get; } = type;

    public string? Parameter { get; } = parameter;

    /// <summary>A field that is not what it has to be.</summary>
    public static EvoLinkRefusedException OfField(string name, string fault) =>
        new(HttpStatusCode.BadRequest, ErrorCode.InvalidParameters, ErrorType.InvalidRequest, $"{name} {fault}", name);
}
