using System.Net;
using WanVideo.Catalog;
using WanVideo.Ledger;

namespace WanVideo.Creating;

/// <summary>
/// Creates tasks so that none is lost and none is billed twice. Each create request is permitted by a committed transaction of the ledger
/// before it is sent; the provider sends it once; its outcome is recorded; a retry asks for a new permit.
/// </summary>
/// <param name="ledger">The ledger.</param>
/// <param name="pacer">The pace of create requests of each account.</param>
/// <param name="time">The clock.</param>
public sealed class TaskCreator(TaskLedger ledger, CreatePacer pacer, TimeProvider time)
{
    /// <summary>
    /// How long a create request that was sent may wait for its response after the user stopped the command. A command must end within a
    /// second, and most responses arrive within this time.
    /// </summary>
    public static readonly TimeSpan CancellationGracePeriod = TimeSpan.FromMilliseconds(700);

    // A lease outlasts the request's time limit, so that no other process judges a request that is still on its way.
    private static readonly TimeSpan MinLease = TimeSpan.FromSeconds(60);
    private const double LeasePerTimeout = 2.5;

    private static readonly TimeSpan MaxBackOff = TimeSpan.FromSeconds(30);

    // A longer Retry-After is cut to this.
    private static readonly TimeSpan MaxPause = TimeSpan.FromHours(1);

    // How often another sender of the same intent is checked on.
    private static readonly TimeSpan HeldPollInterval = TimeSpan.FromMilliseconds(250);

    /// <summary>Creates one task, or returns the task that the label already has.</summary>
    /// <param name="provider">The provider.</param>
    /// <param name="create">The request.</param>
    /// <param name="messages">Receives warnings and verbose messages.</param>
    /// <param name="stop">Ends the call while nothing has been sent.</param>
    /// <param name="interrupt">The user pressed Ctrl+C: a request that was sent is given <see cref="CancellationGracePeriod"/> for its response. Cancelled together with or after <paramref name="stop"/>.</param>
    /// <exception cref="VideoException">The task was not created, or it is unknown whether it was (<see cref="VideoErrorKind.OutcomeUnknown"/>).</exception>
    public async Task<VideoTask> CreateAsync(IVideoProvider provider, CreateRequest create, IUserMessages messages, CancellationToken stop, CancellationToken interrupt)
    {
        ArgumentNullException.ThrowIfNull(provider);
        ArgumentNullException.ThrowIfNull(create);
        var prepared = create.Request;
        var fingerprint = RequestFingerprint.Get(prepared.Request);
        var intent = new Intent
        {
            Id = Guid.CreateVersion7(time.GetUtcNow()),
            Provider = provider.Name,
            BaseUri = provider.BaseUri,
            IsBilled = provider.IsBilled,
            Label = create.Label,
            Fingerprint = fingerprint,
            Claim = create is { Label: { } label, AllowDuplicate: false, RestartOf: null } ? Intent.GetClaim(provider.Name, provider.BaseUri, label, fingerprint) : null,
            RestartOf = create.RestartOf,
            Model = prepared.Model.Name,
            Prompt = prepared.Request.Prompt,
            Duration = prepared.EffectiveDuration,
            CreatedAt = time.GetUtcNow(),
            Request = new RecordedRequest(RecordedBody.Get(prepared.Body), create.Row),
        };
        return await SendAsync(provider, intent, prepared, decision: null, messages, stop, interrupt);
    }

    /// <summary>Sends the request of an unresolved intent again by a person's decision. It may be billed twice.</summary>
    /// <param name="provider">The provider.</param>
    /// <param name="intent">The intent, as recorded.</param>
    /// <param name="request">Its recorded request.</param>
    /// <param name="decision">The decision, which is recorded.</param>
    /// <param name="messages">Receives warnings and verbose messages.</param>
    /// <param name="stop">Ends the call while nothing has been sent.</param>
    /// <param name="interrupt">The user pressed Ctrl+C: as for <see cref="CreateAsync"/>.</param>
    /// <exception cref="VideoException">As for <see cref="CreateAsync"/>, or the intent was settled meanwhile (<see cref="VideoErrorKind.Conflict"/>).</exception>
    public Task<VideoTask> SendAgainAsync(IVideoProvider provider, Intent intent, PreparedRequest request, LedgerDecision decision, IUserMessages messages, CancellationToken stop, CancellationToken interrupt)
    {
        ArgumentNullException.ThrowIfNull(decision);
        return SendAsync(provider, intent, request, decision, messages, stop, interrupt);
    }

    private async Task<VideoTask> SendAsync(IVideoProvider provider, Intent intent, PreparedRequest request, LedgerDecision? decision, IUserMessages messages, CancellationToken stop, CancellationToken interrupt)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var outbox = await ledger.OpenAsync(messages, stop);
        var timeout = provider.DownloadOptions.OperationTimeout * LeasePerTimeout;
        var claim = new CreateClaim
        {
            Intent = intent,
            Nonce = Guid.NewGuid(),
            Owner = outbox.Owner,
            Account = provider.Account,
            Lease = timeout > MinLease ? timeout : MinLease,
            Decision = decision,
        };
        for (var retries = 0; ; retries++)
        {
            switch (await pacer.ClaimAsync(claim, paced => ReportPause(provider, paced, messages), stop))
            {
                case ClaimResult.Held held:
                    return await GetHeldTaskAsync(held, messages, stop);
                case ClaimResult.Granted granted:
                    var (task, failure) = await TrySendAsync(provider, granted.Permit, request, retries, messages, stop, interrupt);
                    if (task is not null)
                    {
                        return task;
                    }

                    if (retries >= provider.DownloadOptions.MaximumRetryCount)
                    {
                        throw failure!;
                    }

                    messages.WriteVerbose($"{provider.Name} did not accept the create request, and it is sent again: {failure!.Message}");
                    if (!IsRateLimit(failure))
                    {
                        await Task.Delay(GetBackOff(provider, retries), time, stop);
                    }

                    // The retry is a new attempt of the same intent, with a permit of its own.
                    claim = claim with { Intent = granted.Permit.Intent, Nonce = Guid.NewGuid() };
                    break;
            }
        }
    }

    /// <summary>Sends the create request once and records its outcome.</summary>
    /// <returns>The task, or the reason why it is certain that the request was not accepted and it may be sent again.</returns>
    private async Task<(VideoTask? Task, VideoException? Failure)> TrySendAsync(IVideoProvider provider, SendPermit permit, PreparedRequest request, int retries, IUserMessages messages, CancellationToken stop, CancellationToken interrupt)
    {
        using var grace = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        await using var interruption = interrupt.Register(() => grace.CancelAfter(CancellationGracePeriod));

        // A request of which nothing was sent ends at once, and is not sent any more.
        var isRevoked = false;
        await using var stopping = stop.Register(() =>
        {
            if (permit.TryRevoke())
            {
                isRevoked = true;
                grace.Cancel();
            }
        });
        var settlement = new AttemptSettlement
        {
            Intent = permit.Intent,
            Attempt = permit.Attempt,
            Nonce = permit.Nonce,
            Owner = permit.Owner,
            Event = AttemptEvent.Abandon,
            Account = provider.Account,
        };
        VideoTask response;
        try
        {
            stop.ThrowIfCancellationRequested();
            response = await provider.CreateAsync(request, permit, messages, grace.Token);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !grace.IsCancellationRequested && !stop.IsCancellationRequested)
        {
            var failure = exception as VideoException ?? CreateUnexpectedFailure(exception, isNotSent: isRevoked || permit.TryRevoke());
            var outcome = failure switch
            {
                { Error.Kind: VideoErrorKind.OutcomeUnknown } => AttemptEvent.LoseResponse,
                { IsCreateRepeatable: true } => AttemptEvent.Release,
                _ => AttemptEvent.Refuse,
            };
            var pause = outcome is AttemptEvent.Release && IsRateLimit(failure) ? GetPause(provider, failure, retries) : (TimeSpan?)null;
            await ledger.SettleAsync(settlement with { Event = outcome, Error = failure.Error, RequestId = failure.RequestId, PauseAccountFor = pause }, messages);
            var error = new VideoException(failure.Error, failure)
            {
                Provider = provider.Name,
                IntentId = permit.Intent.Id,
                Label = permit.Intent.Label,
                StatusCode = failure.StatusCode,
                RequestId = failure.RequestId,
                IsCreateRepeatable = failure.IsCreateRepeatable,
                RetryAfter = failure.RetryAfter,
            };
            return outcome is AttemptEvent.Release ? (null, error) : throw error;
        }
        catch (OperationCanceledException)
        {
            // A provider lets a cancellation through only while no byte of the body was sent.
            await ledger.SettleAsync(settlement with { Error = new VideoError { Kind = VideoErrorKind.Canceled, Message = "Stopped before the request was sent." } }, messages);
            throw;
        }

        var task = Complete(response, provider, permit, request);
        var result = await ledger.SettleAsync(settlement with { Event = AttemptEvent.Accept, Task = task, RequestId = response.RequestId }, messages);
        if (result?.PriorHolder is { } other)
        {
            messages.WriteWarning($"{provider.Name} returned the task id {task.Id}, which was recorded for {other:N} before. See Get-WanVideoTask {other:N}.");
        }

        return (task, null);
    }

    // A fault of the provider: a request that cannot be built, or a response that it did not expect.
    private static VideoException CreateUnexpectedFailure(Exception exception, bool isNotSent) => isNotSent
        ? new VideoException(VideoErrorKind.InvalidRequest, $"The create request could not be sent: {exception.Message}", exception)
        : new VideoException(VideoErrorKind.OutcomeUnknown, $"The outcome of the create request is unknown: {exception.Message} A task may exist and be billed. The request was not sent again.", exception);

    private async Task<VideoTask> GetHeldTaskAsync(ClaimResult.Held held, IUserMessages messages, CancellationToken stop)
    {
        // Another sender of the same intent has the permit. Its outcome is awaited; the request is not sent in its stead.
        var record = held.Record;
        var started = time.GetTimestamp();
        while (record.State is IntentState.Sending or IntentState.Ready && held.LeaseEndsIn is { } left && time.GetElapsedTime(started) < left)
        {
            await Task.Delay(HeldPollInterval, time, stop);
            record = await ledger.Records.FindAsync(record.IntentId!.Value.ToString("N"), null, stop) is [var current, ..] ? current : record;
        }

        if (record.Task is { } task)
        {
            messages.WriteVerbose($"'{record.Label}' was created before as {task.Id}. Nothing was sent.");
            return record.ToTask();
        }

        throw record.State switch
        {
            IntentState.Refused => new VideoException(record.Error ?? new VideoError { Kind = VideoErrorKind.InvalidRequest, Message = "The create request was refused." }) { Provider = record.Provider, IntentId = record.IntentId, Label = record.Label },
            IntentState.Ready or IntentState.Abandoned => new VideoException(VideoErrorKind.Conflict, $"Another process was about to create '{record.Label}' and did not. Run the command again.") { Provider = record.Provider, IntentId = record.IntentId, Label = record.Label },
            _ => new VideoException(
                VideoErrorKind.OutcomeUnknown,
                $"'{record.Label}' was sent at {record.CreatedAt.ToLocalTime():g} and no response was received, so its task may exist. Nothing was sent now. Settle it with Resolve-WanVideoTask {record.IntentId:N}, or send it again with Restart-WanVideoTask.")
            { Provider = record.Provider, IntentId = record.IntentId, Label = record.Label },
        };
    }

    private VideoTask Complete(VideoTask response, IVideoProvider provider, SendPermit permit, PreparedRequest request)
    {
        // Not every gateway reports when it accepted a task. Its retention period begins no earlier than the permit.
        var created = response.CreatedAt ?? time.GetUtcNow();
        return response with
        {
            IntentId = permit.Intent.Id,
            Label = permit.Intent.Label,
            IsBilled = provider.IsBilled,
            BaseUri = provider.BaseUri,
            Model = response.Model ?? request.Model.Name,
            Prompt = response.Prompt ?? request.Request.Prompt,
            Duration = response.Duration ?? request.EffectiveDuration,
            CreatedAt = created,
            ExpiresAt = response.ExpiresAt ?? created + VideoTask.Life,
        };
    }

    // 429, and 503 with Retry-After: the account is asked to slow down, not this request alone.
    private static bool IsRateLimit(VideoException failure) => failure.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable;

    // A Retry-After is never undercut, nor is the back-off by a Retry-After of zero.
    private static TimeSpan GetPause(IVideoProvider provider, VideoException failure, int retries)
    {
        var backOff = GetBackOff(provider, retries);
        var pause = failure.RetryAfter > backOff ? failure.RetryAfter.Value : backOff;
        return pause < MaxPause ? pause : MaxPause;
    }

    private static TimeSpan GetBackOff(IVideoProvider provider, int retries)
    {
        var backOff = provider.DownloadOptions.RetryInterval * Math.Pow(2, Math.Min(retries, 10)) * (0.75 + (0.5 * Random.Shared.NextDouble()));
        return backOff < MaxBackOff ? backOff : MaxBackOff;
    }

    private static void ReportPause(IVideoProvider provider, ClaimResult.Paced paced, IUserMessages messages) => messages.WriteVerbose(FormattableString.Invariant(
        $"{provider.Name}: the next create request of this account is sent in {paced.RetryAfter.TotalSeconds:0.#} s{(paced.Reason is null ? "" : $" ({paced.Reason})")}."));
}
