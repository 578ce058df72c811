using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Web;
using WanVideo.Sandbox.Video;

namespace WanVideo.Sandbox;

/// <summary>
/// The object store of finished videos. Like the stores of the real gateways it requires a signed URL without an Authorization header, and URLs expire.
/// </summary>
internal sealed class ResultStore(IReadOnlyList<TaskStore> stores, TimeProvider time, Uri resultBase)
{
    private const string Extension = ".mp4";

    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    private readonly Uri folder = new(resultBase, "videos/");

    /// <summary>Gets the signed URL of a task's video.</summary>
    public string GetUrl(SandboxTask task)
    {
        var expires = (task.EndsAt + Lifetime).ToUnixTimeSeconds();
        return new Uri(folder, string.Create(CultureInfo.InvariantCulture, $"{task.Id}{Extension}?Expires={expires}&Signature={Sign(task.Id, expires)}")).AbsoluteUri;
    }

    /// <summary>Handles a request for a video. Null if the path is not that of a video.</summary>
    public HttpResponseMessage? TryHandle(HttpRequestMessage request)
    {
        var path = request.RequestUri!.AbsolutePath;
        if (request.Method != HttpMethod.Get || !path.StartsWith(folder.AbsolutePath, StringComparison.Ordinal) || !path.EndsWith(Extension, StringComparison.Ordinal))
        {
            return null;
        }

        // Also for a header that cannot be parsed: the Authorization property would be null.
        if (request.Headers.Contains("Authorization"))
        {
            return CreateError(HttpStatusCode.BadRequest, "InvalidArgument", "Only one auth mechanism allowed");
        }

        var id = path[folder.AbsolutePath.Length..^Extension.Length];
        var query = HttpUtility.ParseQueryString(request.RequestUri.Query);
        if (!long.TryParse(query["Expires"], CultureInfo.InvariantCulture, out var expires) || query["Signature"] != Sign(id, expires))
        {
            return CreateError(HttpStatusCode.Forbidden, "AccessDenied", "The signature does not match");
        }

        var now = time.GetUtcNow();
        if (now.ToUnixTimeSeconds() > expires)
        {
            return CreateError(HttpStatusCode.Forbidden, "AccessDenied", "Request has expired.");
        }

        return (stores.Select(store => store.Find(id)).FirstOrDefault(task => task is not null) is { } task ? TryCreateVideo(request, task) : null)
            ?? CreateError(HttpStatusCode.NotFound, "NoSuchKey", "The specified key does not exist.");
    }

    /// <summary>Creates the response with the video of a task. Null if it has none.</summary>
    public HttpResponseMessage? TryCreateVideo(HttpRequestMessage request, SandboxTask task) => task.GetState(time.GetUtcNow()).Status is SandboxTaskStatus.Succeeded
        ? RangeResponse.Create(request, TestVideo.Create(task.Request.Width, task.Request.Height, task.Request.Seconds, task.Id), "video/mp4")
        : null;

    private static HttpResponseMessage CreateError(HttpStatusCode status, string code, string message) => new(status)
    {
        Content = new StringContent(
            $"""<?xml version="1.0" encoding="UTF-8"?><Error><Code>{code}</Code><Message>{message}</Message></Error>""",
            Encoding.UTF8,
            "application/xml"),
    };

    // Not a secret. Tests use it as a part of the URL that is required and must be redacted.
    private static string Sign(string id, long expires) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}|{expires}"))))[..32];
}
