using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using WanVideo.Catalog;
using WanVideo.Providers.Http;
using static WanVideo.Providers.EvoLink.EvoLinkWire;

namespace WanVideo.Providers.EvoLink;

/// <summary>EvoLink: one create address for all models, a task looked at by its id.</summary>
internal sealed class EvoLinkProvider(ProviderOptions options, Func<HttpMessageHandler>? inProcess = null)
    : HttpVideoProvider(options, Info.BaseUri, EvoLinkCatalog.Create(options.Provider.Name), inProcess)
{
    public static readonly VideoProviderInfo Info = new("EvoLink", new Uri("https://api.evolink.ai/"), "EVOLINK_API_KEY", EvoLinkCatalog.Create("EvoLink"));

    // The call is not in the manual: given up for good, without a fuss, where it is not there.
    private volatile bool hasNoBatch;

    // Only its own client says so: good enough for a repeat that the user asks for, and for no other.
    public override bool HasIdempotencyKeys => true;

    public override int BatchSize => hasNoBatch ? 1 : LargestBatch;

    protected override IReadOnlyDictionary<string, VideoStatus> Statuses => EvoLinkWire.Statuses;

    public override async Task<IReadOnlyList<VideoTask>> GetManyAsync(IReadOnlyList<string> ids, IUserMessages messages, CancellationToken cancellationToken)
    {
        var body = new JsonObject { [BatchIds] = new JsonArray([.. ids.Select(id => (JsonNode)id)]) };
        var answer = await TryQueryAsync(() => new HttpRequestMessage(HttpMethod.Post, BatchPath) { Content = JsonContent.Create(body) }, messages, cancellationToken);
        if (answer is null)
        {
            hasNoBatch = true;
            messages.WriteVerbose($"{Name} answers for one task at a time.");
            throw VideoException.NotSupported(Name, "answers for one task at a time");
        }

        return answer.Deserialize(EvoLinkJson.Default.EvoLinkBatch) is { Data: { } found }
            ? [.. found.Where(one => one.Id is { Length: > 0 }).Select(one => Ready(Task(one, messages), answer))]
            : throw NotUnderstood(answer);
    }

    public override async IAsyncEnumerable<VideoTask> ListAsync(TaskFilter filter, IUserMessages messages, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var word = EvoLinkWire.Statuses.FirstOrDefault(pair => pair.Value == filter.Status).Key;
        for (var (page, listed) = (1, 0); ; page++)
        {
            var query = QueryStringBuilder.Build((List.Type, List.Video), (List.Status, word), (List.Model, filter.Model), (List.Page, page), (List.PageSize, List.LargestPage));
            var answer = await TryQueryAsync(() => new HttpRequestMessage(HttpMethod.Get, ListPath + query), messages, cancellationToken)
                ?? throw VideoException.NotSupported(Name, "does not list its tasks");
            if (answer.Deserialize(EvoLinkJson.Default.EvoLinkPage) is not { Data: { } found } read)
            {
                throw NotUnderstood(answer);
            }

            foreach (var one in found.Where(one => one.Id is { Length: > 0 }))
            {
                yield return Ready(Task(one, messages), answer);
            }

            listed += found.Length;
            if (found.Length == 0 || listed >= read.Total)
            {
                yield break;
            }
        }
    }

    public override async Task<Balance> GetBalanceAsync(IUserMessages messages, CancellationToken cancellationToken)
    {
        var answer = await TryQueryAsync(() => new HttpRequestMessage(HttpMethod.Get, CreditsPath), messages, cancellationToken);
        return answer is null ? await base.GetBalanceAsync(messages, cancellationToken)
            : answer.Deserialize(EvoLinkJson.Default.EvoLinkCredits) is { Data: { } credits } ? new Balance
            {
                Provider = Name,
                RemainingCredits = credits.User?.RemainingCredits,
                UsedCredits = credits.User?.UsedCredits,
                KeyRemainingCredits = credits.Token?.UnlimitedCredits is true ? null : credits.Token?.RemainingCredits,
                KeyUsedCredits = credits.Token?.UsedCredits,
            }
            : throw NotUnderstood(answer);
    }

    protected override HttpRequestMessage CreateRequest(PreparedRequest request, string idempotencyKey) =>
        new(HttpMethod.Post, CreatePath) { Headers = { { IdempotencyHeader, idempotencyKey } } };

    protected override HttpRequestMessage GetRequest(string id) => new(HttpMethod.Get, TaskPath + Uri.EscapeDataString(id));

    protected override VideoTask? ReadTask(ProviderResponse answer, string? id, IUserMessages messages) =>
        answer.IsSuccess && answer.Deserialize(EvoLinkJson.Default.EvoLinkResponse) is { Id.Length: > 0 } read ? Task(read, messages) : null;

    // "The callback's body is the same as the query's answer", says every page of the video series.
    protected override VideoTask? CallbackTask(ProviderResponse received, IUserMessages messages) => ReadTask(received, id: null, messages);

    protected override VideoError? ReadError(ProviderResponse answer, VideoErrorKind otherwise) =>
        answer.Deserialize(EvoLinkJson.Default.EvoLinkResponse)?.Error is { } error ? EvoLinkErrors.Read(error, otherwise) : null;

    private VideoTask Task(EvoLinkResponse answer, IUserMessages messages)
    {
        var status = StatusOf(answer.Status, messages);
        return new VideoTask
        {
            Id = answer.Id!,
            Provider = Name,
            Model = answer.Model,
            Status = status,
            RawStatus = answer.Status,
            Progress = answer.Progress,
            CreatedAt = Moment(answer.Created),
            VideoUrl = status is VideoStatus.Succeeded ? Address(answer.Results?.FirstOrDefault() ?? answer.ResultData?.FirstOrDefault()?.VideoUrl) : null,
            Duration = (int?)answer.TaskInfo?.VideoDuration,
            EstimatedTime = answer.TaskInfo?.EstimatedTime is { } estimate and >= 0 ? TimeSpan.FromSeconds(estimate) : null,
            Error = status switch
            {
                VideoStatus.Failed => EvoLinkErrors.Read(answer.Error ?? new(), VideoErrorKind.ProviderFault),
                VideoStatus.Canceled => EvoLinkErrors.Read(answer.Error ?? new() { Message = "The task was cancelled." }, VideoErrorKind.Canceled) with { Kind = VideoErrorKind.Canceled },
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
        };
    }

    private VideoTask Task(EvoLinkListed listed, IUserMessages messages) => new()
    {
        Id = listed.Id!,
        Provider = Name,
        Model = listed.Model,
        Status = StatusOf(listed.Status, messages),
        RawStatus = listed.Status,
        Progress = listed.Progress,
        CreatedAt = Moment(listed.CreatedAt),
        Duration = (int?)listed.Duration,
        Usage = listed.CreditsUsed is { } credits ? new Usage { CreditsUsed = credits } : null,
    };
}
