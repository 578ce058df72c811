using System.Text.Json.Nodes;
using WanVideo.Catalog;
using WanVideo.Downloading;
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

    internal static readonly ErrorCodeMap Errors = new(
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

    protected override IReadOnlyList<string> KnownPaths => [CreatePath, TaskPath];

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
        return ReadTasks(response, ListField.Items, task => task[TaskField.Id].GetString() is { } id ? ToTask(id, task, messages) : null);
    }

    protected override HttpRequestMessage BuildCreateRequest(PreparedRequest request, string idempotencyKey) => new(HttpMethod.Post, CreatePath);

    protected override HttpRequestMessage BuildGetRequest(string id) => BuildQuery(Actions.Retrieve, Query.Id, id);

    protected override VideoTask? ReadTask(ProviderResponse response, string? id, IUserMessages messages)
    {
        var body = response.Json;
        if (id is null)
        {
            return body[ResultField.Success].GetBoolean() is not false && FindTaskId(response) is { } newId
                ? new VideoTask { Id = newId, Provider = Name, Status = VideoStatus.Pending, RequestId = body[TaskField.TraceId].GetString() }
                : null;
        }

        // The response for an unknown id is not documented. An empty object is assumed to mean it, and an empty body to be an interrupted response.
        return response.IsEmpty ? new VideoTask { Id = id, Provider = Name, Status = VideoStatus.Unknown }
            : body[TaskField.Id].GetString() is { } taskId ? ToTask(taskId, body, messages)
            : null;
    }

    // The body is a task's result with the id of the task.
    protected override VideoTask? ReadCallbackTask(ProviderResponse callback, IUserMessages messages) => callback.Json[ResultField.TaskId].GetString() is { } id
        ? CreateTask(id, task: default, result: callback.Json, messages) with { RequestId = callback.Json[TaskField.TraceId].GetString() }
        : null;

    protected override VideoError? ReadError(ProviderResponse response, VideoErrorKind defaultKind)
    {
        var body = response.Json;
        return HasError(body) || body[TaskField.Detail].Exists || body[ResultField.Success].GetBoolean() is false ? ToError(body, defaultKind) : null;
    }

    private static HttpRequestMessage BuildQuery(string action, string field, JsonNode value) =>
        new(HttpMethod.Post, TaskPath) { Content = CreateJsonContent(new JsonObject { [Query.Action] = action, [field] = value }) };

    // An object in the guides, a string in AceData's own client.
    private static bool HasError(ResponseValue parent) => parent[TaskField.Error] is var error && (error.IsObject || error.GetString() is not null);

    // The web framework of the gateway returns a detail, a string or any JSON, in place of an error.
    private static VideoError ToError(ResponseValue parent, VideoErrorKind defaultKind)
    {
        var (error, detail) = (parent[TaskField.Error], parent[TaskField.Detail]);
        var code = error[ErrorField.Code].GetString();
        return new()
        {
            Kind = Errors.GetKind(defaultKind, code),
            Message = MessageOrDefault(error[ErrorField.Message].GetString() ?? error.GetString() ?? detail.GetString() ?? detail.GetJson()),
            Code = code,
        };
    }

    private VideoTask ToTask(string id, ResponseValue task, IUserMessages messages) => CreateTask(id, task, task[TaskField.Response], messages);

    private VideoTask CreateTask(string id, ResponseValue task, ResponseValue result, IUserMessages messages)
    {
        var request = task[TaskField.Request];
        var finishedAt = task[TaskField.FinishedAt];
        var status = GetStatus(result, isFinished: finishedAt.GetString() is not null && finishedAt.GetDouble() is not 0, messages);
        return new VideoTask
        {
            Id = id,
            Provider = Name,
            Model = request[Field.Model].GetString(),
            Prompt = request[Field.Prompt].GetString(),
            Duration = request[Field.Duration].GetInt32(),
            Status = status,
            RawStatus = result[ResultField.State].GetString(),
            CreatedAt = FromUnixSeconds(task[TaskField.CreatedAt].GetDouble()),
            FinishedAt = FromUnixSeconds(finishedAt.GetDouble()),
            VideoUrl = status is VideoStatus.Succeeded ? ResultUrl.Parse(result[ResultField.VideoUrl].GetString()) : null,
            Error = status switch
            {
                VideoStatus.Failed => ToError(HasError(result) ? result : task, VideoErrorKind.ProviderFault),
                VideoStatus.Canceled => ToError(HasError(result) ? result : task, VideoErrorKind.Canceled) with { Kind = VideoErrorKind.Canceled },
                _ => null,
            },
            RequestId = task[TaskField.TraceId].GetString(),
        };
    }

    // As in AceData's SDK: "success" is the task's status, and a successful task without a video has failed.
    private string GetStatus(ResponseValue result, bool isFinished, IUserMessages messages)
    {
        var status = result[ResultField.State].GetString() is { } state ? ParseStatus(state, messages) : VideoStatus.Running;
        var hasVideo = ResultUrl.Parse(result[ResultField.VideoUrl].GetString()) is not null;
        return result[ResultField.Success].GetBoolean() switch
        {
            true => hasVideo ? VideoStatus.Succeeded : isFinished || status is VideoStatus.Succeeded ? VideoStatus.Failed : status,
            false => !HasError(result) && !isFinished && status is VideoStatus.Running or VideoStatus.Pending ? VideoStatus.Running
                : status is VideoStatus.Canceled ? VideoStatus.Canceled
                : VideoStatus.Failed,
            null => status is VideoStatus.Succeeded || isFinished ? hasVideo ? VideoStatus.Succeeded : status is VideoStatus.Canceled ? status : VideoStatus.Failed
                : status,
        };
    }
}
