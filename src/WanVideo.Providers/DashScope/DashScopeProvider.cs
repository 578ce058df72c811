using System.Globalization;
using WanVideo.Catalog;
using WanVideo.Downloading;
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

    private readonly TimeProvider time = options.TimeProvider;

    public override IReadOnlyList<ProviderOperation> Operations => Info.Operations;

    // Source: "Poll every 15 seconds" and "20 queries per second per account". 5 of the 20 are left to other clients of the account.
    public override PollingLimits PollingLimits { get; } = new(TimeSpan.FromSeconds(15), RequestsPerSecond: 15);

    protected override IReadOnlyList<string> KnownPaths => [CreatePath, "api/v1", "compatible-mode/v1"];

    protected override IReadOnlyList<string> TaskIdPaths { get; } = ["output.task_id"];

    protected override IReadOnlyDictionary<string, string> Statuses { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        [Status.Pending] = VideoStatus.Pending,
        [Status.Running] = VideoStatus.Running,
        [Status.Succeeded] = VideoStatus.Succeeded,
        [Status.Failed] = VideoStatus.Failed,
        [Status.Canceled] = VideoStatus.Canceled,
        [Status.Cancelled] = VideoStatus.Canceled,

        // "The task does not exist or its status is unknown": terminal, but not a failure.
        [Status.Unknown] = VideoStatus.Unknown,
        [Status.Suspended] = VideoStatus.Pending,
    };

    public override async Task CancelAsync(string id, IUserMessages messages, CancellationToken cancellationToken)
    {
        var response = await QueryAsync(() => new HttpRequestMessage(HttpMethod.Post, TaskPath + Uri.EscapeDataString(id) + CancelSuffix), messages, cancellationToken, id);

        // The documented response has a request id only. The page of a proxy confirms nothing: the task would continue, and be billed.
        if (response.Json[TaskField.RequestId].GetString() is null || ReadError(response, VideoErrorKind.ProviderFault) is not null)
        {
            throw CreateUnexpectedResponseException(response, id);
        }
    }

    public override IAsyncEnumerable<VideoTask> ListAsync(TaskFilter filter, IUserMessages messages, CancellationToken cancellationToken)
    {
        // DashScope keeps tasks for 24 hours and rejects an older start time. Without one the list covers the last 24 hours.
        var oldest = time.GetUtcNow() - VideoTask.RetentionPeriod;
        var start = filter.Since is { } since && since > oldest ? since.ToOffset(UtcOffset).ToString(ListField.TimeFormat, CultureInfo.InvariantCulture) : null;
        var status = Statuses.FirstOrDefault(pair => pair.Value == filter.Status).Key;
        return ListPagesAsync(
            page =>
            {
                var query = QueryStringBuilder.Build((ListField.StartTime, start), (ListField.Model, filter.Model), (ListField.Status, status), (ListField.Page, page), (ListField.PageSize, ListField.DefaultPageSize));
                return QueryAsync(() => new HttpRequestMessage(HttpMethod.Get, TaskPath + query), messages, cancellationToken);
            },
            ListField.Data,
            task => ToListedTask(task, messages),
            (response, page, _) => page >= response[ListField.Pages].GetInt32());
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

    protected override VideoTask? ReadTask(ProviderResponse response, string? id, IUserMessages messages)
    {
        var (output, usage) = (response.Json[TaskField.Output], response.Json[TaskField.Usage]);
        if (output[TaskField.TaskId].GetString() is not { } taskId)
        {
            return null;
        }

        var rawStatus = output[TaskField.Status].GetString();
        var status = ParseStatus(rawStatus, messages);
        var (code, message) = (output[ErrorField.Code].GetString(), output[ErrorField.Message].GetString());
        return new VideoTask
        {
            Id = taskId,
            Provider = Name,
            Status = status,
            RawStatus = rawStatus,
            Prompt = output[TaskField.Prompt].GetString(),
            CreatedAt = ParseTime(output[TaskField.SubmitTime].GetString()),
            FinishedAt = ParseTime(output[TaskField.EndTime].GetString()),
            VideoUrl = status is VideoStatus.Succeeded
                ? ResultUrl.Parse(output[TaskField.VideoUrl].GetString()) ?? ResultUrl.Parse(output[TaskField.Results].FirstItem[TaskField.VideoUrl].GetString())
                : null,
            Duration = usage[UsageField.OutputDuration].GetInt32() ?? usage[UsageField.VideoDuration].GetInt32(),
            Usage = usage[UsageField.Duration].GetDecimal() is { } seconds ? new Usage { BilledSeconds = seconds } : null,
            Error = status switch
            {
                VideoStatus.Failed => DashScopeErrors.Create(code, message, VideoErrorKind.ProviderFault),
                VideoStatus.Canceled => DashScopeErrors.Create(code, message ?? "The task was canceled.", VideoErrorKind.Canceled) with { Kind = VideoErrorKind.Canceled },
                _ => null,
            },
            RequestId = response.Json[TaskField.RequestId].GetString(),
        };
    }

    protected override VideoError? ReadError(ProviderResponse response, VideoErrorKind defaultKind)
    {
        var (code, message) = (response.Json[ErrorField.Code].GetString(), response.Json[ErrorField.Message].GetString());
        return code is null && message is null ? null : DashScopeErrors.Create(code, message, defaultKind);
    }

    private VideoTask? ToListedTask(ResponseValue task, IUserMessages messages) => task[TaskField.TaskId].GetString() is { } id
        ? new()
        {
            Id = id,
            Provider = Name,
            Model = task[ListField.Model].GetString(),
            Status = ParseStatus(task[ListField.Status].GetString(), messages),
            RawStatus = task[ListField.Status].GetString(),
            CreatedAt = FromUnixSeconds(task[ListField.Created].GetDouble() / 1000),
            FinishedAt = FromUnixSeconds(task[ListField.EndTime].GetDouble() / 1000),
            RequestId = task[ListField.RequestId].GetString(),
        }
        : null;

    // The first and the last year cannot be converted to another offset.
    private static DateTimeOffset? ParseTime(string? text) =>
        DateTime.TryParseExact(text, TimeFormatForParsing, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local) && local.Year is > 1 and < 9999
            ? new DateTimeOffset(local, UtcOffset).ToUniversalTime()
            : null;
}
