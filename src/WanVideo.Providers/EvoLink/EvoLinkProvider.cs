using System.Text.Json.Nodes;
using WanVideo.Catalog;
using WanVideo.Downloading;
using WanVideo.Providers.Http;
using static WanVideo.Providers.EvoLink.EvoLinkWire;

namespace WanVideo.Providers.EvoLink;

/// <summary>EvoLink. Batch queries, lists and credits are undocumented: the provider works without them.</summary>
internal sealed class EvoLinkProvider(ProviderOptions options, Func<HttpMessageHandler>? inProcess = null)
    : HttpVideoProvider(options, Info.BaseUri, EvoLinkCatalog.Create(options.Provider.Name), inProcess)
{
    public static readonly VideoProviderInfo Info = new("EvoLink", new Uri("https://api.evolink.ai/"), "EVOLINK_API_KEY", EvoLinkCatalog.Create("EvoLink"))
    {
        Operations = [ProviderOperation.GetMany, ProviderOperation.List, ProviderOperation.Callback, ProviderOperation.Balance],
        MaxBatchSize = MaxBatchSize,
    };

    internal static readonly ErrorCodeMap Errors = new(
        (VideoErrorKind.Balance, [.. ErrorCode.Balance, ErrorType.Quota]),
        (VideoErrorKind.Authentication, [.. ErrorCode.Authentication, ErrorType.Authentication]),
        (VideoErrorKind.Permission, [.. ErrorCode.Permission, ErrorType.Permission]),
        (VideoErrorKind.ContentRejected, ErrorCode.ContentRejected),
        (VideoErrorKind.InvalidRequest, [.. ErrorCode.InvalidRequest, ErrorType.InvalidRequest, ErrorType.TooLarge]),
        (VideoErrorKind.MediaUnreachable, ErrorCode.MediaUnreachable),
        (VideoErrorKind.NotFound, [.. ErrorCode.NotFound, ErrorType.NotFound]),
        (VideoErrorKind.RateLimited, [ErrorType.RateLimit]),
        (VideoErrorKind.Canceled, ErrorCode.Canceled),
        (VideoErrorKind.Timeout, ErrorCode.Timeout),
        (VideoErrorKind.OutcomeUnknown, ErrorCode.OutcomeUnknown),
        (VideoErrorKind.ProviderFault, ErrorCode.ProviderFault));

    // Set after the batch endpoint returned 404 or 405. It is not tried again.
    private volatile bool hasNoBatchEndpoint;

    public override IReadOnlyList<ProviderOperation> Operations => Info.Operations;

    public override int BatchSize => hasNoBatchEndpoint ? 1 : MaxBatchSize;

    protected override IReadOnlyList<string> KnownPaths => [CreatePath, ListPath, "v1"];

    protected override IReadOnlyList<string> TaskIdPaths { get; } = ["id"];

    protected override IReadOnlyDictionary<string, string> Statuses { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        [Status.Pending] = VideoStatus.Pending,
        [Status.Processing] = VideoStatus.Running,
        [Status.Completed] = VideoStatus.Succeeded,
        [Status.Failed] = VideoStatus.Failed,
        [Status.Cancelled] = VideoStatus.Canceled,
    };

    public override async Task<IReadOnlyList<VideoTask>> GetManyAsync(IReadOnlyList<string> ids, IUserMessages messages, CancellationToken cancellationToken)
    {
        var body = new JsonObject { [ListField.TaskIds] = new JsonArray([.. ids.Select(id => (JsonNode)id)]) };
        var response = await TryQueryAsync(() => new HttpRequestMessage(HttpMethod.Post, BatchPath) { Content = CreateJsonContent(body) }, messages, cancellationToken);
        if (response is null)
        {
            hasNoBatchEndpoint = true;
            var exception = VideoException.CreateNotSupported(Name, ProviderOperation.GetMany);
            messages.WriteVerbose(exception.Message);
            throw exception;
        }

        return ReadTasks(response, ListField.Data, task => ToTask(task, messages));
    }

    public override IAsyncEnumerable<VideoTask> ListAsync(TaskFilter filter, IUserMessages messages, CancellationToken cancellationToken)
    {
        // EvoLink's own client: "processing" includes queued tasks, and "pending" is not a value of the filter.
        var status = filter.Status is VideoStatus.Pending or VideoStatus.Running ? Status.Processing : Statuses.FirstOrDefault(pair => pair.Value == filter.Status).Key;
        return ListPagesAsync(
            async page =>
            {
                var query = QueryStringBuilder.Build((ListField.Type, TaskField.Video), (ListField.Status, status), (ListField.Model, filter.Model), (ListField.Page, page), (ListField.PageSize, ListField.ClientPageSize));
                return await TryQueryAsync(() => new HttpRequestMessage(HttpMethod.Get, ListPath + query), messages, cancellationToken)
                    ?? throw VideoException.CreateNotSupported(Name, ProviderOperation.List);
            },
            ListField.Data,
            task => ToListedTask(task, messages),
            (response, _, count) => count >= response[ListField.Total].GetInt32());
    }

    public override async Task<Balance> GetBalanceAsync(IUserMessages messages, CancellationToken cancellationToken)
    {
        var response = await TryQueryAsync(() => new HttpRequestMessage(HttpMethod.Get, CreditsPath), messages, cancellationToken);
        if (response is null)
        {
            return await base.GetBalanceAsync(messages, cancellationToken);
        }

        var (user, token) = (response.Json[Credits.Data][Credits.User], response.Json[Credits.Data][Credits.Token]);
        return user.IsObject || token.IsObject
            ? new Balance
            {
                Provider = Name,
                RemainingCredits = user[Credits.Remaining].GetDecimal(),
                UsedCredits = user[Credits.Used].GetDecimal(),
                KeyRemainingCredits = token[Credits.Unlimited].GetBoolean() is true ? null : token[Credits.Remaining].GetDecimal(),
                KeyUsedCredits = token[Credits.Used].GetDecimal(),
            }
            : throw CreateUnexpectedResponseException(response);
    }

    protected override HttpRequestMessage BuildCreateRequest(PreparedRequest request, string idempotencyKey) =>
        new(HttpMethod.Post, CreatePath) { Headers = { { Header.IdempotencyKey, idempotencyKey } } };

    protected override HttpRequestMessage BuildGetRequest(string id) => new(HttpMethod.Get, TaskPath + Uri.EscapeDataString(id));

    protected override VideoTask? ReadTask(ProviderResponse response, string? id, IUserMessages messages) => response.IsSuccess ? ToTask(response.Json, messages) : null;

    // The manual, on every page of the video series: a callback has the body of the query's response.
    protected override VideoTask? ReadCallbackTask(ProviderResponse callback, IUserMessages messages) => ReadTask(callback, id: null, messages);

    protected override VideoError? ReadError(ProviderResponse response, VideoErrorKind defaultKind) =>
        response.Json[TaskField.Error] is var error && (error.IsObject || error.GetString() is not null) ? ToError(error, defaultKind) : null;

    private VideoTask? ToTask(ResponseValue task, IUserMessages messages)
    {
        if (task[TaskField.Id].GetString() is not { } id)
        {
            return null;
        }

        var rawStatus = task[TaskField.Status].GetString();
        var status = ParseStatus(rawStatus, messages);
        var (info, usage, error) = (task[TaskField.Info], task[TaskField.Usage], task[TaskField.Error]);
        return new VideoTask
        {
            Id = id,
            Provider = Name,
            Model = task[TaskField.Model].GetString(),
            Status = status,
            RawStatus = rawStatus,
            Progress = GetPercent(task[TaskField.Progress]),
            CreatedAt = FromUnixSeconds(task[TaskField.Created].GetDouble()),
            VideoUrl = status is VideoStatus.Succeeded
                ? ResultUrl.Parse(task[TaskField.Results].FirstItem.GetString()) ?? ResultUrl.Parse(task[TaskField.ResultData].FirstItem[TaskField.VideoUrl].GetString())
                : null,
            Duration = info[TaskField.VideoDuration].GetInt32() ?? task[TaskField.VideoDuration].GetInt32(),
            EstimatedSec = info[TaskField.EstimatedTime].GetDouble() is { } estimate && estimate >= 0 && estimate <= VideoTask.RetentionPeriod.TotalSeconds ? estimate : null,
            Error = status switch
            {
                VideoStatus.Failed => ToError(error, VideoErrorKind.ProviderFault),
                VideoStatus.Canceled => ToError(error, VideoErrorKind.Canceled, "The task was canceled.") with { Kind = VideoErrorKind.Canceled },
                _ => null,
            },
            Usage = usage.IsObject
                ? new Usage
                {
                    BillingRule = usage[TaskField.BillingRule].GetString(),
                    CreditsReserved = usage[TaskField.CreditsReserved].GetDecimal(),
                    CreditsUsed = usage[TaskField.CreditsUsed].GetDecimal() ?? usage[TaskField.CostCredits].GetDecimal(),
                    CostUsd = usage[TaskField.CostUsd].GetDecimal(),
                    CostCny = usage[TaskField.CostCny].GetDecimal(),
                }
                : null,
        };
    }

    // Its duration is the run time of the task, not that of the video.
    private VideoTask? ToListedTask(ResponseValue task, IUserMessages messages) => task[TaskField.Id].GetString() is { } id
        ? new()
        {
            Id = id,
            Provider = Name,
            Model = task[TaskField.Model].GetString(),
            Status = ParseStatus(task[TaskField.Status].GetString(), messages),
            RawStatus = task[TaskField.Status].GetString(),
            Progress = GetPercent(task[TaskField.Progress]),
            CreatedAt = FromUnixSeconds(task[ListField.CreatedAt].GetDouble()),
            Usage = task[ListField.CreditsUsed].GetDecimal() is { } credits ? new Usage { CreditsUsed = credits } : null,
        }
        : null;

    private static VideoError ToError(ResponseValue error, VideoErrorKind defaultKind, string? defaultMessage = null)
    {
        var (code, type) = (error[ErrorField.Code].GetString(), error[ErrorField.Type].GetString());
        return new()
        {
            Kind = Errors.GetKind(defaultKind, code, ErrorCode.AuthenticationGroups.FirstOrDefault(group => code?.StartsWith(group, StringComparison.OrdinalIgnoreCase) is true), type),
            Message = MessageOrDefault(error[ErrorField.Message].GetString() ?? error.GetString() ?? defaultMessage),
            Code = code,
            Type = type,
            Parameter = error[ErrorField.Parameter].GetString(),
            Suggestion = error[ErrorField.Suggestion].GetString() ?? error[ErrorField.FallbackSuggestion].GetString(),
        };
    }
}
