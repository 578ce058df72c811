using System.Net;
using System.Runtime.CompilerServices;
using WanVideo.Catalog;
using WanVideo.Ledger;

namespace WanVideo.Creating;

/// <summary>
/// Creates tasks. Each create request requires a permit, which a committed transaction of the ledger grants. The provider sends the request once per
/// permit, and its outcome is recorded. A retry requires a new permit. Thus no task is lost, and none is created twice.
/// </summary>
/// <param name="ledger">The ledger.</param>
/// <param name="rateLimiter">Limits the rate of create requests per account.</param>
/// <param name="time">The clock.</param>
public sealed class TaskCreator(TaskLedger ledger, CreateRateLimiter rateLimiter, TimeProvider time)
{
    /// <summary>
    /// The time to wait for the response to a create request after the user stopped the command. A command has to stop within one second, and most
    /// responses are received within this time.
    /// </summary>
    public static readonly TimeSpan CancellationGracePeriod = TimeSpan.FromMilliseconds(700);

    // A lease is longer than the time limit of the request, so that no other process settles a request in flight.
    private static readonly TimeSpan MinLease = TimeSpan.FromSeconds(60);
    private const double LeaseToTimeoutRatio = 2.5;

    // The time after Ctrl+C at which an outcome that the ledger has not recorded is stored in the outbox.
    private static readonly TimeSpan SettlementTimeLimit = TimeSpan.FromMilliseconds(900);

    // The interval between queries for the outcome of another sender of the same intent doubles, with jitter.
    private static readonly TimeSpan MinHeldPollInterval = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan MaxHeldPollInterval = TimeSpan.FromSeconds(1);

    // A longer wait for the rate limit is reported to the user, once per command and account.
    private static readonly TimeSpan MaxSilentWait = TimeSpan.FromSeconds(10);

    // A limit of this module: a label is a name, and the default name of the video's file.
    private const int MaxLabelLength = 200;

    private static readonly TimeSpan TimestampResolution = TimeSpan.FromSeconds(1);

    private readonly Lock sync = new();
    private readonly ConditionalWeakTable<IUserMessages, HashSet<AccountKey>> reportedAccounts = [];
    private DateTimeOffset lastCreationTime;

    /// <summary>The current time, to the millisecond, and later than any returned before, so that lists keep the order of the requests.</summary>
    public DateTimeOffset GetCreationTime()
    {
        lock (sync)
        {
            var now = DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
            return lastCreationTime = now > lastCreationTime ? now : lastCreationTime.AddMilliseconds(1);
        }
    }

    /// <summary>Creates one task, or returns the existing task of the label.</summary>
    /// <param name="provider">The provider.</param>
    /// <param name="createRequest">The request.</param>
    /// <param name="messages">Receives warnings and verbose messages.</param>
    /// <param name="cancellationToken">Cancels the call until the request is sent.</param>
    /// <param name="stopToken">Canceled by Ctrl+C. Limits the wait for the response to <see cref="CancellationGracePeriod"/>. Canceled with <paramref name="cancellationToken"/> or later.</param>
    /// <exception cref="VideoException">The task was not created, or it is unknown whether it was (<see cref="VideoErrorKind.OutcomeUnknown"/>).</exception>
    public async Task<VideoTask> CreateAsync(IVideoProvider provider, CreateRequest createRequest, IUserMessages messages, CancellationToken cancellationToken, CancellationToken stopToken)
    {
        ArgumentNullException.ThrowIfNull(provider);
        ArgumentNullException.ThrowIfNull(createRequest);
        var prepared = createRequest.Request;
        var label = NormalizeLabel(createRequest.Label);
        var fingerprint = RequestFingerprint.Compute(prepared);
        var intent = new Intent
        {
            Id = Guid.CreateVersion7(time.GetUtcNow()),
            Provider = provider.Name,
            BaseUri = provider.BaseUri,
            IsBilled = provider.IsBilled,
            Label = label,
            Fingerprint = fingerprint,
            ClaimKey = label is null ? null : Intent.ComputeClaimKey(provider.Name, provider.BaseUri, label, fingerprint),
            Connection = createRequest.Connection ?? provider.Name,
            Details = GetDetails(prepared),
            Model = prepared.Model.Name,
            Prompt = prepared.Request.Prompt,
            Duration = prepared.EffectiveDuration,
            CreatedAt = createRequest.CreatedAt ?? GetCreationTime(),
            Request = new RecordedRequest(RecordedBody.Create(prepared.Body), createRequest.Row),
        };
        return await SendAsync(provider, intent, prepared, createRequest.AllowDuplicate, decision: null, messages, cancellationToken, stopToken);
    }

    /// <summary>Finds the records of requests with the same label that were sent. Sends nothing.</summary>
    /// <param name="provider">The provider.</param>
    /// <param name="baseUri">Its base URL.</param>
    /// <param name="isBilled">Whether it bills tasks.</param>
    /// <param name="createRequest">The request.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The record of the same request, which <see cref="CreateAsync"/> would return or report; null if it would send the request. And the newest record of another request, of which it would warn.</returns>
    public async Task<(LedgerRecord? Same, LedgerRecord? Other)> FindSentAsync(string provider, Uri baseUri, bool isBilled, CreateRequest createRequest, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(createRequest);
        if (NormalizeLabel(createRequest.Label) is not { } label || createRequest.AllowDuplicate)
        {
            return (null, null);
        }

        var fingerprint = RequestFingerprint.Compute(createRequest.Request);
        LedgerRecord? other = null;
        await foreach (var record in ledger.Store.ListAsync(new LedgerQuery { Labels = [label] }, cancellationToken))
        {
            if (record.State is not (IntentState.Accepted or IntentState.Sending or IntentState.Unresolved))
            {
                continue;
            }

            if (record.Fingerprint == fingerprint && record.Provider == provider && record.BaseUri == baseUri)
            {
                return (record, null);
            }

            // Tests in the sandbox are not compared with billed requests, as in the claim.
            other ??= record.Fingerprint != fingerprint && record.IsBilled == isBilled ? record : null;
        }

        return (null, other);
    }

    /// <summary>The warning that a label is also used by another request.</summary>
    /// <param name="other">The record of the other request.</param>
    public static string DescribeOtherRequest(LedgerRecord other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return $"{other.Label}: the label is also used by another request, sent at {other.CreatedAt.ToLocalTime():g} ({other.Task?.Id ?? $"{other.IntentId:N}"}). A second task is created and billed.";
    }

    /// <summary>Sends a recorded request again: as a further attempt of its intent, or as a new intent that restarts it.</summary>
    /// <param name="provider">The provider.</param>
    /// <param name="intent">The intent, as recorded; or the new intent, with <see cref="Intent.RestartOf"/>. If that was restarted before, its successor is sent or returned.</param>
    /// <param name="request">The recorded request.</param>
    /// <param name="decision">The decision to send an unresolved request again, which is recorded; null for another intent.</param>
    /// <param name="messages">Receives warnings and verbose messages.</param>
    /// <param name="cancellationToken">Cancels the call until the request is sent.</param>
    /// <param name="stopToken">As for <see cref="CreateAsync"/>.</param>
    /// <exception cref="VideoException">As for <see cref="CreateAsync"/>, or the record was changed since it was read (<see cref="VideoErrorKind.Conflict"/>).</exception>
    public Task<VideoTask> SendAgainAsync(IVideoProvider provider, Intent intent, PreparedRequest request, LedgerDecision? decision, IUserMessages messages, CancellationToken cancellationToken, CancellationToken stopToken) =>
        SendAsync(provider, intent, request, allowDuplicate: true, decision, messages, cancellationToken, stopToken);

    private async Task<VideoTask> SendAsync(IVideoProvider provider, Intent intent, PreparedRequest request, bool allowDuplicate, LedgerDecision? decision, IUserMessages messages, CancellationToken cancellationToken, CancellationToken stopToken)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var outbox = await ledger.OpenAsync(messages, cancellationToken);
        var lease = provider.DownloadOptions.OperationTimeout * LeaseToTimeoutRatio;
        var claim = new CreateClaim
        {
            Intent = intent,
            Nonce = Guid.CreateVersion7(),
            Owner = outbox.Owner,
            Account = provider.Account,
            Lease = lease > MinLease ? lease : MinLease,
            AllowDuplicate = allowDuplicate,
            Decision = decision,
        };
        var isReserved = false;
        try
        {
            for (var retries = 0; ;)
            {
                var result = await rateLimiter.ClaimAsync(claim, (rateLimited, count) => ReportRateLimit(provider, rateLimited, count, messages), cancellationToken);
                if (result is ClaimResult.Held held)
                {
                    if (await WaitForOtherSenderAsync(held, messages, cancellationToken) is { } otherTask)
                    {
                        return otherTask;
                    }

                    claim = claim with { Nonce = Guid.CreateVersion7() };
                    continue;
                }

                var granted = (ClaimResult.Granted)result;
                isReserved = false;
                WarnOfOtherRequest(granted, messages);
                var (task, exception) = await TrySendAsync(provider, granted.Permit, request, retries, messages, cancellationToken, stopToken);
                if (task is not null)
                {
                    return task;
                }

                // A retry is a new attempt of the same intent and requires a new permit.
                isReserved = true;
                claim = claim with { Intent = granted.Permit.Intent, Nonce = Guid.CreateVersion7() };
                if (retries >= provider.DownloadOptions.MaximumRetryCount)
                {
                    throw exception!;
                }

                messages.WriteVerbose($"{provider.Name} did not accept the create request. Retrying. Reason: {exception!.Message}");
                if (!IsRateLimit(exception))
                {
                    await Task.Delay(GetBackOff(provider, retries), time, cancellationToken);
                }

                retries++;
            }
        }
        finally
        {
            if (isReserved)
            {
                await ledger.ReleaseAsync(claim);
            }
        }
    }

    // The label names one video. Another request with it is intended after a change of the row, and a mistake if two rows have the label.
    private static void WarnOfOtherRequest(ClaimResult.Granted granted, IUserMessages messages)
    {
        if (granted is { Permit.Attempt: 1, OtherRequest: { } other })
        {
            messages.WriteWarning(DescribeOtherRequest(other));
        }
    }

    /// <summary>Sends the create request once and records its outcome.</summary>
    /// <returns>The task; or the error, if the request was certainly not accepted and can be sent again.</returns>
    private async Task<(VideoTask? Task, VideoException? Exception)> TrySendAsync(IVideoProvider provider, SendPermit permit, PreparedRequest request, int retries, IUserMessages messages, CancellationToken cancellationToken, CancellationToken stopToken)
    {
        using var requestCancellation = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        using var settlementLimit = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        await using var stopRegistration = stopToken.Register(() =>
        {
            requestCancellation.CancelAfter(CancellationGracePeriod);
            settlementLimit.CancelAfter(SettlementTimeLimit);
        });

        // If nothing was sent yet, the request is canceled immediately and is not sent.
        var isRevoked = false;
        await using var cancellationRegistration = cancellationToken.Register(() =>
        {
            if (permit.TryRevoke())
            {
                isRevoked = true;
                requestCancellation.Cancel();
            }
        });
        var abandoned = AttemptSettlement.CreateAbandoned(permit, provider.Account);
        VideoTask response;
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            response = await provider.CreateAsync(request, permit, messages, requestCancellation.Token);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !requestCancellation.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            var videoException = exception as VideoException ?? CreateUnexpectedException(exception, isNotSent: isRevoked || permit.TryRevoke());
            var outcome = videoException switch
            {
                { Error.Kind: VideoErrorKind.OutcomeUnknown } => AttemptEvent.LoseResponse,
                { IsCreateRepeatable: true } => AttemptEvent.Release,
                _ => AttemptEvent.Refuse,
            };
            var pause = outcome is AttemptEvent.Release && IsRateLimit(videoException) ? GetPause(provider, videoException, retries) : (TimeSpan?)null;
            var isRecorded = await SettleAsync(abandoned with { Event = outcome, Error = videoException.Error, RequestId = videoException.RequestId, PauseAccountFor = pause }) is not null;
            var reported = new VideoException(videoException.Error, videoException)
            {
                Provider = provider.Name,
                IntentId = permit.Intent.Id,
                Label = permit.Intent.Label,
                Prompt = permit.Intent.Prompt,
                StatusCode = videoException.StatusCode,
                RequestId = videoException.RequestId,
                IsCreateRepeatable = videoException.IsCreateRepeatable,
                RetryAfter = videoException.RetryAfter,
            };

            // An outcome in the outbox is recorded by the next command. Until then, a claim would wait for the end of this attempt's lease.
            return outcome is AttemptEvent.Release && (isRecorded || cancellationToken.IsCancellationRequested) ? (null, reported) : throw reported;
        }
        catch (OperationCanceledException)
        {
            // A provider throws OperationCanceledException only if no byte of the body was sent.
            await SettleAsync(abandoned);
            throw;
        }

        var task = AddRequestDetails(response, provider, permit, request);
        var result = await SettleAsync(abandoned with { Event = AttemptEvent.Accept, Error = null, Task = task, RequestId = response.RequestId });
        if (result?.ConflictingIntentId is { } other)
        {
            messages.WriteWarning($"{provider.Name} returned the task id {task.Id}, which is also recorded for the create request {other:N}. See Get-WanVideoTask {other:N}.");
        }

        messages.WriteVerbose($"{permit.Intent.Label ?? permit.Intent.Prompt ?? provider.Name} was created as {task.Id}.");
        return (task, null);

        // After Ctrl+C, an outcome that the ledger does not record in time is stored in the outbox.
        async Task<SettlementResult?> SettleAsync(AttemptSettlement settlement)
        {
            using var outboxCancellation = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
            await using var limitRegistration = settlementLimit.Token.Register(outboxCancellation.Cancel);
            await using var graceRegistration = stopToken.Register(() => outboxCancellation.CancelAfter(TaskLedger.CancellationGracePeriod));
            return await ledger.SettleAsync(settlement, messages, outboxCancellation.Token);
        }
    }

    // An unexpected exception of the provider: the request cannot be built, or its response cannot be processed.
    private static VideoException CreateUnexpectedException(Exception exception, bool isNotSent) => isNotSent
        ? new VideoException(VideoErrorKind.InvalidRequest, $"The create request could not be sent: {exception.Message}", exception)
        : new VideoException(VideoErrorKind.OutcomeUnknown, $"The outcome of the create request is unknown: {exception.Message} A task may exist and be billed. The request was not sent again.", exception);

    /// <summary>Waits for the outcome of another sender of the same intent, which has the permit or has reserved it.</summary>
    /// <returns>The task; null if the intent may be claimed again, because it was not sent or the other sender's lease has ended.</returns>
    private async Task<VideoTask?> WaitForOtherSenderAsync(ClaimResult.Held held, IUserMessages messages, CancellationToken cancellationToken)
    {
        var record = held.Record;
        var started = time.GetTimestamp();
        var interval = MinHeldPollInterval;
        while (IsPending(record) && held.LeaseEndsIn - time.GetElapsedTime(started) is { } remaining && remaining > TimeSpan.Zero)
        {
            var delay = interval * (0.75 + (0.5 * Random.Shared.NextDouble()));
            await Task.Delay(delay < remaining ? delay : remaining, time, cancellationToken);
            interval = interval * 2 < MaxHeldPollInterval ? interval * 2 : MaxHeldPollInterval;
            record = await ledger.Store.FindAsync(record.IntentId!.Value.ToString("N"), null, cancellationToken) is [var current, ..] ? current : record;
        }

        if (record is { Task: null, State: IntentState.Accepted })
        {
            // Its response had the id of another request's task.
            record = await ledger.Store.FindAsync(record.IntentId!.Value.ToString("N"), null, cancellationToken) is [var shared, ..] ? shared : record;
            if (record is { SharedTaskId: { } id, Task: null })
            {
                throw new VideoException(VideoErrorKind.Conflict, $"{record.Provider} returned the task id {id} for '{record.DisplayName}', which was the id of another create request's task. That record was removed. Nothing was sent. Get the task with Get-WanVideoTask {id}, or create another with -AllowDuplicate.") { Provider = record.Provider, TaskId = id, IntentId = record.IntentId, Label = record.Label, Prompt = record.Prompt };
            }
        }

        if (record is { SharedTaskId: { } sharedId, Task.Id: var taskId } && sharedId == taskId)
        {
            messages.WriteWarning($"{record.Provider} returned the task id {sharedId} for '{record.DisplayName}', which is also the task of another create request. That task is returned. Nothing was sent.");
        }

        if (record.Task is { } task)
        {
            messages.WriteVerbose($"'{record.DisplayName}' was created before as {task.Id}. Nothing was sent.");
            return record.ToTask();
        }

        switch (record.State)
        {
            case IntentState.Sending or IntentState.Ready or IntentState.Abandoned:
                // The next claim marks an attempt as unresolved whose lease has ended.
                await Task.Delay(MinHeldPollInterval, time, cancellationToken);
                return null;
            case IntentState.Refused:
                throw new VideoException(record.Error ?? new VideoError { Kind = VideoErrorKind.InvalidRequest, Message = "The create request was refused." }) { Provider = record.Provider, IntentId = record.IntentId, Label = record.Label, Prompt = record.Prompt };
            default:
                throw new VideoException(
                    VideoErrorKind.OutcomeUnknown,
                    $"The create request was sent at {record.CreatedAt.ToLocalTime():g} and no response was received, so the task may exist. No request was sent by this command. Settle it with Resolve-WanVideoTask {record.IntentId:N}, or send it again with Restart-WanVideoTask.")
                { Provider = record.Provider, IntentId = record.IntentId, Label = record.Label, Prompt = record.Prompt };
        }

        // A ready intent without a lease is not reserved.
        static bool IsPending(LedgerRecord record) => record.State is IntentState.Sending || record is { State: IntentState.Ready, LeaseEndsAt: not null };
    }

    private VideoTask AddRequestDetails(VideoTask response, IVideoProvider provider, SendPermit permit, PreparedRequest request)
    {
        // Not every gateway reports when it accepted a task. Its retention period begins no earlier than the permit.
        // Others report whole seconds, which would lose the order of requests within a second.
        var created = response.CreatedAt ?? time.GetUtcNow();
        if (response.CreatedAt is not null && (created - permit.Intent.CreatedAt).Duration() <= TimestampResolution)
        {
            created = permit.Intent.CreatedAt;
        }

        return (response with
        {
            IntentId = permit.Intent.Id,
            AttemptCount = permit.Attempt,
            Label = permit.Intent.Label,
            Connection = permit.Intent.Connection,
            Account = provider.Account.KeyDigest,
            Row = InputRow.Parse(permit.Intent.Request?.Row),
            IsBilled = provider.IsBilled,
            BaseUri = provider.BaseUri,
            Model = response.Model ?? request.Model.Name,
            Prompt = response.Prompt ?? request.Request.Prompt,
            Duration = response.Duration ?? request.EffectiveDuration,
            CreatedAt = created,
            ExpiresAt = response.ExpiresAt ?? created + VideoTask.RetentionPeriod,
        }).WithRequest(permit.Intent.Details);
    }

    // Labels that look the same are the same: white space around them is removed, and composed characters are used.
    private static string? NormalizeLabel(string? label)
    {
        if (string.IsNullOrWhiteSpace(label))
        {
            return null;
        }

        try
        {
            label = label.Trim().Normalize();
        }
        catch (ArgumentException exception)
        {
            throw new VideoException(VideoErrorKind.InvalidParameter, "-Label is not valid Unicode text.", exception);
        }

        return label switch
        {
            { Length: > MaxLabelLength } => throw new VideoException(VideoErrorKind.InvalidParameter, FormattableString.Invariant($"-Label has {label.Length} characters. Up to {MaxLabelLength} are allowed.")),
            _ when label.Any(char.IsControl) => throw new VideoException(VideoErrorKind.InvalidParameter, "-Label contains control characters, such as a line break or a tab."),
            _ => label,
        };
    }

    private static RequestDetails GetDetails(PreparedRequest prepared)
    {
        var request = prepared.Request;
        return new()
        {
            Seed = request.Seed,
            Resolution = request.Size ?? prepared.GetValue(VideoParameters.Resolution),
            Image = ReplaceInlineData(request.Image),
            LastFrame = ReplaceInlineValue(request.LastFrame),
            Video = ReplaceInlineValue(request.Video),
            ReferenceVideo = ReplaceInlineData(request.ReferenceVideo),
            ReferenceImage = ReplaceInlineData(request.ReferenceImage),
            ReferenceAudio = ReplaceInlineData(request.ReferenceAudio),
            Audio = ReplaceInlineValue(request.Audio),
        };

        static string? ReplaceInlineValue(string? address) => address is null ? null : RequestFingerprint.ReplaceInlineData(address);

        static string[]? ReplaceInlineData(IReadOnlyList<string> addresses) => addresses is [] ? null : [.. addresses.Select(RequestFingerprint.ReplaceInlineData)];
    }

    // 429, and 503 with Retry-After: the limit applies to the account.
    private static bool IsRateLimit(VideoException exception) => exception.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable;

    private static TimeSpan GetPause(IVideoProvider provider, VideoException exception, int retries)
    {
        var pause = RetryDelay.Get(GetBackOff(provider, retries), exception.RetryAfter);
        return pause < AttemptSettlement.MaxPause ? pause : AttemptSettlement.MaxPause;
    }

    private static TimeSpan GetBackOff(IVideoProvider provider, int retries) => RetryDelay.GetBackOff(provider.DownloadOptions.RetryInterval, retries);

    private void ReportRateLimit(IVideoProvider provider, ClaimResult.RateLimited rateLimited, int waitingCount, IUserMessages messages)
    {
        var seconds = rateLimited.RetryAfter.TotalSeconds;
        var reason = rateLimited.Reason is null ? "" : $" ({rateLimited.Reason.TrimEnd('.')})";
        if (rateLimited.RetryAfter > MaxSilentWait && IsFirstReport(provider.Account, messages))
        {
            messages.WriteWarning(FormattableString.Invariant($"{provider.Name} allows the next create request in {Math.Ceiling(seconds)} s{reason}. {waitingCount} {(waitingCount == 1 ? "request waits" : "requests wait")}."));
        }

        messages.WriteVerbose(FormattableString.Invariant($"{provider.Name}: the next create request of this account is sent in {seconds:0.#} s{reason}."));
    }

    // A command has its own receiver of messages.
    private bool IsFirstReport(AccountKey account, IUserMessages messages)
    {
        var accounts = reportedAccounts.GetOrCreateValue(messages);
        lock (accounts)
        {
            return accounts.Add(account);
        }
    }
}
