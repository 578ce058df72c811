using System.Globalization;
using System.Runtime.CompilerServices;
using WanVideo.Catalog;
using WanVideo.Polling;
using WanVideo.Providers.Http;
using static WanVideo.Providers.DashScope.DashScopeWire;

namespace WanVideo.Providers.DashScope;

/// <summary>DashScope, Alibaba's own service for the Wan models.</summary>
internal sealed class DashScopeProvider(ProviderOptions options, Func<HttpMessageHandler>? inProcess = null)
    : HttpVideoProvider(options, DashScopeRegion.From(options).BaseUri, DashScopeCatalog.Create(options.Provider.Name, DashScopeRegion.From(options)), inProcess)
{
    public static readonly VideoProviderInfo Info = new("DashScope", DashScopeRegion.Beijing.BaseUri, "DASHSCOPE_API_KEY", DashScopeCatalog.Create("DashScope"))
    {
        Settings =
        [
            new(DashScopeRegion.Setting, typeof(string), "The region that the key belongs to. Default Beijing.") { AllowedValues = [.. DashScopeRegion.All.Select(region => region.Name)] },
        ],
        Operations = [ProviderOperation.List, ProviderOperation.Cancel],
    };

    private static readonly ErrorCodeMap Errors = new(
        (VideoErrorKind.Authentication, [ErrorCode.InvalidApiKey]),
        (VideoErrorKind.Balance, [ErrorCode.Arrearage, ErrorCode.FreeTierOnly, ErrorCode.PrepaidBillOverdue, ErrorCode.PostpaidBillOverdue, ErrorCode.CommodityNotPurchased, ErrorCode.BudgetLimitExceeded]),
        (VideoErrorKind.Permission, [ErrorCode.AccessDenied, ErrorCode.ModelAccessDenied, ErrorCode.AppAccessDenied, ErrorCode.WorkspaceAccessDenied, ErrorCode.EndpointAccessDenied]),
        (VideoErrorKind.ContentRejected, [ErrorCode.DataInspectionFailed, ErrorCode.IPInfringementSuspect, ErrorCode.CustomRoleBlocked, ErrorCode.FaqRuleBlocked]),
        (VideoErrorKind.MediaUnreachable, [ErrorCode.InvalidUrl, ErrorCode.MediaInspectionFailed, ErrorCode.FileDownloadFailed, ErrorCode.InputDownloadFailed]),
        (
            VideoErrorKind.InvalidRequest,
            [
                ErrorCode.InvalidParameter, ErrorCode.BadRequest, ErrorCode.UnsupportedOperation, ErrorCode.ModelNotFound, ErrorCode.WorkspaceNotFound,
                ErrorCode.InvalidFile, ErrorCode.InvalidImage, ErrorCode.InvalidImageResolution, ErrorCode.InvalidImageFormat, ErrorCode.InvalidPerson,
            ]),
        (VideoErrorKind.NotFound, [ErrorCode.NotFound]),
        (
            VideoErrorKind.RateLimited,
            [ErrorCode.Throttling, ErrorCode.InsufficientQuota, ErrorCode.LimitRequests, ErrorCode.ResourceExhausted, ErrorCode.ServiceUnavailable, ErrorCode.ModelUnavailable]),
        (VideoErrorKind.Timeout, [ErrorCode.InternalErrorTimeout, ErrorCode.RequestTimeout]),
        (VideoErrorKind.ProviderFault, [ErrorCode.InternalError, ErrorCode.SystemError, ErrorCode.ModelServiceFailed, ErrorCode.RewriteFailed]));

    private readonly TimeProvider time = options.TimeProvider;

    public override IReadOnlyList<ProviderOperation> Operations => Info.Operations;

    // Source: "Poll every 15 seconds" and "20 queries per second per account". 5 of the 20 are left to other clients of the account.
    public override PollingLimits PollingLimits { get; } = new(TimeSpan.FromSeconds(15), RequestsPerSecond: 15);

    protected override IReadOnlyList<string> TaskIdPaths { get; } = ["output.task_id"];

    protected override IReadOnlyDictionary<string, string> Statuses { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        [Status.Pending] = VideoStatus.Pending,
        [Status.Running] = VideoStatus.Running,
        [Status.Succeeded] = VideoStatus.Succeeded,
        [Status.Failed] = VideoStatus.Failed,
        [Status.Canceled] = VideoStatus.Canceled,

        // "The task does not exist or its status is unknown": terminal, but not a failure.
        [Status.Unknown] = VideoStatus.Unknown,
        [Status.Suspended] = VideoStatus.Pending,
    };

    public override async Task CancelAsync(string id, IUserMessages messages, CancellationToken cancellationToken) =>
        await QueryAsync(() => new HttpRequestMessage(HttpMethod.Post, TaskPath + Uri.EscapeDataString(id) + CancelSuffix), messages, cancellationToken, id);

    public override async IAsyncEnumerable<VideoTask> ListAsync(TaskFilter filter, IUserMessages messages, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // DashScope keeps tasks for 24 hours and rejects an older start time. Without one the list covers the last 24 hours.
        var oldest = time.GetUtcNow() - VideoTask.RetentionPeriod;
        var start = filter.Since is { } since && since > oldest ? since.ToOffset(UtcOffset).ToString(ListField.TimeFormat, CultureInfo.InvariantCulture) : null;
        var status = Statuses.FirstOrDefault(pair => pair.Value == filter.Status).Key;
        for (var page = 1; ; page++)
        {
            var query = QueryStringBuilder.Build((ListField.StartTime, start), (ListField.Model, filter.Model), (ListField.Status, status), (ListField.Page, page), (ListField.PageSize, ListField.DefaultPageSize));
            var response = await QueryAsync(() => new HttpRequestMessage(HttpMethod.Get, TaskPath + query), messages, cancellationToken);
            if (response.Deserialize(DashScopeJson.Default.DashScopePage) is not { Data: { } tasks } list)
            {
                throw CreateUnexpectedResponseException(response);
            }

            foreach (var task in tasks.Where(task => task.TaskId is { Length: > 0 }))
            {
                yield return Normalize(ToTask(task, messages));
            }

            if (tasks.Length == 0 || page >= list.TotalPage)
            {
                yield break;
            }
        }
    }

    protected override HttpRequestMessage BuildCreateRequest(PreparedRequest request, string idempotencyKey)
    {
        var message = new HttpRequestMessage(HttpMethod.Post, CreatePath) { Headers = { { Header.Async, Header.Enable } } };
        if (request.Body.ToJsonString().Contains($"\"{OssScheme}://", StringComparison.OrdinalIgnoreCase))
        {
            message.Headers.Add(Header.OssResolve, Header.Enable);
        }

        return message;
    }

    protected override HttpRequestMessage BuildGetRequest(string id) => new(HttpMethod.Get, TaskPath + Uri.EscapeDataString(id));

    protected override VideoTask? ReadTask(ProviderResponse response, string? id, IUserMessages messages) =>
        response.Deserialize(DashScopeJson.Default.DashScopeResponse) is { Output.TaskId.Length: > 0 } body ? ToTask(body.Output, body, messages) : null;

    protected override VideoError? ReadError(ProviderResponse response, VideoErrorKind defaultKind) =>
        response.Deserialize(DashScopeJson.Default.DashScopeResponse) is { Code.Length: > 0 } body ? ToError(body.Code, body.Message, defaultKind) : null;

    private VideoTask ToTask(DashScopeOutput task, DashScopeResponse response, IUserMessages messages)
    {
        var status = ParseStatus(task.TaskStatus, messages);
        return new VideoTask
        {
            Id = task.TaskId!,
            Provider = Name,
            Status = status,
            RawStatus = task.TaskStatus,
            Prompt = task.OrigPrompt,
            CreatedAt = ParseTime(task.SubmitTime),
            FinishedAt = ParseTime(task.EndTime),
            VideoUrl = status is VideoStatus.Succeeded ? ParseUrl(task.VideoUrl) : null,
            Duration = (int?)response.Usage?.OutputVideoDuration,
            Usage = response.Usage?.Duration is { } seconds ? new Usage { BilledSeconds = seconds } : null,
            Error = status switch
            {
                VideoStatus.Failed => ToError(task.Code, task.Message, VideoErrorKind.ProviderFault),
                VideoStatus.Canceled => ToError(task.Code, task.Message ?? "The task was canceled.", VideoErrorKind.Canceled) with { Kind = VideoErrorKind.Canceled },
                _ => null,
            },
            RequestId = response.RequestId,
        };
    }

    private VideoTask ToTask(DashScopeListedTask task, IUserMessages messages) => new()
    {
        Id = task.TaskId!,
        Provider = Name,
        Model = task.ModelName,
        Status = ParseStatus(task.Status, messages),
        RawStatus = task.Status,
        CreatedAt = FromUnixSeconds(task.GmtCreate / 1000),
        FinishedAt = FromUnixSeconds(task.EndTime / 1000),
        RequestId = task.RequestId,
    };

    private static VideoError ToError(string? code, string? message, VideoErrorKind defaultKind)
    {
        var kind = Errors.GetKind(defaultKind, code);
        var isDownloadFailure = kind is VideoErrorKind.InvalidRequest && message?.Contains(ErrorCode.DownloadFailedMessage, StringComparison.OrdinalIgnoreCase) is true;
        return new VideoError { Kind = isDownloadFailure ? VideoErrorKind.MediaUnreachable : kind, Message = MessageOrDefault(message), Code = code };
    }

    private static DateTimeOffset? ParseTime(string? text) =>
        DateTime.TryParseExact(text, TimeFormatForParsing, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local) ? new DateTimeOffset(local, UtcOffset).ToUniversalTime() : null;
}
