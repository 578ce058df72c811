using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using WanVideo.Catalog;
using WanVideo.Downloading;
using WanVideo.Providers;
using WanVideo.Providers.Http;

namespace WanVideo.FifthGateway;

/// <summary>The provider: paths, statuses and response shapes. The gateway has its own authentication scheme.</summary>
internal sealed class AcmeProvider(ProviderOptions options) : HttpVideoProvider(options, options.Provider.BaseUri, AcmeFactory.Catalog, () => new AcmeServer())
{
    private readonly string studio = options.GetString("Studio") ?? "East";
    private readonly AuthenticationHeaderValue authorization = new("Key", options.ApiKey);

    protected override IReadOnlyList<string> TaskIdPaths { get; } = ["job.id"];

    protected override IReadOnlyDictionary<string, string> Statuses { get; } = new Dictionary<string, string>
    {
        ["rendering"] = VideoStatus.Running,
        ["done"] = VideoStatus.Succeeded,
    };

    protected override HttpRequestMessage BuildCreateRequest(PreparedRequest request, string idempotencyKey) =>
        new(HttpMethod.Post, $"studios/{studio}/jobs") { Headers = { Authorization = authorization } };

    protected override HttpRequestMessage BuildGetRequest(string id) =>
        new(HttpMethod.Get, $"jobs/{Uri.EscapeDataString(id)}") { Headers = { Authorization = authorization } };

    protected override VideoTask? ReadTask(ProviderResponse response, string? id, IUserMessages messages) =>
        JsonNode.Parse(response.Body)?["job"] is JsonObject job
            ? new VideoTask
            {
                Id = (string)job["id"]!,
                Provider = Name,
                Status = ParseStatus((string?)job["state"], messages),
                RawStatus = (string?)job["state"],
                VideoUrl = ResultUrl.Parse((string?)job["url"]),
            }
            : null;

    protected override VideoError? ReadError(ProviderResponse response, VideoErrorKind defaultKind) =>
        JsonNode.Parse(response.Body)?["error"] is { } message ? new VideoError { Kind = defaultKind, Message = (string)message! } : null;
}
