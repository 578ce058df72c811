using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using WanVideo.Catalog;
using WanVideo.Polling;
using WanVideo.Providers.Http;
using static WanVideo.Providers.AceData.AceDataWire;

namespace WanVideo.Providers.AceData;

/// <summary>AceData Cloud. Queries are POST requests. Most tasks have no status: it follows from the result and the time of completion.</summary>
internal sealed class AceDataProvider(ProviderOptions options, Func<HttpMessageHandler>? inProcess = null)
    : HttpVideoProvider(options, Info.BaseUri, AceDataCatalog.Create(options.Provider.Name), inProcess)
{
    public static readonly VideoProviderInfo Info = new("AceData", new Uri("https://api.acedata.cloud/"), "ACEDATACLOUD_API_TOKEN", AceDataCatalog.Create("AceData"))
    {
        Operations = [ProviderOperation.GetMany, ProviderOperation.Callback],
        MaxBatchSize = MaxBatchSize,
    };

    private static readonly ErrorCodeMap Errors = new(
        (VideoErrorKind.Authentication, [ErrorCode.NoToken, ErrorCode.InvalidToken, ErrorCode.TokenExpired, ErrorCode.TokenMismatched]),
        (VideoErrorKind.Balance, [ErrorCode.UsedUp]),
        (VideoErrorKind.Permission, [ErrorCode.Disabled]),
        (VideoErrorKind.ContentRejected, [ErrorCode.Forbidden]),
        (VideoErrorKind.InvalidRequest, [ErrorCode.BadRequest, ErrorCode.ApiNotImplemented, ErrorCode.NoApi]),
        (VideoErrorKind.RateLimited, [ErrorCode.TooManyRequests]),
        (VideoErrorKind.ProviderFault, [ErrorCode.ApiError]),
        (VideoErrorKind.Timeout, [ErrorCode.Timeout]));

    // Source: the guide on asynchronous tasks. "Stay under 1 request per second when polling"; for long videos every 10 to 30 seconds.
    public override PollingLimits PollingLimits { get; } = new(TimeSpan.FromSeconds(15), RequestsPerSecond: 1);

    public override IReadOnlyList<ProviderOperation> Operations => Info.Operations;

    public override int BatchSize => MaxBatchSize;

    protected override IReadOnlyList<string> TaskIdPaths { get; } = ["task_id", "data.task_id", "id"];

    protected override IReadOnlyDictionary<string, string> Statuses { get; } = new (string Status, string[] States)[]
    {
        (VideoStatus.Succeeded, State.Succeeded),
        (VideoStatus.Failed, State.Failed),
        (VideoStatus.Canceled, State.Canceled),
        (VideoStatus.Pending, State.Pending),
        (VideoStatus.Running, State.Running),
    }.SelectMany(row => row.States, (row, state) => KeyValuePair.Create(state, row.Status)).ToDictionary(StringComparer.OrdinalIgnoreCase);

    public override async Task<IReadOnlyList<VideoTask>> GetManyAsync(IReadOnlyList<string> ids, IUserMessages messages, CancellationToken cancellationToken)
    {
        var response = await QueryAsync(() => BuildQuery(Actions.RetrieveBatch, Query.Ids, new JsonArray([.. ids.Select(id => (JsonNode)id)])), messages, cancellationToken);
        return response.Deserialize(AceDataJson.Default.AceDataBatch) is { Items: { } tasks }
            ? [.. tasks.Where(task => task.Id is { Length: > 0 }).Select(task => Normalize(ToTask(task.Id!, task, messages)))]
            : throw GetReportedError(response) ?? CreateUnexpectedResponseException(response);
    }

    protected override HttpRequestMessage BuildCreateRequest(PreparedRequest request, string idempotencyKey) => new(HttpMethod.Post, CreatePath);

    protected override HttpRequestMessage BuildGetRequest(string id) => BuildQuery(Actions.Retrieve, Query.Id, id);

    protected override VideoTask? ReadTask(ProviderResponse response, string? id, IUserMessages messages)
    {
        if (id is null)
        {
            return response.Deserialize(AceDataJson.Default.AceDataResponse) is { Success: not false } created && (created.TaskId ?? created.Data?.TaskId ?? created.Id) is { Length: > 0 } newId
                ? new VideoTask { Id = newId, Provider = Name, Status = VideoStatus.Pending, RequestId = created.TraceId }
                : null;
        }

        // The response for an unknown id is not documented. An empty one is assumed to mean it.
        return response.IsEmpty ? new VideoTask { Id = id, Provider = Name, Status = VideoStatus.Unknown }
            : response.Deserialize(AceDataJson.Default.AceDataResponse) is { Id.Length: > 0 } task ? ToTask(id, task, messages)
            : null;
    }

    // The body is a task's result with the id of the task.
    protected override VideoTask? ReadCallbackTask(ProviderResponse callback, IUserMessages messages) =>
        callback.Deserialize(AceDataJson.Default.AceDataCallback) is { TaskId: { Length: > 0 } id } result
            ? ToTask(id, new AceDataResponse { Response = result, TraceId = result.TraceId }, messages)
            : null;

    protected override VideoError? ReadError(ProviderResponse response, VideoErrorKind defaultKind) =>
        response.Deserialize(AceDataJson.Default.AceDataResponse) is { } body && (body.Error is not null || body.Detail is not null || body.Success is false)
            ? ToError(body.Error, body.Detail, defaultKind)
            : null;

    private static HttpRequestMessage BuildQuery(string action, string field, JsonNode value) =>
        new(HttpMethod.Post, TaskPath) { Content = JsonContent.Create(new JsonObject { [Query.Action] = action, [field] = value }) };

    private static VideoError ToError(AceDataError? error, JsonElement? detail, VideoErrorKind defaultKind) => new()
    {
        Kind = Errors.GetKind(defaultKind, error?.Code),
        Message = MessageOrDefault(error?.Message is { Length: > 0 } message ? message
            : detail is { ValueKind: JsonValueKind.String } text ? text.GetString()
            : detail?.GetRawText()),
        Code = error?.Code,
    };

    private VideoTask ToTask(string id, AceDataResponse task, IUserMessages messages)
    {
        var result = task.Response;
        var status = GetStatus(result, isFinished: task.FinishedAt is not null, messages);
        return new VideoTask
        {
            Id = id,
            Provider = Name,
            Model = task.Request?.Model,
            Prompt = task.Request?.Prompt,
            Duration = (int?)task.Request?.Duration,
            Status = status,
            RawStatus = result?.State is { Length: > 0 } state ? state : null,
            CreatedAt = FromUnixSeconds(task.CreatedAt),
            FinishedAt = FromUnixSeconds(task.FinishedAt),
            VideoUrl = status is VideoStatus.Succeeded ? ParseUrl(result?.VideoUrl) : null,
            Error = status switch
            {
                VideoStatus.Failed => ToError(result?.Error ?? task.Error, task.Detail, VideoErrorKind.ProviderFault),
                VideoStatus.Canceled => ToError(result?.Error, task.Detail, VideoErrorKind.Canceled) with { Kind = VideoErrorKind.Canceled },
                _ => null,
            },
            RequestId = task.TraceId,
        };
    }

    // As in AceData's SDK: "success" is the task's status, and a successful task without a video has failed.
    private string GetStatus(AceDataResult? result, bool isFinished, IUserMessages messages)
    {
        var status = result?.State is { Length: > 0 } state ? ParseStatus(state, messages) : VideoStatus.Running;
        var hasVideo = ParseUrl(result?.VideoUrl) is not null;
        return result?.Success switch
        {
            true => hasVideo ? VideoStatus.Succeeded : isFinished || status is VideoStatus.Succeeded ? VideoStatus.Failed : status,
            false => result.Error is null && !isFinished && status is VideoStatus.Running or VideoStatus.Pending ? VideoStatus.Running
                : status is VideoStatus.Canceled ? VideoStatus.Canceled
                : VideoStatus.Failed,
            null => status is VideoStatus.Succeeded || isFinished ? hasVideo ? VideoStatus.Succeeded : status is VideoStatus.Canceled ? status : VideoStatus.Failed
                : status,
        };
    }
}
