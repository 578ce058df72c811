using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using WanVideo.Callbacks;
using WanVideo.Catalog;
using WanVideo.Downloading;
using WanVideo.Providers.Http;
using static WanVideo.Providers.Fal.FalWire;

namespace WanVideo.Providers.Fal;

/// <summary>
/// fal. A create request adds a request to a queue. The status of the queue does not state whether a run succeeded: the result does. fal has no idempotency
/// key and bills each accepted request.
/// </summary>
internal sealed class FalProvider(ProviderOptions options, Func<HttpMessageHandler>? inProcess = null)
    : HttpVideoProvider(options, Info.BaseUri, FalCatalog.Create(options.Provider.Name), inProcess)
{
    /// <summary>The duration for which null is sent.</summary>
    public const int ModelChoosesDuration = -1;

    // The fields that the module composes and fal does not take in the body.
    private const string ModelField = "model";

    // Source: the page on media expiration, "at least 7 days", from the completion on. The queue keeps the result, which has the URL, for 1 hour after completion
    // (6 minutes if it has 10 KB or more), or for 30 days where the account stores payloads, which is the default. Another page: files are kept forever.
    private static readonly TimeSpan MinFileLifetime = TimeSpan.FromDays(7);

    public static readonly VideoProviderInfo Info = new("fal", new Uri("https://queue.fal.run/"), "FAL_KEY", FalCatalog.Create("fal"))
    {
        Operations = [ProviderOperation.Cancel, ProviderOperation.Callback],
    };

    internal static readonly ErrorCodeMap Errors = new(
        (VideoErrorKind.ContentRejected, [ErrorType.ContentPolicy]),
        (VideoErrorKind.InvalidRequest, ErrorType.InvalidRequest),
        (VideoErrorKind.MediaUnreachable, ErrorType.MediaUnreachable),
        (VideoErrorKind.NotFound, [Status.NotFound]),
        (VideoErrorKind.RateLimited, ErrorType.RateLimited),
        (VideoErrorKind.Timeout, ErrorType.Timeout),
        (VideoErrorKind.Canceled, ErrorType.Canceled),
        (VideoErrorKind.ProviderFault, ErrorType.ProviderFault));

    private readonly AuthenticationHeaderValue? authorization = options.ApiKey is { } key ? new(KeyScheme, key) : null;
    private readonly TimeProvider time = options.TimeProvider;

    private readonly FalCallbackVerifier verifier = new(GetKeySetUrl(options.BaseUri), options);

    public override IReadOnlyList<ProviderOperation> Operations => Info.Operations;

    protected override IReadOnlyList<string> TaskIdPaths { get; } = [TaskField.RequestId];

    protected override IReadOnlyDictionary<string, string> Statuses { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        [Status.InQueue] = VideoStatus.Pending,
        [Status.InProgress] = VideoStatus.Running,
        [Status.Completed] = VideoStatus.Succeeded,
        [Status.Failed] = VideoStatus.Failed,
        [Status.Canceled[0]] = VideoStatus.Canceled,
        [Status.Canceled[1]] = VideoStatus.Canceled,
    };

    public override async Task<VideoTask> GetAsync(string id, IUserMessages messages, CancellationToken cancellationToken)
    {
        var response = await QueryAsync(() => BuildGetRequest(id), messages, cancellationToken, id);
        if (ReadTask(response, id, messages) is not { } task)
        {
            throw CreateUnexpectedResponseException(response, id);
        }

        return Normalize(task.Status is VideoStatus.Succeeded or VideoStatus.Failed ? await GetOutcomeAsync(task, response, messages, cancellationToken) : task, response);
    }

    public override async Task CancelAsync(string id, IUserMessages messages, CancellationToken cancellationToken)
    {
        var path = FalTaskId.Parse(id, Name).Path + CancelSuffix;
        var response = await QueryAsync(() => BuildRequest(HttpMethod.Put, path), messages, cancellationToken, id);
        var status = response.Json[TaskField.Status].GetString();
        if (Status.Removed.Equals(status, StringComparison.OrdinalIgnoreCase))
        {
            return;
        }

        // The page of a proxy confirms nothing: the task would continue, and be billed.
        if (!Status.CancellationRequested.Equals(status, StringComparison.OrdinalIgnoreCase) && response.Json[TaskField.Success].GetBoolean() is not true)
        {
            throw CreateUnexpectedResponseException(response, id);
        }

        messages.WriteWarning($"{Name} accepted the cancellation of {id}, but a task that is already running may still finish and be billed. Get-WanVideoTask shows its status.");
    }

    // The queue itself must neither run a request again nor send it to another model: both can bill a second time.
    protected override HttpRequestMessage BuildCreateRequest(PreparedRequest request, string idempotencyKey)
    {
        var model = (string?)request.Body[ModelField] ?? request.Model.Name;
        if (FalTaskId.GetApp(model) is null)
        {
            throw new VideoException(VideoErrorKind.InvalidParameter, $"-Model is '{model}'; a model of {Name} has an owner and a name, such as {Model.TextToVideo30}. Nothing was sent.") { Provider = Name };
        }

        var message = BuildRequest(HttpMethod.Post, string.Join('/', model.Split('/').Select(Uri.EscapeDataString)) + QueryStringBuilder.Build((Query.Webhook, (string?)request.Body[Query.Webhook])));
        message.Headers.Add(Header.NoRetry, Header.Set);
        message.Headers.Add(Header.DisableFallback, Header.Set);
        return message;
    }

    protected override JsonObject BuildCreateBody(PreparedRequest request)
    {
        var body = (JsonObject)request.Body.DeepClone();
        body.Remove(ModelField);
        body.Remove(Query.Webhook);
        if (body[Field.Duration]?.ToJsonString() == ModelChoosesDuration.ToString(CultureInfo.InvariantCulture))
        {
            body[Field.Duration] = null;
        }

        return body;
    }

    protected override HttpRequestMessage BuildGetRequest(string id) => BuildRequest(HttpMethod.Get, FalTaskId.Parse(id, Name).Path + StatusSuffix);

    // A failed run returns the model's own HTTP status. It is final, also 5xx.
    protected override bool IsTransient(ProviderResponse response) => base.IsTransient(response) && !IsOutcome(response);

    protected override VideoTask? ReadTask(ProviderResponse response, string? id, IUserMessages messages)
    {
        var body = response.Json;
        var (requestId, rawStatus) = (body[TaskField.RequestId].GetString(), body[TaskField.Status].GetString());
        if (id is null)
        {
            return requestId is null ? null : new VideoTask
            {
                Id = GetTaskId(requestId, response)?.ToString() ?? requestId,
                Provider = Name,
                Status = VideoStatus.Pending,
                RawStatus = GetRawStatus(body),
                ExpiresAt = time.GetUtcNow() + MinFileLifetime,
                RequestId = requestId,
            };
        }

        return rawStatus is null || (requestId is not null && requestId != FalTaskId.Parse(id, Name).RequestId) ? null : new VideoTask
        {
            Id = id,
            Provider = Name,
            Status = ParseStatus(rawStatus, messages),
            RawStatus = GetRawStatus(body),
            RequestId = requestId,
        };
    }

    protected override VideoError? ReadError(ProviderResponse response, VideoErrorKind defaultKind) =>
        ReadError(response.Json, defaultKind, response.Status, GetErrorType(response));

    protected override VideoTask? ReadCallbackTask(ProviderResponse callback, IUserMessages messages)
    {
        var (body, payload) = (callback.Json, callback.Json[Callback.Payload]);
        if (body[TaskField.RequestId].GetString() is not { } requestId || body[TaskField.Status].GetString() is not { } status)
        {
            return null;
        }

        var task = new VideoTask { Id = requestId, Provider = Name, Status = VideoStatus.Succeeded, RawStatus = status, RequestId = requestId };
        return status switch
        {
            Callback.Ok => AddResult(task, payload),
            Callback.Error => AddError(task, ReadError(payload, VideoErrorKind.ProviderFault, HttpStatusCode.OK) ?? ReadError(body, VideoErrorKind.ProviderFault, HttpStatusCode.OK)),
            _ => null,
        };
    }

    // A callback has the request id only. The app is that whose queue has the request.
    protected override async Task<VideoTask> VerifyCallbackAsync(CallbackRequest request, VideoTask task, IUserMessages messages, CancellationToken cancellationToken)
    {
        await verifier.VerifyAsync(request, MediaClient, cancellationToken);
        foreach (var app in Catalog.Models.Select(model => FalTaskId.GetApp(model.Name)).OfType<string>().Distinct())
        {
            var id = new FalTaskId(task.Id, app);
            var response = await SendQueryAsync(() => BuildRequest(HttpMethod.Get, id.Path + StatusSuffix), messages, cancellationToken);
            if (response.IsSuccess && response.Json[TaskField.Status].GetString() is not null)
            {
                return task with { Id = (FindReturnedId(task.Id, response) ?? id).ToString() };
            }

            if (response.Status is not (HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed or HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity) && !response.IsSuccess)
            {
                throw CreateException(response, $"{id}");
            }
        }

        throw new VideoException(VideoErrorKind.NotFound, $"{Name} has no request {task.Id} of a model of the catalog.") { Provider = Name, TaskId = task.Id };
    }

    // fal's own hosts have their keys on another host. Any other base URL is that of a server with fal's protocol, which has its own keys.
    internal static Uri GetKeySetUrl(Uri? baseUri) =>
        baseUri is null || baseUri.Host == Info.BaseUri.Host || baseUri.Host == BackupHost ? new Uri($"https://{KeyHost}/{KeySetPath}") : new Uri(baseUri, KeySetPath);

    private HttpRequestMessage BuildRequest(HttpMethod method, string path) => new(method, path) { Headers = { Authorization = authorization } };

    /// <summary>Gets the task with its result or error. The status of both is COMPLETED.</summary>
    private async Task<VideoTask> GetOutcomeAsync(VideoTask task, ProviderResponse status, IUserMessages messages, CancellationToken cancellationToken)
    {
        var id = FalTaskId.Parse(task.Id, Name);
        var path = GetReturnedPath(status, TaskField.ResponseUrl) is { } returned && FalTaskId.GetApp(returned, id.RequestId) is not null ? returned : id.Path;
        var result = await SendQueryAsync(() => BuildRequest(HttpMethod.Get, path), messages, cancellationToken);
        var statusError = ReadError(status.Json, VideoErrorKind.ProviderFault, HttpStatusCode.OK);
        if (result.IsSuccess && ResultUrl.Parse(result.Json[ResultField.VideoUrl].GetString()) is not null && statusError is null)
        {
            return AddResult(task, result.Json);
        }

        if (IsOutcome(result) || statusError is not null || task.Status is VideoStatus.Failed)
        {
            return AddError(task, ReadError(result, CreateException(result).Error.Kind) ?? statusError);
        }

        throw result.Status is HttpStatusCode.NotFound && !result.IsHtml
            ? new VideoException(VideoErrorKind.Expired, $"{Name} no longer has the result of {task.Id}. It keeps a result for 1 hour after completion, or for 6 minutes if it has 10 KB or more, unless the account stores payloads.") { Provider = Name, TaskId = task.Id, StatusCode = result.Status, RequestId = result.RequestId }
            : result.IsSuccess ? CreateUnexpectedResponseException(result, task.Id)
            : CreateException(result, task.Id);
    }

    private static VideoTask AddResult(VideoTask task, ResponseValue result) => task with
    {
        VideoUrl = ResultUrl.Parse(result[ResultField.VideoUrl].GetString()),
        Duration = result[ResultField.Duration].GetInt32() ?? result[ResultField.VideoDuration].GetInt32(),
        Seed = result[ResultField.Seed].GetInt32(),
    };

    private static VideoTask AddError(VideoTask task, VideoError? error)
    {
        error ??= new VideoError { Kind = VideoErrorKind.ProviderFault, Message = MessageOrDefault(null) };
        return task with { Status = error.Kind is VideoErrorKind.Canceled ? VideoStatus.Canceled : VideoStatus.Failed, Error = error };
    }

    // An error of the model has a type for each detail. One of the request has a type too, but internal_error can also be that of this query. A text without
    // a type is that of the model with 400 and 422, which the queue itself does not return for a result.
    private static bool IsOutcome(ProviderResponse response)
    {
        var detail = response.Json[ErrorField.Detail];
        return (detail.IsArray && detail.FirstItem[ErrorField.Type].GetString() is not null)
            || GetErrorType(response) is not (null or ErrorType.InternalError)
            || (response.Status is HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity && detail.Exists);
    }

    private static string? GetErrorType(ProviderResponse response) =>
        response.Json[TaskField.ErrorType].GetString() ?? (response.Headers?.TryGetValues(Header.ErrorType, out var values) is true ? values.FirstOrDefault() : null);

    private static VideoError? ReadError(ResponseValue body, VideoErrorKind defaultKind, HttpStatusCode status, string? errorType = null)
    {
        var detail = body[ErrorField.Detail];
        var first = detail.IsArray ? detail.FirstItem : default;
        var queueStatus = body[TaskField.Status].GetString() is Status.NotFound or Status.AlreadyCompleted ? body[TaskField.Status].GetString() : null;
        var type = first[ErrorField.Type].GetString() ?? errorType ?? body[TaskField.ErrorType].GetString() ?? queueStatus;
        var message = first[ErrorField.Message].GetString() ?? detail.GetString() ?? body[TaskField.Error].GetString() ?? detail.GetJson();
        if (type is null && message is null)
        {
            return null;
        }

        return new VideoError
        {
            Kind = status is HttpStatusCode.Forbidden && message?.Contains(ExhaustedBalance, StringComparison.OrdinalIgnoreCase) is true ? VideoErrorKind.Balance : Errors.GetKind(defaultKind, type),
            Message = MessageOrDefault(message ?? queueStatus),
            Code = type,
            Parameter = string.Join('.', first[ErrorField.Location].Items.Select(part => part.GetString()).Where(part => part is not (null or ErrorField.Body))) is { Length: > 0 } parameter ? parameter : null,
        };
    }

    private static string? GetRawStatus(ResponseValue body) =>
        body[TaskField.Status].GetString() is { } status && body[TaskField.QueuePosition].GetInt32() is { } position and >= 0
            ? string.Create(CultureInfo.InvariantCulture, $"{status}, {position} ahead")
            : body[TaskField.Status].GetString();

    // The URLs that fal returns are its own form of the path. Without them it follows from the model.
    private FalTaskId? GetTaskId(string requestId, ProviderResponse response) => FindReturnedId(requestId, response)
        ?? (response.RequestUri is { } url && GetRelativePath(url) is { } path && FalTaskId.GetApp(path) is { } app ? new FalTaskId(requestId, app) : null);

    private FalTaskId? FindReturnedId(string requestId, ProviderResponse response) => ((string[])[TaskField.StatusUrl, TaskField.ResponseUrl])
        .Select(name => GetReturnedPath(response, name) is { } path && FalTaskId.GetApp(path, requestId) is { } app ? new FalTaskId(requestId, app) : null)
        .FirstOrDefault(id => id is not null);

    // The key is sent to the host of the connection only, whatever the response contains.
    private string? GetReturnedPath(ProviderResponse response, string name) => Uri.TryCreate(response.Json[name].GetString(), UriKind.Absolute, out var url) ? GetRelativePath(url) : null;

    private string? GetRelativePath(Uri url) =>
        url.GetLeftPart(UriPartial.Authority) == BaseUri.GetLeftPart(UriPartial.Authority) && url.AbsolutePath.StartsWith(BaseUri.AbsolutePath, StringComparison.Ordinal) ? url.AbsolutePath[BaseUri.AbsolutePath.Length..] : null;
}
