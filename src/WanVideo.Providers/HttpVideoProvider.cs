using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using WanVideo.Callbacks;
using WanVideo.Catalog;
using WanVideo.Downloading;
using WanVideo.Ledger;
using WanVideo.Polling;
using WanVideo.Providers.Http;

namespace WanVideo.Providers;

/// <summary>
/// The base of all providers. It sends requests, retries queries, never repeats a create request that may have been accepted, and turns responses into
/// tasks and errors. A derived class supplies paths, response shapes, statuses and error codes. One instance serves one connection.
/// </summary>
public abstract class HttpVideoProvider : IVideoProvider
{
    // These are decided before a gateway starts to create a task. Others, such as 408, 409 and 3xx, can come after that.
    private static readonly HashSet<HttpStatusCode> RefusalStatuses =
    [
        HttpStatusCode.BadRequest, HttpStatusCode.Unauthorized, HttpStatusCode.PaymentRequired, HttpStatusCode.Forbidden, HttpStatusCode.NotFound,
        HttpStatusCode.MethodNotAllowed, HttpStatusCode.RequestEntityTooLarge, HttpStatusCode.UnsupportedMediaType, HttpStatusCode.UnprocessableEntity,
    ];

    // Codes of these kinds precede the creation of a task whatever the HTTP status is. Codes of other kinds can concern an existing task.
    private static readonly HashSet<VideoErrorKind> RefusalKinds =
    [
        VideoErrorKind.Authentication, VideoErrorKind.Balance, VideoErrorKind.Permission, VideoErrorKind.InvalidRequest, VideoErrorKind.ContentRejected,
        VideoErrorKind.MediaUnreachable, VideoErrorKind.RateLimited,
    ];

    private readonly ProviderClient client;
    private readonly bool hasCustomBaseUri;
    private readonly ConcurrentDictionary<string, bool> unknownStatuses = new(StringComparer.OrdinalIgnoreCase);

    // Base64 and text of other languages without escapes, which triple their length.
    private static readonly JsonSerializerOptions BodyOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Creates a connection. Nothing is sent.</summary>
    /// <param name="options">The options of the connection.</param>
    /// <param name="baseUri">The base URL if <see cref="ProviderOptions.BaseUri"/> is null.</param>
    /// <param name="catalog">The models.</param>
    /// <param name="inProcess">Creates the handler that replaces the network; null for the network. Such a provider is not billed.</param>
    protected HttpVideoProvider(ProviderOptions options, Uri baseUri, ModelCatalog catalog, Func<HttpMessageHandler>? inProcess = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        Name = options.Provider.Name;
        hasCustomBaseUri = options.BaseUri is not null;
        BaseUri = options.BaseUri is { } custom ? RemoveKnownPath(custom) : inProcess is null ? baseUri : SandboxProviderFactory.GetBaseUri(baseUri);
        Catalog = catalog;
        IsBilled = inProcess is null;
        Account = new AccountKey(Name, BaseUri, GetKeyDigest(options.ApiKey));
        client = ProviderClient.Create(options, BaseUri, RequiresApiKey, IsTransient, inProcess);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public Uri BaseUri { get; }

    /// <inheritdoc/>
    public ModelCatalog Catalog { get; }

    /// <inheritdoc/>
    public bool IsBilled { get; }

    /// <inheritdoc/>
    public AccountKey Account { get; }

    /// <inheritdoc/>
    public virtual IReadOnlyList<ProviderOperation> Operations => [];

    /// <inheritdoc/>
    public HttpMessageInvoker MediaClient => client.MediaClient;

    /// <inheritdoc/>
    public DownloadOptions DownloadOptions => client.DownloadOptions;

    /// <inheritdoc/>
    public virtual PollingLimits PollingLimits => PollingLimits.Default;

    /// <inheritdoc/>
    public virtual int BatchSize => 1;

    /// <summary>The paths of the task id in the response of a create request, names separated by dots, the first that exists counts.</summary>
    protected abstract IReadOnlyList<string> TaskIdPaths { get; }

    /// <summary>The meaning of the gateway's statuses, compared without case. Any other status counts as running and causes one warning.</summary>
    protected abstract IReadOnlyDictionary<string, string> Statuses { get; }

    /// <inheritdoc/>
    public async Task<VideoTask> CreateAsync(PreparedRequest request, SendPermit permit, IUserMessages messages, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(permit);
        var (message, body) = BuildCreateMessage(request, permit.IdempotencyKey);

        // The query can contain the URL of a callback, with its secrets.
        var createUri = message.RequestUri?.GetLeftPart(UriPartial.Path);
        var response = await client.CreateAsync(message, body, permit.TryUse, cancellationToken);
        try
        {
            return ReadCreatedTask(response, createUri, messages);
        }
        catch (Exception exception) when (exception is not VideoException)
        {
            // The request was sent: an invalid response does not prove that no task was created.
            throw client.CreateOutcomeUnknownException($"the response cannot be parsed: HTTP {(int)response.Status}{response.BodyExcerpt}.", exception, response);
        }
    }

    /// <inheritdoc/>
    public virtual async Task<VideoTask> GetAsync(string id, IUserMessages messages, CancellationToken cancellationToken)
    {
        var response = await QueryAsync(() => BuildGetRequest(id), messages, cancellationToken, id);
        var task = TryReadTask(response, id, messages) ?? throw CreateUnexpectedResponseException(response, id);
        return task.Id.Equals(id, StringComparison.OrdinalIgnoreCase)
            ? task with { Id = id }
            : throw CreateException(new VideoError { Kind = VideoErrorKind.ProviderFault, Message = $"{Name} returned the status of another task, {task.Id}, for {id}." }, response, id);
    }

    /// <inheritdoc/>
    public virtual Task<IReadOnlyList<VideoTask>> GetManyAsync(IReadOnlyList<string> ids, IUserMessages messages, CancellationToken cancellationToken) =>
        throw VideoException.CreateNotSupported(Name, ProviderOperation.GetMany);

    /// <inheritdoc/>
    public virtual IAsyncEnumerable<VideoTask> ListAsync(TaskFilter filter, IUserMessages messages, CancellationToken cancellationToken) =>
        throw VideoException.CreateNotSupported(Name, ProviderOperation.List);

    /// <inheritdoc/>
    public virtual Task CancelAsync(string id, IUserMessages messages, CancellationToken cancellationToken) =>
        throw VideoException.CreateNotSupported(Name, ProviderOperation.Cancel);

    /// <inheritdoc/>
    public virtual Task<Balance> GetBalanceAsync(IUserMessages messages, CancellationToken cancellationToken) =>
        throw VideoException.CreateNotSupported(Name, ProviderOperation.Balance);

    /// <inheritdoc/>
    public async Task<VideoTask> ReadCallbackAsync(CallbackRequest request, IUserMessages messages, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var callback = new ProviderResponse(HttpStatusCode.OK, TextDecoder.ToUtf8(request.Body.ToArray()), RequestId: null, RetryAfter: null) { Redaction = client.Redaction };
        return ReadCallbackTask(callback, messages) is { } task
            ? Normalize(await VerifyCallbackAsync(request, task, messages, cancellationToken))
            : throw new VideoException(VideoErrorKind.InvalidParameter, $"The body is not a callback of {Name}{callback.BodyExcerpt}.") { Provider = Name };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        client.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>The paths of the gateway that users add to the base URL by mistake. They are removed.</summary>
    protected virtual IReadOnlyList<string> KnownPaths => [];

    /// <summary>Whether a result URL requires the API key. It must have the host of the base URL.</summary>
    /// <param name="resultUrl">The URL.</param>
    protected virtual bool RequiresApiKey(Uri resultUrl) => false;

    /// <summary>Builds the create request without its body. Its URL is relative to the base URL. Without an Authorization header the key is sent as Bearer token.</summary>
    /// <param name="request">The request.</param>
    /// <param name="idempotencyKey">The idempotency key, for gateways that accept one.</param>
    protected abstract HttpRequestMessage BuildCreateRequest(PreparedRequest request, string idempotencyKey);

    /// <summary>Builds the body of the create request. The default is the body that the catalog composed, which the ledger records.</summary>
    /// <param name="request">The request.</param>
    protected virtual JsonObject BuildCreateBody(PreparedRequest request) => request.Body;

    /// <summary>Builds the request for the status of a task. Its URL is relative to the base URL. Without an Authorization header the key is sent as Bearer token.</summary>
    /// <param name="id">The id of the task.</param>
    protected abstract HttpRequestMessage BuildGetRequest(string id);

    /// <summary>Reads the task in the response to a create request or a query. Null, or a <see cref="JsonException"/>, if there is none.</summary>
    /// <param name="response">The response.</param>
    /// <param name="id">The id of the queried task; null after a create request.</param>
    /// <param name="messages">Receives messages for the user.</param>
    protected abstract VideoTask? ReadTask(ProviderResponse response, string? id, IUserMessages messages);

    /// <summary>Reads the task in the body of a callback. Null if there is none.</summary>
    /// <param name="callback">The callback, in the form of a response.</param>
    /// <param name="messages">Receives messages for the user.</param>
    protected virtual VideoTask? ReadCallbackTask(ProviderResponse callback, IUserMessages messages) => throw VideoException.CreateNotSupported(Name, ProviderOperation.Callback);

    /// <summary>Verifies the signature of a callback, for gateways that sign them.</summary>
    /// <param name="request">The callback.</param>
    /// <param name="task">The task in its body.</param>
    /// <param name="messages">Receives messages for the user.</param>
    /// <param name="cancellationToken">Cancels requests.</param>
    /// <returns>The task.</returns>
    /// <exception cref="VideoException">The signature is missing or invalid (<see cref="VideoErrorKind.InvalidParameter"/>), or a request failed.</exception>
    protected virtual Task<VideoTask> VerifyCallbackAsync(CallbackRequest request, VideoTask task, IUserMessages messages, CancellationToken cancellationToken) => Task.FromResult(task);

    /// <summary>Reads the error in a response. Null if there is none.</summary>
    /// <param name="response">The response.</param>
    /// <param name="defaultKind">The kind if the gateway's error code does not determine it.</param>
    protected abstract VideoError? ReadError(ProviderResponse response, VideoErrorKind defaultKind);

    /// <summary>Sends a request that is safe to repeat.</summary>
    /// <param name="request">Builds the request. Its URL is relative to the base URL.</param>
    /// <param name="messages">Receives messages for the user.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <param name="id">The id of the task concerned, if there is one.</param>
    /// <exception cref="VideoException">The gateway rejected the request or could not be reached.</exception>
    protected async Task<ProviderResponse> QueryAsync(Func<HttpRequestMessage> request, IUserMessages messages, CancellationToken cancellationToken, string? id = null)
    {
        var response = await SendQueryAsync(request, messages, cancellationToken);
        return response.IsSuccess ? response : throw CreateException(response, id);
    }

    /// <summary>Sends a request that is safe to repeat, and returns its response whatever the HTTP status is.</summary>
    /// <inheritdoc cref="QueryAsync(Func{HttpRequestMessage}, IUserMessages, CancellationToken, string?)"/>
    private protected Task<ProviderResponse> SendQueryAsync(Func<HttpRequestMessage> request, IUserMessages messages, CancellationToken cancellationToken) => client.QueryAsync(request, messages, cancellationToken);

    /// <summary>Whether a request that is safe to repeat is sent again after a response.</summary>
    /// <param name="response">The response.</param>
    protected virtual bool IsTransient(ProviderResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
        return response.Status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError;
    }

    /// <summary>Sends a request to an endpoint that the gateway does not document.</summary>
    /// <inheritdoc cref="QueryAsync(Func{HttpRequestMessage}, IUserMessages, CancellationToken, string?)"/>
    /// <returns>The response; null if the endpoint does not exist (HTTP 404 or 405).</returns>
    protected async Task<ProviderResponse?> TryQueryAsync(Func<HttpRequestMessage> request, IUserMessages messages, CancellationToken cancellationToken)
    {
        var response = await SendQueryAsync(request, messages, cancellationToken);
        return response switch
        {
            { Status: HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed } => null,
            { IsSuccess: false } => throw CreateException(response),
            _ => response,
        };
    }

    /// <summary>Converts the gateway's status. An unknown status is treated as running.</summary>
    /// <param name="status">The status as the gateway sent it.</param>
    /// <param name="messages">Receives one warning for each unknown status.</param>
    protected string ParseStatus(string? status, IUserMessages messages)
    {
        ArgumentNullException.ThrowIfNull(messages);
        if (status is not null && Statuses.TryGetValue(status, out var parsed))
        {
            return parsed;
        }

        if (unknownStatuses.TryAdd(status ?? "", true))
        {
            messages.WriteWarning($"{Name} returned the status '{client.Redaction.RedactOptional(status)}', which is unknown to this version of the module. The task is treated as running.");
        }

        return VideoStatus.Running;
    }

    /// <summary>Sets the properties common to all providers: request id, progress of a finished task and expiry. Redacts the key and replaces control characters.</summary>
    /// <param name="task">The task.</param>
    /// <param name="response">
    /// The response, if it is about this task only; null for a task of a list. The request id of a response identifies the request that it answers, so
    /// that of a list proves nothing about the tasks in it.
    /// </param>
    protected VideoTask Normalize(VideoTask task, ProviderResponse? response = null)
    {
        ArgumentNullException.ThrowIfNull(task);
        var redaction = client.Redaction;
        return task with
        {
            Id = ControlCharacters.Replace(task.Id),
            RequestId = string.IsNullOrWhiteSpace(task.RequestId) ? response?.RequestId : redaction.Redact(task.RequestId),
            RawStatus = redaction.RedactOptional(task.RawStatus),
            Model = redaction.RedactOptional(task.Model),
            Prompt = redaction.RedactLines(task.Prompt),
            Progress = task.Status is VideoStatus.Succeeded ? 100 : task.Progress,
            ExpiresAt = task.ExpiresAt ?? task.CreatedAt + VideoTask.RetentionPeriod,
            Error = task.Error is null ? null : redaction.Redact(task.Error),
            Usage = task.Usage is null ? null : task.Usage with { BillingRule = redaction.RedactOptional(task.Usage.BillingRule) },
        };
    }

    /// <summary>Creates the error of a 2xx response that does not have the documented shape: the error that it reports, if it reports one.</summary>
    /// <param name="response">The response.</param>
    /// <param name="id">The id of the task concerned, if there is one.</param>
    protected VideoException CreateUnexpectedResponseException(ProviderResponse response, string? id = null)
    {
        ArgumentNullException.ThrowIfNull(response);
        var error = IgnoreJsonErrors(() => ReadError(response, VideoErrorKind.ProviderFault))
            ?? new VideoError { Kind = VideoErrorKind.ProviderFault, Message = $"{Name} returned an unexpected response{response.BodyExcerpt}.{GetBaseUriHint(response)}" };
        return CreateException(error, response, id);
    }

    /// <summary>Reads the tasks in a response.</summary>
    /// <param name="response">The response.</param>
    /// <param name="path">The path of the array of tasks.</param>
    /// <param name="read">Reads a task; null if an item has no id.</param>
    /// <exception cref="VideoException">There is no array.</exception>
    private protected VideoTask[] ReadTasks(ProviderResponse response, string path, Func<ResponseValue, VideoTask?> read) => response.Json[path] is { IsArray: true } items
        ? [.. items.Items.Select(read).OfType<VideoTask>().Select(task => Normalize(task))]
        : throw CreateUnexpectedResponseException(response);

    /// <summary>Reads a list of several pages. A page without a new task is the last: the gateway may ignore the page number.</summary>
    /// <param name="query">Requests a page, from 1 on.</param>
    /// <param name="path">The path of the array of tasks.</param>
    /// <param name="read">Reads a task; null if an item has no id.</param>
    /// <param name="isLast">Whether a page is the last, by its response, its number and the number of tasks up to it.</param>
    private protected async IAsyncEnumerable<VideoTask> ListPagesAsync(Func<int, Task<ProviderResponse>> query, string path, Func<ResponseValue, VideoTask?> read, Func<ResponseValue, int, int, bool> isLast)
    {
        var ids = new HashSet<string>();
        for (var page = 1; ; page++)
        {
            var response = await query(page);
            VideoTask[] tasks = [.. ReadTasks(response, path, read).Where(task => ids.Add(task.Id))];
            foreach (var task in tasks)
            {
                yield return task;
            }

            if (tasks is [] || isLast(response.Json, page, ids.Count))
            {
                yield break;
            }
        }
    }

    /// <summary>Converts Unix seconds. Null for values up to 0, which gateways send for "not yet", and from the year 9999 on.</summary>
    /// <param name="seconds">The seconds since 1970-01-01 UTC.</param>
    protected static DateTimeOffset? FromUnixSeconds(double? seconds) =>
        seconds is > 0 and < 253_370_764_800 ? DateTimeOffset.FromUnixTimeMilliseconds((long)Math.Round(seconds.Value * 1000)) : null;

    private protected string? FindTaskId(ProviderResponse response) => TaskIdPaths.Select(path => response.Json[path].GetString()).FirstOrDefault(id => id is not null);

    /// <summary>Creates the body of a query. It has a Content-Length: some servers reject chunked requests.</summary>
    /// <param name="body">The body.</param>
    private protected static StringContent CreateJsonContent(JsonNode body) => new(body.ToJsonString(), Encoding.UTF8, "application/json");

    private protected static int? GetPercent(ResponseValue progress) => progress.GetInt32() is { } percent ? Math.Clamp(percent, 0, 100) : null;

    internal static string MessageOrDefault(string? message) => message is { Length: > 0 } ? message : "The gateway returned no message.";

    // What fails here is not sent.
    private (HttpRequestMessage Message, byte[] Body) BuildCreateMessage(PreparedRequest request, string idempotencyKey)
    {
        try
        {
            var message = BuildCreateRequest(request, idempotencyKey);
            message.RequestUri = client.Resolve(message.RequestUri!);
            return (message, JsonSerializer.SerializeToUtf8Bytes(BuildCreateBody(request), BodyOptions));
        }
        catch (Exception exception) when (exception is not VideoException)
        {
            throw new VideoException(VideoErrorKind.InvalidParameter, client.Redaction.RedactMessage($"The create request cannot be written: {exception.Message} Nothing was sent."), VideoException.GetSafeInnerException(exception, client.Redaction.RedactMessage)) { Provider = Name };
        }
    }

    // Only the id is essential after a create request: an unreadable value elsewhere in the response must not lose it.
    private VideoTask ReadCreatedTask(ProviderResponse response, string? createUri, IUserMessages messages)
    {
        if (response.IsSuccess)
        {
            if (TryReadTask(response, id: null, messages) is { } task)
            {
                return task;
            }

            if (GetKnownError(response) is null && FindTaskId(response) is { } id)
            {
                messages.WriteVerbose($"{Name} created {client.Redaction.Redact(id)}. The rest of its response could not be read{response.BodyExcerpt}.");
                return Normalize(new VideoTask { Id = id, Provider = Name, Status = VideoStatus.Pending }, response);
            }
        }

        // New API returns its web application with HTTP 200 for an unknown path. Any other page with HTTP 200 can be that of a proxy, which may have forwarded the request.
        if (response.IsHtml && hasCustomBaseUri && ((response.IsSuccess && response.Body.AsSpan().IndexOf("id=\"root\""u8) >= 0) || response.Status is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed))
        {
            throw CreateException(new VideoError { Kind = VideoErrorKind.InvalidRequest, Message = $"{createUri} is a web page, not the API of {Name}. Check -BaseUri. No task was created." }, response);
        }

        // The gateway's error code decides first, then the HTTP status. An error of the server can occur after the task was created.
        var known = GetKnownError(response);
        var error = known ?? GetError(response);
        if (known is null && response.Status is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed)
        {
            error = error with { Kind = VideoErrorKind.InvalidRequest, Message = $"{error.Message} {createUri} does not accept create requests (HTTP {(int)response.Status}). Check -BaseUri." };
        }

        // A known code with 503 is not proof that no task was created: DashScope's ServiceUnavailable is a refusal by its name only.
        var isThrottled = response.Status is HttpStatusCode.TooManyRequests || (known is null && response is { Status: HttpStatusCode.ServiceUnavailable, RetryAfter: not null });
        throw isThrottled || RefusalStatuses.Contains(response.Status) || (known is not null && RefusalKinds.Contains(known.Kind))
            ? CreateException(error, response, isCreateRepeatable: isThrottled && error.Kind is VideoErrorKind.RateLimited or VideoErrorKind.ProviderFault)
            : client.CreateOutcomeUnknownException(
                response.IsSuccess && known is null
                    ? $"the response cannot be parsed: HTTP {(int)response.Status}{response.BodyExcerpt}.{GetBaseUriHint(response)}"
                    : $"HTTP {(int)response.Status} can be returned after the task was created. {error.ToString().TrimEnd('.')}.",
                response: response);
    }

    // The error, if the gateway's code map has its code or type. OutcomeUnknown stands for "not in the map".
    private VideoError? GetKnownError(ProviderResponse response) =>
        IgnoreJsonErrors(() => ReadError(response, VideoErrorKind.OutcomeUnknown)) is { Kind: not VideoErrorKind.OutcomeUnknown } error ? error : null;

    // Distinguishes the accounts of a gateway without revealing the key.
    private static string GetKeyDigest(string? apiKey) => apiKey is null ? "" : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(apiKey)))[..8];

    private VideoTask? TryReadTask(ProviderResponse response, string? id, IUserMessages messages) =>
        IgnoreJsonErrors(() => ReadTask(response, id, messages) is { } task ? Normalize(task, response) : null);

    // An exception of the derived class must not hide that a create request may have been accepted.
    private static T? IgnoreJsonErrors<T>(Func<T?> parse)
        where T : class
    {
        try
        {
            return parse();
        }
        catch (Exception exception) when (exception is not VideoException)
        {
            return null;
        }
    }

    // "https://api.evolink.ai/v1" is read as "https://api.evolink.ai".
    private Uri RemoveKnownPath(Uri custom)
    {
        var path = custom.AbsolutePath.TrimEnd('/');
        return KnownPaths.FirstOrDefault(known => path.EndsWith($"/{known}", StringComparison.OrdinalIgnoreCase)) is { } known
            ? new UriBuilder(custom) { Path = path[..^known.Length] }.Uri
            : custom;
    }

    private VideoError GetError(ProviderResponse response)
    {
        var kind = response.Status switch
        {
            HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.UnprocessableEntity or HttpStatusCode.Conflict => VideoErrorKind.InvalidRequest,
            HttpStatusCode.Unauthorized => VideoErrorKind.Authentication,
            HttpStatusCode.PaymentRequired => VideoErrorKind.Balance,
            HttpStatusCode.Forbidden => VideoErrorKind.Permission,

            // A web page is not the gateway's statement that it has no such task.
            HttpStatusCode.NotFound => response.IsHtml ? VideoErrorKind.ProviderFault : VideoErrorKind.NotFound,
            HttpStatusCode.TooManyRequests => VideoErrorKind.RateLimited,
            HttpStatusCode.GatewayTimeout => VideoErrorKind.Timeout,
            _ => VideoErrorKind.ProviderFault,
        };
        return IgnoreJsonErrors(() => ReadError(response, kind)) ?? new VideoError { Kind = kind, Message = $"{Name} returned HTTP {(int)response.Status}{response.BodyExcerpt}.{GetBaseUriHint(response)}" };
    }

    private string GetBaseUriHint(ProviderResponse response) => response.IsHtml && hasCustomBaseUri ? " It is a web page: check -BaseUri." : "";

    /// <summary>Creates the error that a response reports.</summary>
    private protected VideoException CreateException(ProviderResponse response, string? id = null) => CreateException(GetError(response), response, id);

    private VideoException CreateException(VideoError error, ProviderResponse response, string? id = null, bool isCreateRepeatable = false) => new(client.Redaction.Redact(error))
    {
        IsCreateRepeatable = isCreateRepeatable,
        Provider = Name,
        TaskId = id,
        StatusCode = response.Status,
        RequestId = response.RequestId,
        RetryAfter = response.RetryAfter,
    };
}
