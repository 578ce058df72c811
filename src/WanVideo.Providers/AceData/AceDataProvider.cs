using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using WanVideo.Catalog;
using WanVideo.Providers.Http;
using WanVideo.Polling;
using static WanVideo.Providers.AceData.AceDataWire;

namespace WanVideo.Providers.AceData;

/// <summary>AceData Cloud: tasks are asked after by POST, up to 50 at a time, and have no status word but what their response tells.</summary>
internal sealed class AceDataProvider(ProviderOptions options, Func<HttpMessageHandler>? inProcess = null)
    : HttpVideoProvider(options, Info.BaseUri, AceDataCatalog.Create(options.Provider.Name), inProcess)
{
    public static readonly VideoProviderInfo Info = new("AceData", new Uri("https://api.acedata.cloud/"), "ACEDATACLOUD_API_TOKEN", AceDataCatalog.Create("AceData"));

    // "Stay under 1 request per second when polling", and 10 to 30 seconds between looks at a long video, says the guide on asynchronous tasks.
    public override PollingLimits PollingLimits { get; } = new(TimeSpan.FromSeconds(15), RequestsPerSecond: 1);

    public override int BatchSize => LargestBatch;

    protected override IReadOnlyDictionary<string, VideoStatus> Statuses => States;

    public override async Task<IReadOnlyList<VideoTask>> GetManyAsync(IReadOnlyList<string> ids, IUserMessages messages, CancellationToken cancellationToken)
    {
        var answer = await QueryAsync(() => Ask(Actions.RetrieveBatch, Query.Ids, new JsonArray([.. ids.Select(id => (JsonNode)id)])), messages, cancellationToken);
        if (answer.Deserialize(AceDataJson.Default.AceDataBatch) is { Items: { } found })
        {
            return [.. found.Where(one => one.Id is { Length: > 0 }).Select(one => Ready(Task(one.Id!, one, messages), answer))];
        }

        throw Refusal(answer) ?? NotUnderstood(answer);
    }

    protected override HttpRequestMessage CreateRequest(PreparedRequest request, string idempotencyKey) => new(HttpMethod.Post, CreatePath);

    protected override HttpRequestMessage GetRequest(string id) => Ask(Actions.Retrieve, Query.Id, id);

    protected override VideoTask? ReadTask(ProviderResponse answer, string? id, IUserMessages messages)
    {
        if (id is null)
        {
            return answer.Deserialize(AceDataJson.Default.AceDataResponse) is { Success: not false } created && (created.TaskId ?? created.Data?.TaskId ?? created.Id) is { Length: > 0 } given
                ? new VideoTask { Id = given, Provider = Name, Status = VideoStatus.Pending, RequestId = created.TraceId }
                : null;
        }

        // What it says of an id that it does not know is not documented: nothing, it is taken here.
        return answer.IsEmpty ? new VideoTask { Id = id, Provider = Name, Status = VideoStatus.Unknown }
            : answer.Deserialize(AceDataJson.Default.AceDataResponse) is { Id.Length: > 0 } found ? Task(id, found, messages)
            : null;
    }

    // What a task has inside its response, and the task's id.
    protected override VideoTask? CallbackTask(ProviderResponse received, IUserMessages messages) =>
        received.Deserialize(AceDataJson.Default.AceDataCallback) is { TaskId: { Length: > 0 } id } callback
            ? Task(id, new AceDataResponse { Response = callback, TraceId = callback.TraceId }, messages)
            : null;

    protected override VideoError? ReadError(ProviderResponse answer, VideoErrorKind otherwise) =>
        answer.Deserialize(AceDataJson.Default.AceDataResponse) is { } read && (read.Error is not null || read.Detail is not null || read.Success is false)
            ? Error(read.Error, read.Detail, otherwise)
            : null;

    private static HttpRequestMessage Ask(string action, string member, JsonNode what) =>
        new(HttpMethod.Post, TaskPath) { Content = JsonContent.Create(new JsonObject { [Query.Action] = action, [member] = what }) };

    private static VideoError Error(AceDataError? error, JsonElement? detail, VideoErrorKind otherwise) => new()
    {
        Kind = Errors.KindOf(otherwise, error?.Code),
        Message = error?.Message is { Length: > 0 } message ? message
            : detail is { } words ? words.ValueKind is JsonValueKind.String ? words.GetString()! : words.GetRawText()
            : "The gateway does not say why.",
        Code = error?.Code,
    };

    private VideoTask Task(string id, AceDataResponse answer, IUserMessages messages)
    {
        var response = answer.Response;
        var status = StatusOf(response, hasEnded: answer.FinishedAt is not null, messages);
        return new VideoTask
        {
            Id = id,
            Provider = Name,
            Model = answer.Request?.Model,
            Prompt = answer.Request?.Prompt,
            Duration = (int?)answer.Request?.Duration,
            Status = status,
            RawStatus = response?.State is { Length: > 0 } word ? word : null,
            CreatedAt = Moment(answer.CreatedAt),
            FinishedAt = Moment(answer.FinishedAt),
            VideoUrl = status is VideoStatus.Succeeded ? Address(response?.VideoUrl) : null,
            Error = status switch
            {
                VideoStatus.Failed => Error(response?.Error ?? answer.Error, answer.Detail, VideoErrorKind.ProviderFault),
                VideoStatus.Canceled => Error(response?.Error, answer.Detail, VideoErrorKind.Canceled) with { Kind = VideoErrorKind.Canceled },
                _ => null,
            },
            RequestId = answer.TraceId,
        };
    }

    // As AceData's SDK has it: success is the word of the task, and one without a video is none.
    private VideoStatus StatusOf(AceDataResult? response, bool hasEnded, IUserMessages messages)
    {
        var said = response?.State is { Length: > 0 } word ? StatusOf(word, messages) : VideoStatus.Running;
        var hasVideo = Address(response?.VideoUrl) is not null;
        return response?.Success switch
        {
            true => hasVideo ? VideoStatus.Succeeded : hasEnded || said is VideoStatus.Succeeded ? VideoStatus.Failed : said,
            false => response.Error is null && !hasEnded && said is VideoStatus.Running or VideoStatus.Pending ? VideoStatus.Running
                : said is VideoStatus.Canceled ? VideoStatus.Canceled
                : VideoStatus.Failed,
            null => said is VideoStatus.Succeeded || hasEnded ? hasVideo ? VideoStatus.Succeeded : said is VideoStatus.Canceled ? said : VideoStatus.Failed
                : said,
        };
    }
}
