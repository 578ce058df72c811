using System.Net;

namespace WanVideo.Sandbox.AceData;

/// <summary>A request that AceData does not fulfil, and how it says so.</summary>
internal sealed class AceDataRefusedException(HttpStatusCode status, string code, string message) : Exception(message)
{
    public HttpStatusCode Status { get; } = status;

    public string Code { get; } = code;
}
