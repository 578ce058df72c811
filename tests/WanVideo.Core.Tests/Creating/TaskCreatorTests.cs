using System.Net;
using WanVideo.Creating;
using WanVideo.Downloading;
using WanVideo.Ledger;

namespace WanVideo.Tests.Creating;

/// <summary>No accepted task is lost, and none is sent twice without a decision.</summary>
public sealed class TaskCreatorTests : CreateTestBase
{
    [Fact]
    public async Task A_permit_is_recorded_before_the_one_request_is_sent_and_the_task_after_it()
    {
        IntentState? during = null;
        var provider = new FakeProvider
        {
            OnCreate = async (permit, _) =>
            {
                during = (await Ledger.FindAsync(permit.Intent.Id.ToString("N"), null, Cancellation))[0].State;
                Assert.True(permit.TryUse());
                return State("task-1", "r-1");
            },
        };
        var task = await CreateAsync(provider, "shot-01");

        Assert.Equal(IntentState.Sending, during);
        Assert.Single(provider.Requests);
        var record = await GetRecordAsync();
        Assert.Equal((IntentState.Accepted, "task-1", "shot-01", "A cat", "r-1"), (record.State, record.Task?.Id, record.Label, record.Prompt, record.RequestId));
        Assert.Equal((record.IntentId, "shot-01", "some-model", Time.GetUtcNow() + VideoTask.RetentionPeriod), (task.IntentId, task.Label, task.Model, task.ExpiresAt));
        Assert.Equal("""{"prompt":"A cat"}""", (await Ledger.GetRequestAsync(record.IntentId!.Value, Cancellation))!.Body);
    }

    [Fact]
    public async Task An_outbox_that_was_deleted_is_created_again_before_a_request_is_sent()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows does not delete a locked file.");
        var outbox = Assert.Single(GetOutboxFiles());
        File.Delete(outbox);
        string[] during = [];
        var provider = Provider(_ =>
        {
            during = GetOutboxFiles();
            return State("task-1");
        });
        await CreateAsync(provider);

        Assert.Equal([outbox], during);
    }

    [Fact]
    public async Task Without_an_outbox_no_request_is_sent()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows does not delete a locked file.");

        // A folder with the name of the file.
        var outbox = Assert.Single(GetOutboxFiles());
        File.Delete(outbox);
        Directory.CreateDirectory(outbox);
        var provider = Provider(_ => State("task-1"));
        var exception = await Assert.ThrowsAsync<VideoException>(() => CreateAsync(provider));

        Assert.Equal(VideoErrorKind.LedgerUnavailable, exception.Error.Kind);
        Assert.Empty(provider.Requests);
        Assert.Empty(await GetRecordsAsync());
    }

    [Fact]
    public async Task Another_request_with_the_same_label_is_sent_with_a_warning_that_names_the_first()
    {
        await CreateAsync(Provider(_ => State("task-1")), "shot-01");
        await CreateAsync(Provider(_ => State("task-2")), "shot-01", "A dog");

        Assert.StartsWith("shot-01: the label is also used by another request, sent at ", Assert.Single(Messages.Warnings), StringComparison.Ordinal);
        Assert.Contains("(task-1). A second task is created and billed.", Messages.Warnings[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("  shot-01 ")]
    [InlineData("shot-01")]
    public async Task A_label_is_the_same_with_white_space_around_it(string label)
    {
        await CreateAsync(Provider(_ => State("task-1")), "shot-01");

        Assert.Equal("task-1", (await CreateAsync(Provider(_ => State("task-2")), label)).Id);
    }

    [Fact]
    public async Task A_label_is_the_same_with_composed_and_decomposed_characters()
    {
        await CreateAsync(Provider(_ => State("task-1")), "ka\u0308fer");

        Assert.Equal("task-1", (await CreateAsync(Provider(_ => State("task-2")), "k\u00e4fer")).Id);
    }

    [Theory]
    [InlineData("a\nb")]
    [InlineData("a\u001bb")]
    public Task A_label_with_control_characters_is_refused_before_anything_is_recorded(string label) => RequireRefusedLabelAsync(label);

    [Fact]
    public Task A_label_that_is_not_valid_Unicode_is_refused() => RequireRefusedLabelAsync("shot \ud800");

    [Fact]
    public Task A_label_of_more_than_200_characters_is_refused() => RequireRefusedLabelAsync(new string('x', 201));

    private async Task RequireRefusedLabelAsync(string label)
    {
        var exception = await Assert.ThrowsAsync<VideoException>(() => CreateAsync(Provider(_ => State("task-1")), label));

        Assert.Equal(VideoErrorKind.InvalidParameter, exception.Error.Kind);
        Assert.Empty(await GetRecordsAsync());
    }

    [Theory]
    [InlineData(17, HttpStatusCode.TooManyRequests)]
    [InlineData(0, HttpStatusCode.TooManyRequests)]
    [InlineData(null, HttpStatusCode.TooManyRequests)]
    [InlineData(40, HttpStatusCode.ServiceUnavailable)]
    public async Task A_429_pauses_the_account_and_the_request_is_sent_again_no_earlier_than_Retry_After_and_back_off(int? retryAfter, HttpStatusCode status)
    {
        var sent = new List<DateTimeOffset>();
        var provider = Provider(n =>
        {
            sent.Add(Time.GetUtcNow());
            return n == 1 ? throw RateLimited(retryAfter is { } seconds ? TimeSpan.FromSeconds(seconds) : null, status) : State("task-1");
        });
        Assert.Equal("task-1", (await CreateAsync(provider)).Id);

        // Three quarters of the retry interval is the shortest back-off.
        Assert.True(sent[1] - sent[0] >= TimeSpan.FromSeconds(Math.Max(retryAfter ?? 0, 0.7)), $"{sent[1] - sent[0]}");
        Assert.Equal(2, (await GetRecordAsync()).AttemptCount);
    }

    [Fact]
    public async Task A_Retry_After_of_more_than_an_hour_pauses_the_account_for_an_hour()
    {
        var started = Time.GetUtcNow();
        await CreateAsync(Provider(n => n == 1 ? throw RateLimited(TimeSpan.FromHours(3)) : State("task-1")), "a");

        Assert.InRange(Time.GetUtcNow() - started, TimeSpan.FromHours(1), TimeSpan.FromHours(1.2));
    }

    [Fact]
    public async Task A_pause_holds_the_other_requests_of_the_account()
    {
        var first = Provider(_ => throw RateLimited(TimeSpan.FromSeconds(90)), retries: 0);
        await Assert.ThrowsAsync<VideoException>(() => CreateAsync(first, "a"));
        var start = Time.GetUtcNow();
        await CreateAsync(Provider(_ => State("task-1")), "b");

        Assert.True(Time.GetUtcNow() - start >= TimeSpan.FromSeconds(90));
        Assert.Contains(Messages.VerboseMessages, message => message.Contains("Too many requests", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Retries_end_at_MaximumRetryCount_and_the_request_counts_as_not_sent()
    {
        var provider = Provider(_ => throw RateLimited(), retries: 2);
        var exception = await Assert.ThrowsAsync<VideoException>(() => CreateAsync(provider, "a"));

        Assert.Equal(VideoErrorKind.RateLimited, exception.Error.Kind);
        Assert.Equal(3, provider.Requests.Count);
        Assert.Equal((IntentState.Ready, 3), ((await GetRecordAsync()).State, (await GetRecordAsync()).AttemptCount));
        Assert.Equal("task-1", (await CreateAsync(Provider(_ => State("task-1")), "a")).Id);
    }

    [Theory]
    [InlineData(null, true, false)]
    [InlineData(HttpStatusCode.BadGateway, true, false)]
    [InlineData(HttpStatusCode.TooManyRequests, true, true)]
    [InlineData(HttpStatusCode.TooManyRequests, false, false)]
    [InlineData(HttpStatusCode.ServiceUnavailable, true, true)]
    public async Task Only_a_429_or_503_after_which_the_request_is_sent_again_pauses_the_account(HttpStatusCode? status, bool isRepeatable, bool pauses)
    {
        var provider = Provider(_ => throw new VideoException(VideoErrorKind.ProviderFault, "No.") { IsCreateRepeatable = isRepeatable, StatusCode = status }, retries: 0);
        await Assert.ThrowsAsync<VideoException>(() => CreateAsync(provider));

        Assert.Equal(pauses, Assert.Single(Ledger.Settlements).PauseAccountFor is not null);
    }

    [Fact]
    public async Task A_request_that_could_not_be_sent_is_sent_again_after_a_back_off()
    {
        var provider = Provider(n => n < 3 ? throw new VideoException(VideoErrorKind.Unreachable, "No connection.") { IsCreateRepeatable = true } : State("task-1"));
        var start = Time.GetUtcNow();
        Assert.Equal("task-1", (await CreateAsync(provider)).Id);
        Assert.InRange(Time.GetUtcNow() - start, TimeSpan.FromSeconds(2.2), TimeSpan.FromSeconds(4));
    }

    [Fact]
    public async Task Each_attempt_has_its_own_permit_and_the_same_idempotency_key()
    {
        var permits = new List<SendPermit>();
        var provider = new FakeProvider
        {
            OnCreate = (permit, _) =>
            {
                permits.Add(permit);
                Assert.True(permit.TryUse());
                return permits.Count == 1 ? throw RateLimited() : Task.FromResult(State("task-1"));
            },
        };
        await CreateAsync(provider);

        Assert.Equal([1, 2], permits.Select(permit => permit.Attempt));
        Assert.NotEqual(permits[0].Nonce, permits[1].Nonce);
        Assert.Equal(permits[0].IdempotencyKey, permits[1].IdempotencyKey);
    }

    [Fact]
    public async Task Twenty_four_rows_at_a_gateway_that_takes_one_in_two_seconds_are_all_accepted_without_bursts()
    {
        var sync = new Lock();
        var next = Time.GetUtcNow();
        var sent = new List<(DateTimeOffset At, bool IsAccepted)>();
        var provider = new FakeProvider
        {
            OnCreate = (permit, _) =>
            {
                Assert.True(permit.TryUse());
                lock (sync)
                {
                    var now = Time.GetUtcNow();
                    sent.Add((now, now >= next));
                    if (now < next)
                    {
                        throw RateLimited();
                    }

                    next = now + TimeSpan.FromSeconds(2);
                    return Task.FromResult(State($"task-{sent.Count}"));
                }
            },
        };
        var creator = CreateCreator();
        var rows = Enumerable.Range(0, 24).Select(n => creator.CreateAsync(provider, new CreateRequest(Prepare($"{n}")), Messages, Cancellation, Cancellation)).ToArray();
        await Time.RunAsync(Task.WhenAll(rows));

        Assert.Equal(24, sent.Count(request => request.IsAccepted));

        // The first 24 are sent before the rate limit is known.
        var later = sent.OrderBy(request => request.At).Skip(24).ToArray();
        Assert.InRange(later.Count(request => !request.IsAccepted), 0, 16);

        // The virtual clock can advance between a permit and its request, which then meets the next one.
        Assert.InRange(later.Zip(later.Skip(1)).Count(pair => pair.Second.At - pair.First.At < TimeSpan.FromSeconds(0.5)), 0, 2);
    }

    [Theory]
    [InlineData(VideoErrorKind.InvalidRequest, IntentState.Refused)]
    [InlineData(VideoErrorKind.Balance, IntentState.Refused)]
    [InlineData(VideoErrorKind.OutcomeUnknown, IntentState.Unresolved)]
    public async Task A_refusal_and_an_unknown_outcome_are_recorded_differently(VideoErrorKind kind, IntentState state)
    {
        var provider = Provider(_ => throw new VideoException(kind, "no") { RequestId = "r-1" });
        var exception = await Assert.ThrowsAsync<VideoException>(() => CreateAsync(provider, "a"));

        var record = await GetRecordAsync();
        Assert.Equal((state, kind, "r-1"), (record.State, record.Error?.Kind, record.RequestId));
        Assert.Equal((record.IntentId, "a"), (exception.IntentId, exception.Label));
        Assert.Single(provider.Requests);
    }

    [Theory]
    [InlineData(true, IntentState.Unresolved, VideoErrorKind.OutcomeUnknown)]
    [InlineData(false, IntentState.Refused, VideoErrorKind.InvalidRequest)]
    public async Task A_fault_of_the_provider_is_an_unknown_outcome_only_if_the_permit_was_used(bool isUsed, IntentState state, VideoErrorKind kind)
    {
        var provider = new FakeProvider
        {
            OnCreate = (permit, _) =>
            {
                Assert.True(!isUsed || permit.TryUse());
                throw new NotSupportedException("The scheme is not supported.");
            },
        };
        var exception = await Assert.ThrowsAsync<VideoException>(() => CreateAsync(provider));

        Assert.Equal((state, kind), ((await GetRecordAsync()).State, exception.Error.Kind));
        Assert.Contains("The scheme is not supported.", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_label_returns_its_first_task_and_sends_nothing()
    {
        var provider = Provider(n => State($"task-{n}"));
        await CreateAsync(provider, "a");
        var (other, tasks) = Open();
        await using (tasks)
        {
            Assert.Equal("task-1", (await CreateAsync(provider, "a", tasks: tasks)).Id);
        }

        Assert.Single(provider.Requests);
        Assert.Equal("task-2", (await CreateAsync(provider, "b")).Id);
        Assert.Equal("task-3", (await CreateAsync(provider, "a", prompt: "A dog")).Id);
        Assert.Equal("task-4", (await CreateAsync(provider)).Id);
        Assert.Equal("task-5", (await CreateAsync(provider)).Id);
        Assert.NotNull(other);
    }

    [Fact]
    public async Task AllowDuplicate_creates_another_task_for_a_label()
    {
        var provider = Provider(n => State($"task-{n}"));
        await CreateAsync(provider, "a");
        Assert.Equal("task-2", (await CreateAsync(provider, "a", allowDuplicate: true)).Id);
        Assert.Equal("task-1", (await CreateAsync(provider, "a")).Id);
    }

    [Fact]
    public async Task AllowDuplicate_takes_a_free_label_which_returns_its_task()
    {
        var provider = Provider(n => State($"task-{n}"));
        await CreateAsync(provider, "a", allowDuplicate: true);
        Assert.Equal("task-1", (await CreateAsync(provider, "a")).Id);
        Assert.Equal("task-2", (await CreateAsync(provider, "a", allowDuplicate: true)).Id);
        Assert.Equal("task-1", (await CreateAsync(provider, "a")).Id);
    }

    [Fact]
    public async Task A_refused_label_that_AllowDuplicate_created_a_task_for_returns_that_task()
    {
        await Assert.ThrowsAsync<VideoException>(() => CreateAsync(Provider(_ => throw new VideoException(VideoErrorKind.Balance, "No."), retries: 0), "a"));
        var provider = Provider(n => State($"task-{n}"));

        Assert.Equal("task-1", (await CreateAsync(provider, "a", allowDuplicate: true)).Id);
        Assert.Equal("task-1", (await CreateAsync(provider, "a")).Id);
        Assert.Single(provider.Requests);
    }

    [Fact]
    public async Task A_refused_label_is_sent_again_and_an_unresolved_one_is_not()
    {
        var provider = Provider(n => n switch
        {
            1 => throw new VideoException(VideoErrorKind.Balance, "No credit."),
            2 => throw new VideoException(VideoErrorKind.OutcomeUnknown, "No response."),
            _ => State("task-1"),
        });
        await Assert.ThrowsAsync<VideoException>(() => CreateAsync(provider, "a"));
        await Assert.ThrowsAsync<VideoException>(() => CreateAsync(provider, "a"));
        var exception = await Assert.ThrowsAsync<VideoException>(() => CreateAsync(provider, "a"));

        Assert.Equal(2, provider.Requests.Count);
        Assert.Equal(VideoErrorKind.OutcomeUnknown, exception.Error.Kind);
        Assert.Contains($"Resolve-WanVideoTask {exception.IntentId:N}", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_request_that_another_process_is_sending_is_awaited_and_not_sent(bool isLost)
    {
        var response = new TaskCompletionSource<VideoTask>(TaskCreationOptions.RunContinuationsAsynchronously);
        var isSending = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var first = new FakeProvider
        {
            OnCreate = (permit, _) =>
            {
                Assert.True(permit.TryUse());
                isSending.SetResult();
                return response.Task;
            },
        };
        var sending = CreateCreator().CreateAsync(first, new CreateRequest(Prepare()) { Label = "a" }, Messages, Cancellation, Cancellation);
        await isSending.Task.WaitAsync(RealTimeLimit, Cancellation);

        var second = Provider(_ => State("task-2"));
        var (ledger, tasks) = Open();
        await using (tasks)
        {
            var waiting = CreateCreator(tasks).CreateAsync(second, new CreateRequest(Prepare()) { Label = "a" }, Messages, Cancellation, Cancellation);
            if (isLost)
            {
                var exception = await Assert.ThrowsAsync<VideoException>(() => Time.RunAsync(waiting));
                Assert.Equal(VideoErrorKind.OutcomeUnknown, exception.Error.Kind);
                Assert.True(Time.GetUtcNow() - new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero) >= TimeSpan.FromSeconds(140));

                // The lease is 150 s. The interval between queries doubles from 50 ms to 1 s, less at most a quarter as jitter.
                Assert.InRange(ledger.FindCount, 1, 205);
            }
            else
            {
                await Task.Delay(100, Cancellation);
                response.SetResult(State("task-1"));
                await sending;
                Assert.Equal("task-1", (await Time.RunAsync(waiting)).Id);
            }
        }

        // The late response is recorded nevertheless.
        response.TrySetResult(State("task-1"));
        Assert.Equal("task-1", (await sending).Id);
        Assert.Equal(IntentState.Accepted, (await GetRecordAsync()).State);
        Assert.Empty(second.Requests);
    }

    [Fact]
    public async Task Nothing_is_sent_while_the_ledger_cannot_be_used()
    {
        var provider = Provider(_ => State("task-1"));
        Ledger.ClaimException = new VideoException(VideoErrorKind.LedgerUnavailable, "The disk is full.");
        var exception = await Assert.ThrowsAsync<VideoException>(() => CreateAsync(provider));

        Assert.Equal(VideoErrorKind.LedgerUnavailable, exception.Error.Kind);
        Assert.Empty(provider.Requests);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_accepted_task_that_the_ledger_cannot_record_is_returned_and_kept_in_the_outbox(bool isUnavailable)
    {
        Ledger.SettleException = isUnavailable ? new VideoException(VideoErrorKind.LedgerUnavailable, "The disk is full.") : new InvalidOperationException("It recorded nothing.");
        Assert.Equal("task-1", (await CreateAsync(Provider(_ => State("task-1")), "a")).Id);
        Assert.Contains("Task task-1 was created", Assert.Single(Messages.Warnings), StringComparison.Ordinal);
        Assert.Equal(IntentState.Sending, (await GetRecordAsync()).State);

        Ledger.SettleException = null;
        await Tasks.RecoverAsync(Messages, Cancellation);
        var record = await GetRecordAsync();
        Assert.Equal((IntentState.Accepted, "task-1"), (record.State, record.Task?.Id));
    }

    [Fact]
    public async Task A_refusal_that_the_ledger_cannot_record_is_reported_and_kept_in_the_outbox()
    {
        Ledger.SettleException = new VideoException(VideoErrorKind.LedgerUnavailable, "The disk is full.");
        var exception = await Assert.ThrowsAsync<VideoException>(() => CreateAsync(Provider(_ => throw new VideoException(VideoErrorKind.Balance, "No credit."))));
        Assert.Equal(VideoErrorKind.Balance, exception.Error.Kind);
        Assert.StartsWith("A create request returned no task id, and the ledger cannot record it now: The disk is full.", Assert.Single(Messages.Warnings), StringComparison.Ordinal);

        Ledger.SettleException = null;
        await Tasks.RecoverAsync(Messages, Cancellation);
        Assert.Equal(IntentState.Refused, (await GetRecordAsync()).State);
    }

    [Fact]
    public async Task A_429_that_the_ledger_cannot_record_ends_the_request_at_once_and_the_next_command_sends_it()
    {
        var limited = Provider(_ =>
        {
            Ledger.SettleException = new VideoException(VideoErrorKind.LedgerUnavailable, "The ledger is locked.");
            throw RateLimited();
        });
        var started = Time.GetUtcNow();
        var exception = await Assert.ThrowsAsync<VideoException>(() => CreateAsync(limited, "a"));
        Assert.Equal(VideoErrorKind.RateLimited, exception.Error.Kind);
        Assert.True(Time.GetUtcNow() - started < TimeSpan.FromSeconds(1));

        Ledger.SettleException = null;
        await Tasks.RecoverAsync(Messages, Cancellation);
        Assert.Equal("task-1", (await CreateAsync(Provider(n => State($"task-{n}")), "a")).Id);
    }

    [Fact]
    public async Task A_task_id_that_another_request_holds_is_reported()
    {
        await CreateAsync(Provider(_ => State("task-1")), "a");
        await CreateAsync(Provider(_ => State("task-1")), "b");
        Assert.Contains("task-1, which is also recorded for the create request", Assert.Single(Messages.Warnings), StringComparison.Ordinal);

        Messages.Warnings.Clear();
        var provider = Provider(_ => throw new InvalidOperationException("It is not sent again."));
        var task = await CreateAsync(provider, "b");
        Assert.Equal(("task-1", "b", 0), (task.Id, task.Label, provider.RequestCount));
        Assert.Contains("returned the task id task-1 for 'b', which is also the task of another create request", Assert.Single(Messages.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_sent_or_recorded_after_a_stop()
    {
        var provider = Provider(_ => State("task-1"));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => CreateAndStopAsync(provider, new CancellationToken(canceled: true), Cancellation));
        Assert.Empty(provider.Requests);
        Assert.Empty(await GetRecordsAsync());
    }

    [Fact]
    public async Task A_stop_before_the_body_is_sent_ends_the_request_and_records_that_it_was_not_sent()
    {
        using var stop = new CancellationTokenSource();
        var isUsable = true;
        var provider = new FakeProvider
        {
            OnCreate = async (permit, cancellationToken) =>
            {
                // The connection is being established.
                await stop.CancelAsync();
                isUsable = permit.TryUse();
                cancellationToken.ThrowIfCancellationRequested();
                return State("task-1");
            },
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => CreateAndStopAsync(provider, stop.Token, Cancellation));

        Assert.False(isUsable);
        var record = await GetRecordAsync();
        Assert.Equal((IntentState.Abandoned, VideoErrorKind.Canceled, VideoStatus.NotSent), (record.State, record.Error?.Kind, record.ToTask().Status));
        Assert.Equal("task-1", (await CreateAsync(Provider(_ => State("task-1")), "a")).Id);
    }

    [Fact]
    public async Task A_stop_during_a_pause_sends_no_further_request()
    {
        using var stop = new CancellationTokenSource();
        var provider = Provider(_ =>
        {
            stop.Cancel();
            throw RateLimited(TimeSpan.FromSeconds(10));
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => CreateAndStopAsync(provider, stop.Token, Cancellation));

        Assert.Single(provider.Requests);
        Assert.Equal(VideoStatus.NotSent, (await GetRecordAsync()).ToTask().Status);
    }

    [Fact]
    public async Task Without_an_interrupt_the_response_is_awaited_although_the_pipeline_has_ended()
    {
        using var stop = new CancellationTokenSource();
        var provider = Slow(stop, interrupt: null, TimeSpan.FromSeconds(50));
        Assert.Equal("task-1", (await CreateAndStopAsync(provider, stop.Token, Cancellation)).Id);
        Assert.Equal(IntentState.Accepted, (await GetRecordAsync()).State);
    }

    [Theory]
    [InlineData(0.5, IntentState.Accepted)]
    [InlineData(5, IntentState.Unresolved)]
    public async Task After_an_interrupt_the_response_is_awaited_for_the_grace_period(double seconds, IntentState state)
    {
        using var stop = new CancellationTokenSource();
        using var interrupt = new CancellationTokenSource();
        var start = Time.GetUtcNow();
        var create = CreateAndStopAsync(Slow(stop, interrupt, TimeSpan.FromSeconds(seconds)), stop.Token, interrupt.Token);
        if (state is IntentState.Accepted)
        {
            Assert.Equal("task-1", (await create).Id);
        }
        else
        {
            Assert.Equal(VideoErrorKind.OutcomeUnknown, (await Assert.ThrowsAsync<VideoException>(() => create)).Error.Kind);
            Assert.Equal(TaskCreator.CancellationGracePeriod, Time.GetUtcNow() - start);
        }

        Assert.Equal(state, (await GetRecordAsync()).State);
    }

    [Fact]
    public async Task A_settlement_that_the_ledger_does_not_take_within_500_ms_of_an_interrupt_is_kept_in_the_outbox()
    {
        var interrupt = StopAfter(TimeSpan.FromSeconds(3));
        var start = Time.GetUtcNow();
        var provider = Provider(_ =>
        {
            Ledger.Freeze = new TaskCompletionSource();
            return State("task-1");
        });
        Assert.Equal("task-1", (await CreateAndStopAsync(provider, interrupt, interrupt)).Id);

        Assert.Equal(TimeSpan.FromSeconds(3.5), Time.GetUtcNow() - start);
        Assert.StartsWith("Task task-1 was created, and the ledger cannot record it now: The command was stopped", Assert.Single(Messages.Warnings), StringComparison.Ordinal);
        Ledger.Freeze!.SetResult();
        Ledger.Freeze = null;
        await Tasks.RecoverAsync(Messages, Cancellation);
        Assert.Equal("task-1", (await GetRecordAsync()).Task?.Id);
    }

    [Fact]
    public async Task A_response_shortly_before_the_grace_period_ends_is_kept_in_the_outbox_900_ms_after_the_interrupt()
    {
        using var stop = new CancellationTokenSource();
        using var interrupt = new CancellationTokenSource();
        var start = Time.GetUtcNow();
        var provider = new FakeProvider
        {
            DownloadOptions = new DownloadOptions(),
            OnCreate = async (permit, _) =>
            {
                Assert.True(permit.TryUse());
                Ledger.Freeze = new TaskCompletionSource();
                await stop.CancelAsync();
                await interrupt.CancelAsync();
                await Task.Delay(TimeSpan.FromSeconds(0.6), Time, CancellationToken.None);
                return State("task-1");
            },
        };
        Assert.Equal("task-1", (await CreateAndStopAsync(provider, stop.Token, interrupt.Token)).Id);

        Assert.Equal(TimeSpan.FromSeconds(0.9), Time.GetUtcNow() - start);
        Assert.Contains("Task task-1 was created", Assert.Single(Messages.Warnings), StringComparison.Ordinal);
        Ledger.Freeze!.SetResult();
    }

    [Fact]
    public async Task A_claim_that_was_abandoned_is_made_again_after_an_error_because_it_can_have_been_granted()
    {
        var interrupt = StopAfter(TimeSpan.FromSeconds(3));
        var provider = Provider(_ => State("task-1"));
        Ledger.Freeze = new TaskCompletionSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => CreateAndStopAsync(provider, interrupt, interrupt));

        var freeze = Ledger.Freeze;
        Ledger.Freeze = null;
        freeze.SetException(new VideoException(VideoErrorKind.LedgerUnavailable, "The commit was not acknowledged."));
        await Time.RunAsync(WaitForStateAsync(IntentState.Abandoned));
        Assert.Empty(provider.Requests);
    }

    [Fact]
    public async Task A_claim_of_a_frozen_ledger_is_abandoned_500_ms_after_a_stop_and_a_permit_that_is_granted_later_is_settled()
    {
        var interrupt = StopAfter(TimeSpan.FromSeconds(3));
        var start = Time.GetUtcNow();
        var provider = Provider(_ => State("task-1"));
        Ledger.Freeze = new TaskCompletionSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => CreateAndStopAsync(provider, interrupt, interrupt));

        Assert.Equal(TimeSpan.FromSeconds(3.5), Time.GetUtcNow() - start);
        Ledger.IgnoresToken = true;
        Ledger.Freeze.SetResult();
        Ledger.Freeze = null;
        Assert.Equal(VideoErrorKind.Canceled, (await WaitForStateAsync(IntentState.Abandoned)).Error?.Kind);
        Assert.Empty(provider.Requests);
    }

    [Fact]
    public async Task Recovery_of_a_frozen_ledger_stops_at_once()
    {
        using var stop = new CancellationTokenSource();
        Ledger.Freeze = new TaskCompletionSource();
        var recovery = Tasks.RecoverAsync(Messages, stop.Token);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => recovery.WaitAsync(RealTimeLimit, Cancellation));
        Ledger.Freeze.SetResult();
    }

    [Fact]
    public async Task After_the_last_retry_another_process_can_send_the_request_at_once()
    {
        await Assert.ThrowsAsync<VideoException>(() => CreateAsync(Provider(_ => throw RateLimited(TimeSpan.FromSeconds(5)), retries: 0), "a"));
        var start = Time.GetUtcNow();
        var (_, tasks) = Open();
        await using (tasks)
        {
            Assert.Equal("task-1", (await CreateAsync(Provider(_ => State("task-1")), "a", tasks: tasks)).Id);
        }

        Assert.InRange(Time.GetUtcNow() - start, TimeSpan.FromSeconds(4.9), TimeSpan.FromSeconds(6));
    }

    [Theory]
    [InlineData(HttpStatusCode.TooManyRequests)]
    [InlineData(null)]
    public async Task After_a_stop_during_a_wait_another_process_can_send_the_request_at_once(HttpStatusCode? status)
    {
        var interrupt = StopAfter(TimeSpan.FromSeconds(0.2));
        var provider = Provider(_ => throw (status is null ? new VideoException(VideoErrorKind.Unreachable, "No connection.") { IsCreateRepeatable = true } : RateLimited(TimeSpan.FromSeconds(5))));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => CreateAndStopAsync(provider, interrupt, interrupt));
        var start = Time.GetUtcNow();
        var (_, tasks) = Open();
        await using (tasks)
        {
            Assert.Equal("task-1", (await CreateAsync(Provider(_ => State("task-1")), "a", tasks: tasks)).Id);
        }

        Assert.InRange(Time.GetUtcNow() - start, TimeSpan.Zero, TimeSpan.FromSeconds(6));
    }

    [Fact]
    public async Task After_a_stop_during_a_pause_that_another_request_caused_another_process_can_send_the_request()
    {
        await Assert.ThrowsAsync<VideoException>(() => CreateAsync(Provider(_ => throw RateLimited(TimeSpan.FromSeconds(20)), retries: 0), "b"));
        var start = Time.GetUtcNow();
        var interrupt = StopAfter(TimeSpan.FromSeconds(0.2));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => CreateAndStopAsync(Provider(_ => State("task-0")), interrupt, interrupt));
        var (_, tasks) = Open();
        await using (tasks)
        {
            Assert.Equal("task-1", (await CreateAsync(Provider(_ => State("task-1")), "a", tasks: tasks)).Id);
        }

        // The lease of the first process would end after 60 s or more.
        Assert.InRange(Time.GetUtcNow() - start, TimeSpan.FromSeconds(19), TimeSpan.FromSeconds(40));
    }

    [Fact]
    public async Task A_reservation_that_is_not_released_is_claimed_again_when_its_lease_ends()
    {
        var prepared = Prepare();
        var fingerprint = RequestFingerprint.Compute(prepared);
        var provider = Provider(_ => State("task-1"));
        var intent = new Intent { Id = Guid.CreateVersion7(), Provider = provider.Name, BaseUri = provider.BaseUri, Label = "a", Fingerprint = fingerprint, ClaimKey = Intent.ComputeClaimKey(provider.Name, provider.BaseUri, "a", fingerprint), CreatedAt = Time.GetUtcNow() };
        var claim = new CreateClaim { Intent = intent, Nonce = Guid.NewGuid(), Owner = "frozen", Account = provider.Account, Lease = TimeSpan.FromSeconds(60) };
        var permit = Assert.IsType<ClaimResult.Granted>(await Ledger.ClaimAsync(claim, Cancellation)).Permit;
        await Ledger.SettleAsync(AttemptSettlement.CreateAbandoned(permit, provider.Account) with { Event = AttemptEvent.Release }, Cancellation);
        var start = Time.GetUtcNow();

        Assert.Equal("task-1", (await CreateAsync(provider, "a")).Id);
        Assert.InRange(Time.GetUtcNow() - start, TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(62));
        Assert.InRange(Ledger.FindCount, 40, 90);
    }

    [Fact]
    public async Task A_wait_of_up_to_10_s_for_the_rate_limit_causes_no_warning()
    {
        await CreateAsync(Provider(n => n == 1 ? throw RateLimited(TimeSpan.FromSeconds(9)) : State("task-1")));
        Assert.Empty(Messages.Warnings);
    }

    [Fact]
    public async Task A_long_wait_for_the_rate_limit_causes_one_warning_per_command()
    {
        await Assert.ThrowsAsync<VideoException>(() => CreateAsync(Provider(_ => throw RateLimited(TimeSpan.FromSeconds(3600)), retries: 0)));
        var (commandA, commandB) = (new RecordedMessages(), new RecordedMessages());
        var creator = CreateCreator();
        var first = creator.CreateAsync(Provider(_ => State("task-1")), new CreateRequest(Prepare("1")), commandA, Cancellation, Cancellation);
        await WaitUntilAsync(() => Task.FromResult(commandA.Warnings.Count > 0), "The wait was not reported.");
        var second = creator.CreateAsync(Provider(_ => State("task-2")), new CreateRequest(Prepare("2")), commandB, Cancellation, Cancellation);
        await Time.RunAsync(Task.WhenAll(first, second));

        Assert.Equal("Fake allows the next create request in 3600 s (Too many requests). 1 request waits.", Assert.Single(commandA.Warnings));
        Assert.Equal("Fake allows the next create request in 3600 s (Too many requests). 2 requests wait.", Assert.Single(commandB.Warnings));
    }

    [Theory]
    [InlineData(4000)]
    [InlineData(100_000)]
    public async Task A_task_id_of_any_length_is_kept_in_the_outbox(int length)
    {
        var id = new string('i', length);
        Ledger.SettleException = new VideoException(VideoErrorKind.LedgerUnavailable, "The disk is full.");
        Assert.Equal(id, (await CreateAsync(Provider(_ => State(id)), "a")).Id);
        Assert.Contains(id, Assert.Single(Messages.Warnings), StringComparison.Ordinal);

        Ledger.SettleException = null;
        await Tasks.RecoverAsync(Messages, Cancellation);
        Assert.Equal(id, (await GetRecordAsync()).Task?.Id);
    }

    [Fact]
    public async Task An_outcome_that_neither_the_ledger_nor_the_outbox_records_is_reported_with_the_task_id()
    {
        Ledger.SettleException = new OperationCanceledException("The driver was stopped.");
        (await Tasks.OpenAsync(Messages, Cancellation)).Dispose();
        var settlement = new AttemptSettlement
        {
            Intent = new Intent { Id = Guid.NewGuid(), Provider = "Fake", BaseUri = new Uri("https://gateway.example/"), Fingerprint = "f", CreatedAt = Time.GetUtcNow() },
            Attempt = 1,
            Nonce = Guid.NewGuid(),
            Owner = "owner",
            Event = AttemptEvent.Accept,
            Task = State("task-1"),
        };
        Assert.Null(await Tasks.SettleAsync(settlement, Messages, CancellationToken.None));

        Assert.StartsWith("Task task-1 was created, and neither the ledger nor the outbox can record it: The driver was stopped.", Assert.Single(Messages.Warnings), StringComparison.Ordinal);
        Assert.EndsWith("Keep the id.", Messages.Warnings[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tasks_that_are_not_billed_are_recorded_as_such()
    {
        var provider = new FakeProvider { IsBilled = false, OnCreate = (_, _) => Task.FromResult(State("task-1")) };
        Assert.False((await CreateAsync(provider)).IsBilled);
        Assert.False((await GetRecordAsync()).IsBilled);
    }

    private FakeProvider Slow(CancellationTokenSource stop, CancellationTokenSource? interrupt, TimeSpan delay) => new()
    {
        DownloadOptions = new DownloadOptions(),
        OnCreate = async (permit, cancellationToken) =>
        {
            Assert.True(permit.TryUse());
            await stop.CancelAsync();
            await (interrupt?.CancelAsync() ?? Task.CompletedTask);
            try
            {
                await Task.Delay(delay, Time, cancellationToken);
            }
            catch (OperationCanceledException)
            {
                throw new VideoException(VideoErrorKind.OutcomeUnknown, "The command was stopped.");
            }

            return State("task-1");
        },
    };
}
