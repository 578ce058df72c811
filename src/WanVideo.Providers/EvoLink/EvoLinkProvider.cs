using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using WanVideo.Catalog;
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

    private static readonly ErrorCodeMap Errors = new(
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
        var response = await TryQueryAsync(() => new HttpRequestMessage(HttpMethod.Post, BatchPath) { Content = JsonContent.Create(body) }, messages, cancellationToken);
        if (response is null)
        {
            hasNoBatchEndpoint = true;
            var exception = VideoException.CreateNotSupported(Name, ProviderOperation.GetMany);
            messages.WriteVerbose(exception.Message);
            throw exception;
        }

        return response.Deserialize(EvoLinkJson.Default.EvoLinkBatch) is { Data: { } tasks }
            ? [.. tasks.Where(task => task.Id is { Length: > 0 }).Select(task => Normalize(ToTask(task, messages)))]
            : throw CreateUnexpectedResponseException(response);
    }

    public override async IAsyncEnumerable<VideoTask> ListAsync(TaskFilter filter, IUserMessages messages, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var status = Statuses.FirstOrDefault(pair => pair.Value == filter.Status).Key;
        for (var (page, count) = (1, 0); ; page++)
        {
            var query = QueryStringBuilder.Build((ListField.Type, TaskField.Video), (ListField.Status, status), (ListField.Model, filter.Model), (ListField.Page, page), (ListField.PageSize, ListField.ClientPageSize));
            var response = await TryQueryAsync(() => new HttpRequestMessage(HttpMethod.Get, ListPath + query), messages, cancellationToken)
                ?? throw VideoException.CreateNotSupported(Name, ProviderOperation.List);
            if (response.Deserialize(EvoLinkJson.Default.EvoLinkPage) is not { Data: { } tasks } list)
            {
                throw CreateUnexpectedResponseException(response);
            }

            foreach (var task in tasks.Where(task => task.Id is { Length: > 0 }))
            {
                yield return Normalize(ToTask(task, messages));
            }

            count += tasks.Length;
            if (tasks.Length == 0 || count >= list.Total)
            {
                yield break;
            }
        }
    }

    public override async Task<Balance> GetBalanceAsync(IUserMessages messages, CancellationToken cancellationToken)
    {
        var response = await TryQueryAsync(() => new HttpRequestMessage(HttpMethod.Get, CreditsPath), messages, cancellationToken);
        return response is null ? await base.GetBalanceAsync(messages, cancellationToken)
            : response.Deserialize(EvoLinkJson.Default.EvoLinkCredits) is { Data: { } credits } ? new Balance
            {
                Provider = Name,
                RemainingCredits = credits.User?.RemainingCredits,
                UsedCredits = credits.User?.UsedCredits,
                KeyRemainingCredits = credits.Token?.UnlimitedCredits is true ? null : credits.Token?.RemainingCredits,
                KeyUsedCredits = credits.Token?.UsedCredits,
            }
            : throw CreateUnexpectedResponseException(response);
    }

    protected override HttpRequestMessage BuildCreateRequest(PreparedRequest request, string idempotencyKey) =>
        new(HttpMethod.Post, CreatePath) { Headers = { { Header.IdempotencyKey, idempotencyKey } } };

    protected override HttpRequestMessage BuildGetRequest(string id) => new(HttpMethod.Get, TaskPath + Uri.EscapeDataString(id));

    protected override VideoTask? ReadTask(ProviderResponse response, string? id, IUserMessages messages) =>
        response.IsSuccess && response.Deserialize(EvoLinkJson.Default.EvoLinkResponse) is { Id.Length: > 0 } task ? ToTask(task, messages) : null;

    // The manual, on every page of the video series: a callback has the body of the query's response.
    protected override VideoTask? ReadCallbackTask(ProviderResponse callback, IUserMessages messages) => ReadTask(callback, id: null, messages);

    protected override VideoError? ReadError(ProviderResponse response, VideoErrorKind defaultKind) =>
        response.Deserialize(EvoLinkJson.Default.EvoLinkResponse)?.Error is { } error ? ToError(error, defaultKind) : null;

    private VideoTask ToTask(EvoLinkResponse task, IUserMessages messages)
    {
        var status = ParseStatus(task.Status, messages);
        return new VideoTask
        {
            Id = task.Id!,
            Provider = Name,
            Model = task.Model,
            Status = status,
            RawStatus = task.Status,
            Progress = task.Progress,
            CreatedAt = FromUnixSeconds(task.Created),
            VideoUrl = status is VideoStatus.Succeeded ? ParseUrl(task.Results?.FirstOrDefault() ?? task.ResultData?.FirstOrDefault()?.VideoUrl) : null,
            Duration = (int?)task.TaskInfo?.VideoDuration,
            EstimatedSec = task.TaskInfo?.EstimatedTime is { } estimate and >= 0 ? estimate : null,
            Error = status switch
            {
                VideoStatus.Failed => ToError(task.Error ?? new(), VideoErrorKind.ProviderFault),
                VideoStatus.Canceled => ToError(task.Error ?? new() { Message = "The task was canceled." }, VideoErrorKind.Canceled) with { Kind = VideoErrorKind.Canceled },
                _ => null,
            },
            Usage = task.Usage is { } usage
                ? new Usage
                {
                    BillingRule = usage.BillingRule,
                    CreditsReserved = usage.CreditsReserved,
                    CreditsUsed = usage.CreditsUsed ?? usage.Cost?.Credits,
                    CostUsd = usage.Cost?.Usd,
                }
                : null,
        };
    }

    private VideoTask ToTask(EvoLinkListedTask task, IUserMessages messages) => new()
    {
        Id = task.Id!,
        Provider = Name,
        Model = task.Model,
        Status = ParseStatus(task.Status, messages),
        RawStatus = task.Status,
        Progress = task.Progress,
        CreatedAt = FromUnixSeconds(task.CreatedAt),
        Duration = (int?)task.Duration,
        Usage = task.CreditsUsed is { } credits ? new Usage { CreditsUsed = credits } : null,
    };

    private static VideoError ToError(EvoLinkError error, VideoErrorKind defaultKind) => new()
    {
        Kind = Errors.GetKind(defaultKind, error.Code, ErrorCode.AuthenticationGroups.FirstOrDefault(group => error.Code?.StartsWith(group, StringComparison.OrdinalIgnoreCase) is true), error.Type),
        Message = MessageOrDefault(error.Message),
        Code = error.Code,
        Type = error.Type,
        Parameter = error.Param,
        Suggestion = error.Suggestion ?? error.FallbackSuggestion,
    };
}
