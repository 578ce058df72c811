using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using WanVideo.Catalog;
using WanVideo.Downloading;
using WanVideo.Providers.Http;
using static WanVideo.Providers.EvoLink.EvoLinkWire;

namespace WanVideo.Providers.EvoLink;

/// <summary>EvoLink: one create address for all models, a task looked at by its id.</summary>
internal sealed class EvoLinkProvider(ProviderOptions options, GatewayClient client) : IVideoProvider
{
    public static readonly VideoProviderInfo Info = new("EvoLink", new Uri("https://api.evolink.ai/"), "EVOLINK_API_KEY", EvoLinkCatalog.Of("EvoLink"));

    // "Generated video links are valid for 24 hours", says every page of the video series.
    private static readonly TimeSpan ResultLife = TimeSpan.FromHours(24);

    // The call is not in the manual: given up for good, without a fuss, where it is not there.
    private volatile bool hasNoBatch;

    private readonly ConcurrentDictionary<string, bool> unknownWords = new(StringComparer.OrdinalIgnoreCase);

    public string Name => options.Provider.Name;

    public Uri BaseUri => options.BaseUri;

    public ModelCatalog Catalog => options.Provider.Catalog;

    public bool IsBilled { get; init; } = true;

    public HttpMessageInvoker Media => client.Media;

    public DownloadOptions Downloads => client.Downloads;

    public async Task<VideoTask> CreateAsync(PreparedRequest request, string idempotencyKey, INotices notices, CancellationToken cancellationToken)
    {
        var answer = await client.CreateAsync(
            () => new HttpRequestMessage(HttpMethod.Post, CreatePath) { Headers = { { IdempotencyHeader, idempotencyKey } } },
            JsonSerializer.SerializeToUtf8Bytes(request.Body),
            notices,
            cancellationToken);

        if (answer.IsSuccess)
        {
            return EvoLinkJson.TryRead(answer.Body, EvoLinkJson.Default.EvoLinkAnswer) is { Id.Length: > 0 } created
                ? Task(created, answer, notices)
                : throw client.LostAnswer($"it is not understood: HTTP {(int)answer.Status}{EvoLinkErrors.Beginning(answer.Body)}.");
        }

        throw IsAmbiguous(answer) ? client.LostAnswer($"HTTP {(int)answer.Status} may come after the task was made.") : Refusal(answer);
    }

    public async Task<VideoTask> GetAsync(string id, INotices notices, CancellationToken cancellationToken)
    {
        var answer = await client.QueryAsync(
            () => new HttpRequestMessage(HttpMethod.Get, TaskPath + Uri.EscapeDataString(id)),
            notices,
            cancellationToken);

        if (!answer.IsSuccess)
        {
            throw Refusal(answer, id);
        }

        return EvoLinkJson.TryRead(answer.Body, EvoLinkJson.Default.EvoLinkAnswer) is { Id.Length: > 0 } found
            ? Task(found, answer, notices)
            : throw NotUnderstood(answer, id);
    }

    public int BatchSize => hasNoBatch ? 1 : LargestBatch;

    public async Task<IReadOnlyList<VideoTask>> GetManyAsync(IReadOnlyList<string> ids, INotices notices, CancellationToken cancellationToken)
    {
        var body = new JsonObject { [BatchIds] = new JsonArray([.. ids.Select(id => (JsonNode)id)]) }.ToJsonString();
        var answer = await client.QueryAsync(
            () => new HttpRequestMessage(HttpMethod.Post, BatchPath) { Content = new StringContent(body, Encoding.UTF8, "application/json") },
            notices,
            cancellationToken);

        if (answer.Status is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed)
        {
            hasNoBatch = true;
            notices.Verbose($"{Name} answers for one task at a time.");
            throw VideoException.NotSupported(Name, "answers for one task at a time");
        }

        if (!answer.IsSuccess)
        {
            throw Refusal(answer);
        }

        return EvoLinkJson.TryRead(answer.Body, EvoLinkJson.Default.EvoLinkBatch) is { Data: { } found }
            ? [.. found.Where(one => one.Id is { Length: > 0 }).Select(one => Task(one, answer, notices))]
            : throw NotUnderstood(answer);
    }

    public async Task<Balance> GetBalanceAsync(INotices notices, CancellationToken cancellationToken)
    {
        var answer = await client.QueryAsync(() => new HttpRequestMessage(HttpMethod.Get, CreditsPath), notices, cancellationToken);
        if (answer.Status is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed)
        {
            throw VideoException.NotSupported(Name, "does not tell what an account has left");
        }

        if (!answer.IsSuccess)
        {
            throw Refusal(answer);
        }

        return EvoLinkJson.TryRead(answer.Body, EvoLinkJson.Default.EvoLinkCredits) is { Data: { } credits }
            ? new Balance
            {
                Provider = Name,
                RemainingCredits = credits.User?.RemainingCredits,
                UsedCredits = credits.User?.UsedCredits,
                KeyRemainingCredits = credits.Token?.UnlimitedCredits is true ? null : credits.Token?.RemainingCredits,
                KeyUsedCredits = credits.Token?.UsedCredits,
            }
            : throw NotUnderstood(answer);
    }

    public void Dispose() => client.Dispose();

    // Of a server's fault nobody knows when it struck, but for the 503 that asks to come back.
    private static bool IsAmbiguous(GatewayAnswer answer) =>
        answer.Status >= HttpStatusCode.InternalServerError
        && answer is not { Status: HttpStatusCode.ServiceUnavailable, RetryAfter: not null };

    private VideoException Refusal(GatewayAnswer answer, string? id = null) => new(client.Redaction.Clean(EvoLinkErrors.OfAnswer(Name, answer)))
    {
        Provider = Name,
        TaskId = id,
        StatusCode = answer.Status,
        RequestId = answer.RequestId,
        RetryAfter = answer.RetryAfter,
    };

    private VideoException NotUnderstood(GatewayAnswer answer, string? id = null) =>
        new(VideoErrorKind.ProviderFault, client.Redaction.Clean($"{Name} gave an answer that is not understood{EvoLinkErrors.Beginning(answer.Body)}."))
        {
            Provider = Name,
            TaskId = id,
            StatusCode = answer.Status,
            RequestId = answer.RequestId,
        };

    private VideoTask Task(EvoLinkAnswer answer, GatewayAnswer http, INotices notices)
    {
        var status = StatusOf(answer.Status, notices);
        var created = answer.Created is > 0 and < 253_402_300_800 and var seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds) : (DateTimeOffset?)null;
        var video = status is VideoStatus.Succeeded ? VideoOf(answer) : null;
        return new VideoTask
        {
            Id = answer.Id!,
            Provider = Name,
            Model = answer.Model,
            Status = status,
            RawStatus = answer.Status,
            Progress = status is VideoStatus.Succeeded ? 100 : answer.Progress,
            CreatedAt = created,
            VideoUrl = video,
            ExpiresAt = video is null ? null : created + ResultLife,
            Duration = (int?)answer.TaskInfo?.VideoDuration,
            EstimatedTime = answer.TaskInfo?.EstimatedTime is { } estimate and >= 0 ? TimeSpan.FromSeconds(estimate) : null,
            Error = status switch
            {
                VideoStatus.Failed => client.Redaction.Clean(EvoLinkErrors.OfTask(answer.Error)),
                VideoStatus.Canceled => client.Redaction.Clean(EvoLinkErrors.OfTask(answer.Error) with { Kind = VideoErrorKind.Canceled, Message = answer.Error?.Message ?? "The task was cancelled." }),
                _ => null,
            },
            Usage = answer.Usage is { } usage
                ? new Usage
                {
                    BillingRule = usage.BillingRule,
                    CreditsReserved = usage.CreditsReserved,
                    CreditsUsed = usage.CreditsUsed ?? usage.Cost?.Credits,
                    CostUsd = usage.Cost?.Usd,
                }
                : null,
            RequestId = http.RequestId,
        };
    }

    private static Uri? VideoOf(EvoLinkAnswer answer) =>
        Uri.TryCreate(answer.Results?.FirstOrDefault() ?? answer.ResultData?.FirstOrDefault()?.VideoUrl, UriKind.Absolute, out var address) ? address : null;

    private VideoStatus StatusOf(string? word, INotices notices)
    {
        switch (word?.ToLowerInvariant())
        {
            case Status.Pending:
                return VideoStatus.Pending;
            case Status.Processing:
                return VideoStatus.Running;
            case Status.Completed:
                return VideoStatus.Succeeded;
            case Status.Failed:
                return VideoStatus.Failed;
            case Status.Cancelled:
                return VideoStatus.Canceled;
            default:
                if (unknownWords.TryAdd(word ?? "", true))
                {
                    notices.Warning($"{Name} gave the status '{word}', which this version of the module does not know. The task counts as running.");
                }

                return VideoStatus.Running;
        }
    }
}
