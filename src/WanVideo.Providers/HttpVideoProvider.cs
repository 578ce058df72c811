using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using WanVideo.Catalog;
using WanVideo.Downloading;
using WanVideo.Providers.Http;
using WanVideo.Polling;

namespace WanVideo.Providers;

/// <summary>
/// What all gateways have in common: how a create leaves at most once, and how an answer becomes a task or an error. A gateway adds its
/// addresses, its shapes and its words. One instance serves one connection.
/// </summary>
public abstract class HttpVideoProvider : IVideoProvider
{
    private readonly ProviderClient client;
    private readonly ConcurrentDictionary<string, bool> unknownWords = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>A connection. Sends nothing yet.</summary>
    /// <param name="options">How to reach the gateway.</param>
    /// <param name="baseUri">Where it is, unless the user says otherwise.</param>
    /// <param name="catalog">Its models.</param>
    /// <param name="inProcess">What answers in place of the network; null for the network.</param>
    protected HttpVideoProvider(ProviderOptions options, Uri baseUri, ModelCatalog catalog, Func<HttpMessageHandler>? inProcess = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        Name = options.Provider.Name;
        BaseUri = options.BaseUri ?? (inProcess is null ? baseUri : options.Provider.BaseUri);
        Catalog = catalog;
        IsBilled = inProcess is null;
        client = ProviderClient.Create(options, BaseUri, inProcess);
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
    public HttpMessageInvoker MediaClient => client.MediaClient;

    /// <inheritdoc/>
    public DownloadOptions DownloadOptions => client.DownloadOptions;

    /// <inheritdoc/>
    public virtual bool HasIdempotencyKeys => false;

    /// <inheritdoc/>
    public virtual PollingLimits PollingLimits => PollingLimits.Default;

    /// <inheritdoc/>
    public virtual int BatchSize => 1;

    /// <summary>What the gateway's status words mean, in whatever case. A word that is not among them counts as running, and is warned about once.</summary>
    protected abstract IReadOnlyDictionary<string, VideoStatus> Statuses { get; }

    /// <inheritdoc/>
    public async Task<VideoTask> CreateAsync(PreparedRequest request, string idempotencyKey, IUserMessages messages, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var body = JsonSerializer.SerializeToUtf8Bytes(request.Body);
        var answer = await client.CreateAsync(() => CreateRequest(request, idempotencyKey), body, messages, cancellationToken);

        if (answer.IsSuccess && TaskIn(answer, id: null, messages) is { } task)
        {
            return task;
        }

        // A success that says it is none is a refusal if it says why; a server's own fault may have struck after the task was made.
        var error = answer.IsSuccess ? Understood(() => ReadError(answer, VideoErrorKind.ProviderFault)) : ErrorIn(answer);
        throw error switch
        {
            null => client.CreateOutcomeUnknownException($"the response cannot be parsed: HTTP {(int)answer.Status}{answer.BodyExcerpt}."),
            { Kind: VideoErrorKind.ProviderFault or VideoErrorKind.Timeout } when answer.IsSuccess => client.CreateOutcomeUnknownException($"the response contains the error {error}"),
            _ when IsAmbiguous(answer) => client.CreateOutcomeUnknownException($"HTTP {(int)answer.Status} may be returned after the task was created."),
            _ => Failure(error, answer),
        };
    }

    /// <inheritdoc/>
    public virtual async Task<VideoTask> GetAsync(string id, IUserMessages messages, CancellationToken cancellationToken)
    {
        var answer = await QueryAsync(() => GetRequest(id), messages, cancellationToken, id);
        return TaskIn(answer, id, messages) ?? throw Refusal(answer, id) ?? NotUnderstood(answer, id);
    }

    /// <inheritdoc/>
    public virtual Task<IReadOnlyList<VideoTask>> GetManyAsync(IReadOnlyList<string> ids, IUserMessages messages, CancellationToken cancellationToken) =>
        throw VideoException.NotSupported(Name, "answers for one task at a time");

    /// <inheritdoc/>
    public virtual IAsyncEnumerable<VideoTask> ListAsync(TaskFilter filter, IUserMessages messages, CancellationToken cancellationToken) =>
        throw VideoException.NotSupported(Name, "does not list its tasks");

    /// <inheritdoc/>
    public virtual Task CancelAsync(string id, IUserMessages messages, CancellationToken cancellationToken) =>
        throw VideoException.NotSupported(Name, "cannot cancel a task; it goes on, and is billed if it succeeds");

    /// <inheritdoc/>
    public virtual Task<Balance> GetBalanceAsync(IUserMessages messages, CancellationToken cancellationToken) =>
        throw VideoException.NotSupported(Name, "does not tell what an account has left");

    /// <inheritdoc/>
    public VideoTask ReadCallback(ReadOnlySpan<byte> body, IUserMessages messages)
    {
        var received = new ProviderResponse(HttpStatusCode.OK, body.ToArray(), RequestId: null, RetryAfter: null);
        return CallbackTask(received, messages) is { } task
            ? Ready(task, received)
            : throw new VideoException(VideoErrorKind.InvalidParameter, client.Redaction.Redact($"That is no callback of {Name}{received.BodyExcerpt}."));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        client.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>The request of a create, all but its body, its address relative to the base. Without an Authorization of its own it gets the key as Bearer.</summary>
    /// <param name="request">What is asked.</param>
    /// <param name="idempotencyKey">To be sent where the gateway takes one.</param>
    protected abstract HttpRequestMessage CreateRequest(PreparedRequest request, string idempotencyKey);

    /// <summary>The request that asks how a task stands, its address relative to the base. Without an Authorization of its own it gets the key as Bearer.</summary>
    /// <param name="id">The task.</param>
    protected abstract HttpRequestMessage GetRequest(string id);

    /// <summary>The task in an answer to a create or a query; null if there is none, or a <see cref="JsonException"/> if the answer is not understood.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="id">The task that was asked for; null after a create.</param>
    /// <param name="messages">Takes what is worth telling the user meanwhile.</param>
    protected abstract VideoTask? ReadTask(ProviderResponse answer, string? id, IUserMessages messages);

    /// <summary>The task in the body of a callback; null if there is none.</summary>
    /// <param name="received">The body, as if it were an answer.</param>
    /// <param name="messages">Takes what is worth telling the user meanwhile.</param>
    protected virtual VideoTask? CallbackTask(ProviderResponse received, IUserMessages messages) => throw VideoException.NotSupported(Name, "has no callbacks");

    /// <summary>The error in an answer; null if it says none.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="otherwise">The kind, if the gateway's own words do not decide it.</param>
    protected abstract VideoError? ReadError(ProviderResponse answer, VideoErrorKind otherwise);

    /// <summary>Asks something that may be asked again.</summary>
    /// <param name="request">Makes the request, its address relative to the base.</param>
    /// <param name="messages">Takes what is worth telling the user meanwhile.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <param name="id">The task concerned, if it is one.</param>
    /// <exception cref="VideoException">The gateway refused or could not be reached.</exception>
    protected async Task<ProviderResponse> QueryAsync(Func<HttpRequestMessage> request, IUserMessages messages, CancellationToken cancellationToken, string? id = null)
    {
        var answer = await client.QueryAsync(request, messages, cancellationToken);
        return answer.IsSuccess ? answer : throw Failure(ErrorIn(answer), answer, id);
    }

    /// <summary>Asks something that the gateway's manual does not promise.</summary>
    /// <inheritdoc cref="QueryAsync(Func{HttpRequestMessage}, IUserMessages, CancellationToken, string?)"/>
    /// <returns>The answer; null if the gateway has no such call.</returns>
    protected async Task<ProviderResponse?> TryQueryAsync(Func<HttpRequestMessage> request, IUserMessages messages, CancellationToken cancellationToken)
    {
        var answer = await client.QueryAsync(request, messages, cancellationToken);
        return answer switch
        {
            { Status: HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed } => null,
            { IsSuccess: false } => throw Failure(ErrorIn(answer), answer, id: null),
            _ => answer,
        };
    }

    /// <summary>What a status word means.</summary>
    /// <param name="word">The word.</param>
    /// <param name="messages">Is told of a word that is not known, once.</param>
    protected VideoStatus StatusOf(string? word, IUserMessages messages)
    {
        ArgumentNullException.ThrowIfNull(messages);
        if (word is not null && Statuses.TryGetValue(word, out var status))
        {
            return status;
        }

        if (unknownWords.TryAdd(word ?? "", true))
        {
            messages.WriteWarning($"{Name} gave the status '{word}', which this version of the module does not know. The task counts as running.");
        }

        return VideoStatus.Running;
    }

    /// <summary>A task as an answer for several has it, made ready to be shown.</summary>
    /// <param name="task">The task.</param>
    /// <param name="answer">The answer it was in.</param>
    protected VideoTask Ready(VideoTask task, ProviderResponse answer)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(answer);
        return task with
        {
            RequestId = task.RequestId ?? answer.RequestId,
            Progress = task.Status is VideoStatus.Succeeded ? 100 : task.Progress,
            ExpiresAt = task.ExpiresAt ?? task.CreatedAt + VideoTask.Life,
            Error = task.Error is null ? null : client.Redaction.Redact(task.Error),
        };
    }

    /// <summary>The error that an answer of success tells of; null if it tells of none.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="id">The task concerned, if it is one.</param>
    protected VideoException? Refusal(ProviderResponse answer, string? id = null) =>
        Understood(() => ReadError(answer, VideoErrorKind.ProviderFault)) is { } error ? Failure(error, answer, id) : null;

    /// <summary>The error of an answer whose shape is not that of the gateway.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="id">The task concerned, if it is one.</param>
    protected VideoException NotUnderstood(ProviderResponse answer, string? id = null)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return Failure(new VideoError { Kind = VideoErrorKind.ProviderFault, Message = $"{Name} gave an answer that is not understood{answer.BodyExcerpt}." }, answer, id);
    }

    /// <summary>An address that a gateway gave, if it is one.</summary>
    /// <param name="text">What it gave.</param>
    protected static Uri? Address(string? text) => Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" ? address : null;

    /// <summary>A moment, from Unix seconds.</summary>
    /// <param name="seconds">The seconds; what is not after 1970, or after the year 9999, is no moment.</param>
    protected static DateTimeOffset? Moment(double? seconds) =>
        seconds is > 0 and < 253_402_300_800 ? DateTimeOffset.FromUnixTimeMilliseconds((long)Math.Round(seconds.Value * 1000)) : null;

    // Of a server's fault nobody knows when it struck, but for the 503 that asks to come back.
    private static bool IsAmbiguous(ProviderResponse answer) =>
        answer.Status >= HttpStatusCode.InternalServerError
        && answer is not { Status: HttpStatusCode.ServiceUnavailable, RetryAfter: not null };

    private VideoTask? TaskIn(ProviderResponse answer, string? id, IUserMessages messages) => Understood(() => ReadTask(answer, id, messages)) is { } task ? Ready(task, answer) : null;

    // A gateway that reads carelessly must not turn a create that may have been accepted into an error of its own.
    private static T? Understood<T>(Func<T?> read)
        where T : class
    {
        try
        {
            return read();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private VideoError ErrorIn(ProviderResponse answer)
    {
        var kind = answer.Status switch
        {
            HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.UnprocessableEntity or HttpStatusCode.Conflict => VideoErrorKind.InvalidRequest,
            HttpStatusCode.Unauthorized => VideoErrorKind.Authentication,
            HttpStatusCode.PaymentRequired => VideoErrorKind.Balance,
            HttpStatusCode.Forbidden => VideoErrorKind.Permission,
            HttpStatusCode.NotFound => VideoErrorKind.NotFound,
            HttpStatusCode.TooManyRequests => VideoErrorKind.RateLimited,
            HttpStatusCode.GatewayTimeout => VideoErrorKind.Timeout,
            _ => VideoErrorKind.ProviderFault,
        };
        return Understood(() => ReadError(answer, kind)) ?? new VideoError { Kind = kind, Message = $"{Name} answered HTTP {(int)answer.Status}{answer.BodyExcerpt}." };
    }

    private VideoException Failure(VideoError error, ProviderResponse answer, string? id = null) => new(client.Redaction.Redact(error))
    {
        Provider = Name,
        TaskId = id,
        StatusCode = answer.Status,
        RequestId = answer.RequestId,
        RetryAfter = answer.RetryAfter,
    };
}
