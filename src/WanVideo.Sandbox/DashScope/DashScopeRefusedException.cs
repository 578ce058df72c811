using System.Net;

namespace WanVideo.Sandbox.DashScope;

/// <summary>A request that DashScope does not fulfil, and how it says so.</summary>
internal sealed class DashScopeRefusedException(HttpStatusCode status, string code, string message) : Exception(message)
{
    public HttpStatusCode Status { get; } = status;

    public string Code { get; } = code;
}
