using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Web;
using WanVideo.Sandbox.Video;

namespace WanVideo.Sandbox;

/// <summary>
/// The store that finished videos are fetched from. Like the object stores behind the real gateways it asks for a signed address and no key,
/// refuses a key that comes all the same, and lets an address expire.
/// </summary>
internal sealed class ResultVideos(IReadOnlyList<TaskStore> stores, TimeProvider time, Uri resultBase)
{
    private const string Extension = ".mp4";

    private static readonly TimeSpan Life = TimeSpan.FromHours(24);

    private readonly Uri folder = new(resultBase, "videos/");

    /// <summary>The address of a task's video.</summary>
    public Uri AddressOf(SandboxTask task)
    {
        var expires = (task.EndsAt + Life).ToUnixTimeSeconds();
        return new Uri(folder, string.Create(CultureInfo.InvariantCulture, $"{task.Id}{Extension}?Expires={expires}&Signature={Signature(task.Id, expires)}"));
    }

    /// <summary>The answer to a request for a video; null if the request is for something else.</summary>
    public HttpResponseMessage? TryAnswer(HttpRequestMessage request)
    {
        var path = request.RequestUri!.AbsolutePath;
        if (request.Method != HttpMethod.Get || !path.StartsWith(folder.AbsolutePath, StringComparison.Ordinal) || !path.EndsWith(Extension, StringComparison.Ordinal))
        {
            return null;
        }

        // Whatever it says: a header that cannot be read is one too.
        if (request.Headers.Contains("Authorization"))
        {
            return Refusal(HttpStatusCode.BadRequest, "InvalidArgument", "Only one auth mechanism allowed");
        }

        var id = path[folder.AbsolutePath.Length..^Extension.Length];
        var query = HttpUtility.ParseQueryString(request.RequestUri.Query);
        if (!long.TryParse(query["Expires"], CultureInfo.InvariantCulture, out var expires) || query["Signature"] != Signature(id, expires))
        {
            return Refusal(HttpStatusCode.Forbidden, "AccessDenied", "The signature does not match");
        }

        var now = time.GetUtcNow();
        if (now.ToUnixTimeSeconds() > expires)
        {
            return Refusal(HttpStatusCode.Forbidden, "AccessDenied", "Request has expired.");
        }

        // A video is made again for each request: it takes milliseconds, and the same task always gives the same bytes.
        return stores.Select(store => store.Find(id)).FirstOrDefault(found => found is not null) is { } task && task.At(now).Stage is SandboxTaskStatus.Succeeded
            ? RangedContent.Answer(request, TestVideo.Create(task.Order.Width, task.Order.Height, task.Order.Seconds, id), "video/mp4")
            : Refusal(HttpStatusCode.NotFound, "NoSuchKey", "The specified key does not exist.");
    }

    private static HttpResponseMessage Refusal(HttpStatusCode status, string code, string message) => new(status)
    {
        Content = new StringContent(
            $"""<?xml version="1.0" encoding="UTF-8"?><Error><Code>{code}</Code><Message>{message}</Message></Error>""",
            Encoding.UTF8,
            "application/xml"),
    };

    // It protects nothing; it only has to be a part of the address that must not be shown and cannot be left out.
    private static string Signature(string id, long expires) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}|{expires}"))))[..32];
}
