using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using WanVideo.Catalog;
using WanVideo.Providers;
using WanVideo.Providers.Http;

namespace WanVideo.FifthGateway;

/// <summary>A client for the gateway: its addresses, its shapes and its words. It asks for the key in a way of its own.</summary>
internal sealed class AcmeProvider(ProviderOptions options) : HttpVideoProvider(options, options.Provider.BaseUri, AcmeFactory.Catalog, () => new AcmeServer())
{
    private readonly string studio = options.GetString("Studio") ?? "East";
    private readonly AuthenticationHeaderValue authorization = new("Key", options.ApiKey);

    protected override IReadOnlyDictionary<string, VideoStatus> Statuses { get; } = new Dictionary<string, VideoStatus>
    {
        ["dreaming"] = VideoStatus.Running,
        ["awake"] = VideoStatus.Succeeded,
    };

    protected override HttpRequestMessage CreateRequest(PreparedRequest request, string idempotencyKey) =>
        new(HttpMethod.Post, $"studios/{studio}/dreams") { Headers = { Authorization = authorization } };

    protected override HttpRequestMessage GetRequest(string id) =>
        new(HttpMethod.Get, $"dreams/{Uri.EscapeDataString(id)}") { Headers = { Authorization = authorization } };

    protected override VideoTask? ReadTask(ProviderResponse answer, string? id, IUserMessages messages) =>
        JsonNode.Parse(answer.Body)?["dream"] is JsonObject dream
            ? new VideoTask
            {
                Id = (string)dream["key"]!,
                Provider = Name,
                Status = StatusOf((string?)dream["state"], messages),
                RawStatus = (string?)dream["state"],
                VideoUrl = Address((string?)dream["film"]),
            }
            : null;

    protected override VideoError? ReadError(ProviderResponse answer, VideoErrorKind otherwise) =>
        JsonNode.Parse(answer.Body)?["nightmare"] is { } words ? new VideoError { Kind = otherwise, Message = (string)words! } : null;
}
