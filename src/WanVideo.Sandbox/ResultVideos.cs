using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Web;
using WanVideo.Sandbox.Video;

namespace WanVideo.Sandbox;

/// <summary>
/// The store that finished videos are fetched from. Like the object stores behind the real gateways it asks for a signed address and no key,
/// refuses a key that comes all the same, lets an address expire, and gives ranges.
/// </summary>
internal sealed class ResultVideos(TaskStore tasks, Uri resultBase, TimeProvider time)
{
    private const string Folder = "videos/";
    private const string Extension = ".mp4";

    private static readonly TimeSpan Life = TimeSpan.FromHours(24);

    /// <summary>The address of a task's video.</summary>
    public Uri AddressOf(SandboxTask task)
    {
        var expires = (task.EndsAt + Life).ToUnixTimeSeconds();
        return new Uri(resultBase, string.Create(CultureInfo.InvariantCulture, $"{Folder}{task.Id}{Extension}?Expires={expires}&Signature={Signature(task.Id, expires)}"));
    }

    /// <summary>The answer to a request for a video; null if the request is for something else.</summary>
    public HttpResponseMessage? TryAnswer(HttpRequestMessage request)
    {
        var path = request.RequestUri!.AbsolutePath;
        if (!path.StartsWith(resultBase.AbsolutePath + Folder, StringComparison.Ordinal) || !path.EndsWith(Extension, StringComparison.Ordinal))
        {
            return null;
        }

        if (request.Method != HttpMethod.Get && request.Method != HttpMethod.Head)
        {
            return new HttpResponseMessage(HttpStatusCode.MethodNotAllowed);
        }

        if (request.Headers.Authorization is not null)
        {
            return Refusal(HttpStatusCode.BadRequest, "InvalidArgument", "Only one auth mechanism allowed");
        }

        var id = path[(resultBase.AbsolutePath.Length + Folder.Length)..^Extension.Length];
        var query = HttpUtility.ParseQueryString(request.RequestUri.Query);
        if (!long.TryParse(query["Expires"], CultureInfo.InvariantCulture, out var expires) || query["Signature"] != Signature(id, expires))
        {
            return Refusal(HttpStatusCode.Forbidden, "AccessDenied", "The signature does not match");
        }

        if (time.GetUtcNow().ToUnixTimeSeconds() > expires)
        {
            return Refusal(HttpStatusCode.Forbidden, "AccessDenied", "Request has expired.");
        }

        return tasks.Find(id) is { } task && task.At(tasks.Now).Stage is Stage.Succeeded
            ? Video(request, task)
            : Refusal(HttpStatusCode.NotFound, "NoSuchKey", "The specified key does not exist.");
    }

    private static HttpResponseMessage Video(HttpRequestMessage request, SandboxTask task)
    {
        var order = task.Order;
        var bytes = TestVideo.Create(order.Width, order.Height, order.Seconds, task.Id);
        var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(bytes))[..32]}\"");
        var isWanted = request.Headers.IfRange is null || tag.Equals(request.Headers.IfRange.EntityTag);
        if (request.Headers.Range is { Unit: "bytes", Ranges: { Count: 1 } ranges } && isWanted)
        {
            var range = ranges.Single();
            var from = range.From ?? Math.Max(0, bytes.Length - range.To!.Value);
            var to = range.From is null ? bytes.Length - 1 : Math.Min(range.To ?? long.MaxValue, bytes.Length - 1);
            return from > to
                ? Answer(HttpStatusCode.RequestedRangeNotSatisfiable, [], tag, new ContentRangeHeaderValue(bytes.Length))
                : Answer(HttpStatusCode.PartialContent, bytes[(int)from..((int)to + 1)], tag, new ContentRangeHeaderValue(from, to, bytes.Length));
        }

        return Answer(HttpStatusCode.OK, bytes, tag, null);
    }

    private static HttpResponseMessage Answer(HttpStatusCode status, byte[] bytes, EntityTagHeaderValue tag, ContentRangeHeaderValue? range) => new(status)
    {
        Headers = { ETag = tag, AcceptRanges = { "bytes" } },
        Content = new ByteArrayContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue("video/mp4"), ContentRange = range } },
    };

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
