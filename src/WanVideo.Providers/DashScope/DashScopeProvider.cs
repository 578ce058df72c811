using System.Globalization;
using System.Runtime.CompilerServices;
using WanVideo.Catalog;
using WanVideo.Providers.Http;
using WanVideo.Polling;
using static WanVideo.Providers.DashScope.DashScopeWire;

namespace WanVideo.Providers.DashScope;

/// <summary>DashScope, Alibaba's own: the origin of the models that the others hand on.</summary>
internal sealed class DashScopeProvider(ProviderOptions options, Func<HttpMessageHandler>? inProcess = null)
    : HttpVideoProvider(options, DashScopeRegion.Of(options).BaseUri, DashScopeCatalog.Create(options.Provider.Name, DashScopeRegion.Of(options)), inProcess)
{
    public static readonly VideoProviderInfo Info = new("DashScope", DashScopeRegion.Beijing.BaseUri, "DASHSCOPE_API_KEY", DashScopeCatalog.Create("DashScope"))
    {
        Settings =
        [
            new(DashScopeRegion.Setting, typeof(string), "The region that the key belongs to. Default Beijing.") { AllowedValues = [.. DashScopeRegion.All.Select(region => region.Name)] },
        ],
    };

    private readonly TimeProvider time = options.TimeProvider;

    // "Poll every 15 seconds" and "20 queries per second per account"; some of them are left for whatever else the account does.
    public override PollingLimits PollingLimits { get; } = new(TimeSpan.FromSeconds(15), RequestsPerSecond: 15);

    protected override IReadOnlyDictionary<string, VideoStatus> Statuses => DashScopeWire.Statuses;

    public override async Task CancelAsync(string id, IUserMessages messages, CancellationToken cancellationToken) =>
        await QueryAsync(() => new HttpRequestMessage(HttpMethod.Post, TaskPath + Uri.EscapeDataString(id) + CancelEnd), messages, cancellationToken, id);

    public override async IAsyncEnumerable<VideoTask> ListAsync(TaskFilter filter, IUserMessages messages, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Nothing older is kept, and no longer span may be asked for; without a beginning it is the last 24 hours.
        var oldest = time.GetUtcNow() - VideoTask.Life;
        var start = filter.Since is { } since && since > oldest ? since.ToOffset(China).ToString(List.TimeFormat, CultureInfo.InvariantCulture) : null;
        var word = DashScopeWire.Statuses.FirstOrDefault(pair => pair.Value == filter.Status).Key;
        for (var page = 1; ; page++)
        {
            var query = QueryStringBuilder.Build((List.StartTime, start), (List.Model, filter.Model), (List.Status, word), (List.Page, page), (List.PageSize, List.UsualPage));
            var answer = await QueryAsync(() => new HttpRequestMessage(HttpMethod.Get, TaskPath + query), messages, cancellationToken);
            if (answer.Deserialize(DashScopeJson.Default.DashScopePage) is not { Data: { } found } read)
            {
                throw NotUnderstood(answer);
            }

            foreach (var one in found.Where(one => one.TaskId is { Length: > 0 }))
            {
                yield return Ready(Task(one, messages), answer);
            }

            if (found.Length == 0 || page >= read.TotalPage)
            {
                yield break;
            }
        }
    }

    protected override HttpRequestMessage CreateRequest(PreparedRequest request, string idempotencyKey)
    {
        var create = new HttpRequestMessage(HttpMethod.Post, CreatePath) { Headers = { { AsyncHeader, Enable } } };
        if (request.Body.ToJsonString().Contains($"\"{OssScheme}://", StringComparison.OrdinalIgnoreCase))
        {
            create.Headers.Add(OssResolveHeader, Enable);
        }

        return create;
    }

    protected override HttpRequestMessage GetRequest(string id) => new(HttpMethod.Get, TaskPath + Uri.EscapeDataString(id));

    protected override VideoTask? ReadTask(ProviderResponse answer, string? id, IUserMessages messages) =>
        answer.Deserialize(DashScopeJson.Default.DashScopeResponse) is { Output: { TaskId.Length: > 0 } output } read ? Task(output, read, messages) : null;

    protected override VideoError? ReadError(ProviderResponse answer, VideoErrorKind otherwise) =>
        answer.Deserialize(DashScopeJson.Default.DashScopeResponse) is { Code.Length: > 0 } read ? Error(read.Code, read.Message, otherwise) : null;

    private VideoTask Task(DashScopeOutput output, DashScopeResponse answer, IUserMessages messages)
    {
        var status = StatusOf(output.TaskStatus, messages);
        return new VideoTask
        {
            Id = output.TaskId!,
            Provider = Name,
            Status = status,
            RawStatus = output.TaskStatus,
            Prompt = output.OrigPrompt,
            CreatedAt = ChinaTime(output.SubmitTime),
            FinishedAt = ChinaTime(output.EndTime),
            VideoUrl = status is VideoStatus.Succeeded ? Address(output.VideoUrl) : null,
            Duration = (int?)answer.Usage?.OutputVideoDuration,
            Usage = answer.Usage?.Duration is { } seconds ? new Usage { BilledSeconds = seconds } : null,
            Error = status switch
            {
                VideoStatus.Failed => Error(output.Code, output.Message, VideoErrorKind.ProviderFault),
                VideoStatus.Canceled => Error(output.Code, output.Message ?? "The task was cancelled.", VideoErrorKind.Canceled) with { Kind = VideoErrorKind.Canceled },
                _ => null,
            },
            RequestId = answer.RequestId,
        };
    }

    private VideoTask Task(DashScopeListed listed, IUserMessages messages) => new()
    {
        Id = listed.TaskId!,
        Provider = Name,
        Model = listed.ModelName,
        Status = StatusOf(listed.Status, messages),
        RawStatus = listed.Status,
        CreatedAt = Moment(listed.GmtCreate / 1000),
        FinishedAt = Moment(listed.EndTime / 1000),
        RequestId = listed.RequestId,
    };

    private static VideoError Error(string? code, string? message, VideoErrorKind otherwise)
    {
        var kind = Errors.KindOf(otherwise, code);
        return new VideoError
        {
            Kind = kind is VideoErrorKind.InvalidRequest && message?.Contains(DownloadFailed, StringComparison.OrdinalIgnoreCase) is true ? VideoErrorKind.MediaUnreachable : kind,
            Message = message is { Length: > 0 } ? message : "The gateway does not say why.",
            Code = code,
        };
    }

    private static DateTimeOffset? ChinaTime(string? text) =>
        DateTime.TryParseExact(text, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local) ? new DateTimeOffset(local, China).ToUniversalTime() : null;
}
