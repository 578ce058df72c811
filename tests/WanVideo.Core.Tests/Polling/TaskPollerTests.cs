using WanVideo.Polling;

namespace WanVideo.Tests.Polling;

/// <summary>The poll loop on a virtual clock: the times asserted are exact.</summary>
public sealed class TaskPollerTests
{
    private readonly VirtualTime time = new();
    private readonly RecordingObserver observer;
    private readonly RecordedMessages messages = new();

    public TaskPollerTests() => observer = new RecordingObserver(time);

    [Fact]
    public async Task Each_task_is_reported_within_one_delay_of_its_completion()
    {
        var start = time.GetUtcNow();
        var provider = CreateProvider(start, id => TimeSpan.FromSeconds(60 + int.Parse(id, null)));
        var tasks = Enumerable.Range(0, 50).Select(n => CreateTask(provider, $"{n}", start)).ToArray();

        await time.RunAsync(CreatePoller().WaitAsync(tasks, TestContext.Current.CancellationToken));

        Assert.Equal(50, observer.Completed.Count);
        Assert.All(observer.Completed, completed =>
        {
            var delay = completed.At - start - TimeSpan.FromSeconds(60 + int.Parse(completed.Id, null));
            Assert.InRange(delay, TimeSpan.Zero, TimeSpan.FromSeconds(16));
        });
    }

    [Fact]
    public async Task The_first_poll_is_late_and_delays_shrink_as_the_hazard_rate_rises()
    {
        var start = time.GetUtcNow();
        var polls = new List<TimeSpan>();
        var provider = new FakeProvider
        {
            OnGet = id =>
            {
                polls.Add(time.GetUtcNow() - start);
                return CreateState(id, polls.Count < 4 ? VideoStatus.Running : VideoStatus.Succeeded);
            },
        };

        await time.RunAsync(CreatePoller().WaitAsync([CreateTask(provider, "a", start, estimate: 120)], TestContext.Current.CancellationToken));

        Assert.InRange(polls[0].TotalSeconds, 40, 60);
        double[] delays = [.. polls.Zip(polls.Skip(1), (previous, next) => (next - previous).TotalSeconds)];
        Assert.Equal(delays.OrderDescending(), delays);
        Assert.InRange(delays[^1], 8, 12);
    }

    [Fact]
    public async Task A_change_of_status_is_a_verbose_message()
    {
        var statuses = new Queue<string>([VideoStatus.Pending, VideoStatus.Running, VideoStatus.Running, VideoStatus.Succeeded]);
        var provider = new FakeProvider { OnGet = id => CreateState(id, statuses.Dequeue()) };

        await time.RunAsync(CreatePoller().WaitAsync([CreateTask(provider, "a", time.GetUtcNow())], TestContext.Current.CancellationToken));

        Assert.Equal(["a is Running."], messages.VerboseMessages);
    }

    [Fact]
    public async Task Without_an_estimate_delays_grow_with_the_age()
    {
        var start = time.GetUtcNow();
        var polls = new List<TimeSpan>();
        var provider = new FakeProvider
        {
            PollingLimits = new PollingLimits(TimeSpan.FromSeconds(15), RequestsPerSecond: 20),
            OnGet = id =>
            {
                polls.Add(time.GetUtcNow() - start);
                return CreateState(id, polls.Count < 8 ? VideoStatus.Running : VideoStatus.Succeeded);
            },
        };

        await time.RunAsync(CreatePoller().WaitAsync([CreateTask(provider, "a", start, estimate: null)], TestContext.Current.CancellationToken));

        Assert.InRange(polls[0].TotalSeconds, 0.25, 1);
        double[] delays = [.. polls.Zip(polls.Skip(1), (previous, next) => (next - previous).TotalSeconds)];
        Assert.Equal(delays.Order(), delays);
        Assert.InRange(delays[^1], 1, 60);
    }

    [Fact]
    public async Task A_provider_clock_that_is_ahead_does_not_cause_continuous_polling()
    {
        var start = time.GetUtcNow();
        var provider = CreateProvider(start, _ => TimeSpan.FromMinutes(5));

        await time.RunAsync(CreatePoller().WaitAsync([CreateTask(provider, "a", start + TimeSpan.FromMinutes(10), estimate: null)], TestContext.Current.CancellationToken));

        Assert.InRange(provider.RequestCount, 5, 60);
    }

    [Fact]
    public async Task Statistics_of_one_wait_improve_the_next()
    {
        var statistics = new RunTimeStatistics();
        var costs = new List<(int Polls, double Delay)>();
        foreach (var round in Enumerable.Range(0, 2))
        {
            var start = time.GetUtcNow();
            var provider = CreateProvider(start, id => TimeSpan.FromSeconds(20 + (int.Parse(id, null) % 5)));
            var tasks = Enumerable.Range(0, 40).Select(n => CreateTask(provider, $"{n}", start, estimate: null)).ToArray();
            observer.Completed.Clear();
            await time.RunAsync(CreatePoller(statistics).WaitAsync(tasks, TestContext.Current.CancellationToken));
            costs.Add((provider.RequestCount, observer.Completed.Sum(completed => (completed.At - start).TotalSeconds - 20 - (int.Parse(completed.Id, null) % 5))));
        }

        Assert.True(costs[1].Delay < costs[0].Delay / 2 && costs[1].Polls < costs[0].Polls * 1.1, string.Join(", then ", costs));
    }

    [Fact]
    public async Task Without_an_estimate_only_some_of_many_tasks_are_polled_early()
    {
        var start = time.GetUtcNow();
        var early = 0;
        var provider = new FakeProvider
        {
            OnGet = id =>
            {
                var age = (time.GetUtcNow() - start).TotalSeconds;
                early += age < 60 ? 1 : 0;
                return CreateState(id, age >= 60 + (int.Parse(id, null) % 60) ? VideoStatus.Succeeded : VideoStatus.Running);
            },
        };
        var tasks = Enumerable.Range(0, 2000).Select(n => CreateTask(provider, $"{n}", start, estimate: null)).ToArray();

        await time.RunAsync(CreatePoller().WaitAsync(tasks, TestContext.Current.CancellationToken));

        Assert.InRange(early, 10, tasks.Length);
        Assert.All(observer.Completed, completed => Assert.InRange((completed.At - start).TotalSeconds - 60 - (int.Parse(completed.Id, null) % 60), 0, 30));
    }

    [Fact]
    public async Task Completed_polls_update_the_estimate_of_tasks_already_scheduled()
    {
        var start = time.GetUtcNow();
        var provider = CreateProvider(start, _ => TimeSpan.FromSeconds(2));
        TrackedTask[] tasks = [.. Enumerable.Range(0, 200).Select(n => CreateTask(provider, $"{n}", start, estimate: null))];

        await time.RunAsync(CreatePoller().WaitAsync(tasks, TestContext.Current.CancellationToken));

        Assert.All(observer.Completed, completed => Assert.InRange((completed.At - start).TotalSeconds, 2, 4));
    }

    [Fact]
    public async Task Even_progress_determines_the_next_poll()
    {
        var start = time.GetUtcNow();
        var polls = 0;
        var provider = new FakeProvider
        {
            OnGet = id =>
            {
                polls++;
                var progress = (int)((time.GetUtcNow() - start).TotalSeconds / 3);
                return CreateState(id, progress >= 100 ? VideoStatus.Succeeded : VideoStatus.Running) with { Progress = Math.Min(progress, 100) };
            },
        };

        await time.RunAsync(CreatePoller().WaitAsync([CreateTask(provider, "a", start, estimate: 120)], TestContext.Current.CancellationToken));

        Assert.InRange((Assert.Single(observer.Completed).At - start).TotalSeconds, 300, 305);
        Assert.InRange(polls, 4, 12);
    }

    [Fact]
    public async Task Progress_in_large_steps_is_ignored()
    {
        async Task<int> PollsAsync(Func<double, int?> progress)
        {
            var start = time.GetUtcNow();
            var provider = new FakeProvider
            {
                OnGet = id =>
                {
                    var age = (time.GetUtcNow() - start).TotalSeconds;
                    return CreateState(id, age >= 300 ? VideoStatus.Succeeded : VideoStatus.Running) with { Progress = progress(age) };
                },
            };
            var task = CreateState("a", VideoStatus.Pending) with { CreatedAt = start, EstimatedSec = 120, Progress = 0 };
            await time.RunAsync(CreatePoller().WaitAsync([new TrackedTask(task, provider)], TestContext.Current.CancellationToken));
            return provider.RequestCount;
        }

        Assert.Equal(await PollsAsync(_ => null), await PollsAsync(age => age < 200 ? 30 : 99));
    }

    [Fact]
    public async Task A_throttled_provider_is_polled_at_half_the_rate_which_then_recovers()
    {
        var start = time.GetUtcNow();
        var polls = new List<double>();
        var provider = new FakeProvider
        {
            PollingLimits = PollingLimits.Default with { RequestsPerSecond = 10 },
            OnGet = id =>
            {
                polls.Add((time.GetUtcNow() - start).TotalSeconds);
                return polls.Count == 1 ? throw new VideoException(VideoErrorKind.RateLimited, "slow down") { RetryAfter = TimeSpan.FromSeconds(5) } : CreateState(id, VideoStatus.Succeeded);
            },
        };
        var tasks = Enumerable.Range(0, 100).Select(n => CreateTask(provider, $"{n}", created: null)).ToArray();

        await time.RunAsync(CreatePoller().WaitAsync(tasks, TestContext.Current.CancellationToken));

        double[] between = [.. polls.Zip(polls.Skip(1), (previous, next) => Math.Round(next - previous, 3))];
        Assert.Equal(5, between[0]);
        Assert.InRange(between[1], 0.18, 0.2);
        Assert.Equal(0.1, between[^1]);
        Assert.Equal(100, observer.Completed.Count);
    }

    [Fact]
    public async Task The_request_rate_of_a_provider_is_limited()
    {
        var start = time.GetUtcNow();
        var polls = new List<TimeSpan>();
        var provider = new FakeProvider
        {
            PollingLimits = PollingLimits.Default with { RequestsPerSecond = 4 },
            OnGet = id =>
            {
                polls.Add(time.GetUtcNow() - start);
                return CreateState(id, VideoStatus.Succeeded);
            },
        };
        var tasks = Enumerable.Range(0, 6).Select(n => CreateTask(provider, $"{n}", created: null)).ToArray();

        await time.RunAsync(CreatePoller().WaitAsync(tasks, TestContext.Current.CancellationToken));

        Assert.Equal([0, 0.25, 0.5, 0.75, 1, 1.25], polls.Select(poll => poll.TotalSeconds));
    }

    [Fact]
    public async Task A_task_known_only_by_its_id_is_polled_at_once()
    {
        var provider = new FakeProvider { OnGet = id => CreateState(id, VideoStatus.Succeeded) };
        var start = time.GetUtcNow();

        await time.RunAsync(CreatePoller().WaitAsync([CreateTask(provider, "a", created: null)], TestContext.Current.CancellationToken));

        Assert.Equal(start, Assert.Single(observer.Completed).At);
    }

    [Fact]
    public async Task A_task_in_a_terminal_status_is_not_polled()
    {
        var provider = new FakeProvider();
        var task = new TrackedTask(CreateState("a", VideoStatus.Succeeded), provider);

        await time.RunAsync(CreatePoller().WaitAsync([task], TestContext.Current.CancellationToken));

        Assert.Equal("a", Assert.Single(observer.Completed).Id);
        Assert.Equal(0, provider.RequestCount);
    }

    [Fact]
    public async Task A_Retry_After_applies_to_all_tasks_of_the_provider()
    {
        var start = time.GetUtcNow();
        var polls = new List<TimeSpan>();
        var provider = new FakeProvider
        {
            OnGet = id =>
            {
                polls.Add(time.GetUtcNow() - start);
                return polls.Count == 1
                    ? throw new VideoException(VideoErrorKind.RateLimited, "slow down") { RetryAfter = TimeSpan.FromSeconds(90) }
                    : CreateState(id, VideoStatus.Succeeded);
            },
        };
        TrackedTask[] tasks = [CreateTask(provider, "a", start - TimeSpan.FromSeconds(1)), CreateTask(provider, "b", start)];

        await time.RunAsync(CreatePoller().WaitAsync(tasks, TestContext.Current.CancellationToken));

        Assert.Equal(2, observer.Completed.Count);
        Assert.All(polls.Skip(1), poll => Assert.True(poll >= TimeSpan.FromSeconds(40 + 90), $"polled after {poll}"));
    }

    [Fact]
    public async Task A_failing_provider_does_not_delay_another()
    {
        var start = time.GetUtcNow();
        var failing = new FakeProvider("Failing")
        {
            OnGet = id => time.GetUtcNow() - start < TimeSpan.FromHours(4)
                ? throw new VideoException(VideoErrorKind.RateLimited, "slow down") { RetryAfter = TimeSpan.FromMinutes(30) }
                : CreateState(id, VideoStatus.Succeeded),
        };
        var other = new FakeProvider("Other") { OnGet = id => CreateState(id, VideoStatus.Succeeded) };

        await time.RunAsync(CreatePoller().WaitAsync([CreateTask(failing, "a", start), CreateTask(other, "b", start)], TestContext.Current.CancellationToken));

        Assert.Equal(["b", "a"], observer.Completed.Select(completed => completed.Id));
        Assert.InRange(observer.Completed[0].At - start, TimeSpan.FromSeconds(40), TimeSpan.FromSeconds(60));
        Assert.InRange(observer.Completed[1].At - start, TimeSpan.FromHours(4), TimeSpan.FromHours(4.6));
        Assert.Empty(observer.Failed);
    }

    [Fact]
    public async Task A_transient_failure_is_retried()
    {
        var polls = 0;
        var provider = new FakeProvider { OnGet = id => ++polls < 4 ? throw new VideoException(VideoErrorKind.ProviderFault, "502") : CreateState(id, VideoStatus.Succeeded) };

        await time.RunAsync(CreatePoller().WaitAsync([CreateTask(provider, "a", time.GetUtcNow())], TestContext.Current.CancellationToken));

        Assert.Single(observer.Completed);
        Assert.Empty(observer.Failed);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_new_task_that_is_not_found_is_polled_again(bool returnsStatus)
    {
        var polls = 0;
        var provider = new FakeProvider
        {
            OnGet = id => ++polls switch
            {
                < 3 when returnsStatus => CreateState(id, VideoStatus.Unknown),
                < 3 => throw new VideoException(VideoErrorKind.NotFound, "no such task"),
                _ => CreateState(id, VideoStatus.Succeeded),
            },
        };

        await time.RunAsync(CreatePoller().WaitAsync([CreateTask(provider, "a", time.GetUtcNow(), estimate: null)], TestContext.Current.CancellationToken));

        Assert.Single(observer.Completed);
        Assert.Empty(observer.Failed);
    }

    [Fact]
    public async Task A_task_that_is_never_found_fails_after_one_minute()
    {
        var start = time.GetUtcNow();
        var provider = new FakeProvider { OnGet = _ => throw new VideoException(VideoErrorKind.NotFound, "no such task") };

        await time.RunAsync(CreatePoller().WaitAsync([CreateTask(provider, "a", start, estimate: null)], TestContext.Current.CancellationToken));

        Assert.Single(observer.Failed);
        Assert.InRange((time.GetUtcNow() - start).TotalSeconds, 60, 180);
    }

    [Fact]
    public async Task A_permanent_failure_is_reported_after_one_poll()
    {
        var provider = new FakeProvider { OnGet = _ => throw new VideoException(VideoErrorKind.Authentication, "no such key") };

        await time.RunAsync(CreatePoller().WaitAsync([CreateTask(provider, "a", time.GetUtcNow())], TestContext.Current.CancellationToken));

        Assert.Single(observer.Failed);
        Assert.Equal(1, provider.RequestCount);
    }

    [Fact]
    public async Task Cancellation_stops_polling_and_reports_no_task()
    {
        using var cancellationSource = new CancellationTokenSource(TimeSpan.FromMinutes(10), time);
        var provider = new FakeProvider { OnGet = id => CreateState(id, VideoStatus.Running) };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            time.RunAsync(CreatePoller().WaitAsync([CreateTask(provider, "a", time.GetUtcNow())], cancellationSource.Token)));

        Assert.Empty(observer.Completed);
        Assert.Empty(observer.Failed);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(120)]
    public async Task A_task_that_is_old_when_tracking_starts_is_polled_at_once(int? estimate)
    {
        var start = time.GetUtcNow();
        var provider = new FakeProvider { OnGet = id => CreateState(id, VideoStatus.Succeeded) };

        await time.RunAsync(CreatePoller().WaitAsync([CreateTask(provider, "a", start - TimeSpan.FromMinutes(30), estimate)], TestContext.Current.CancellationToken));

        Assert.Equal(start, Assert.Single(observer.Completed).At);
    }

    [Fact]
    public async Task A_task_known_only_by_its_id_survives_transient_failures()
    {
        var start = time.GetUtcNow();
        var provider = new FakeProvider { OnGet = id => time.GetUtcNow() - start < TimeSpan.FromSeconds(20) ? throw new VideoException(VideoErrorKind.ProviderFault, "503") : CreateState(id, VideoStatus.Succeeded) };

        await time.RunAsync(CreatePoller().WaitAsync([CreateTask(provider, "a", created: null)], TestContext.Current.CancellationToken));

        Assert.Single(observer.Completed);
    }

    [Fact]
    public async Task A_Retry_After_of_years_does_not_delay_another_provider()
    {
        using var cancellationSource = new CancellationTokenSource();
        var failing = new FakeProvider("Failing") { OnGet = _ => throw new VideoException(VideoErrorKind.RateLimited, "slow down") { RetryAfter = TimeSpan.FromSeconds(1_790_000_000) } };
        var start = time.GetUtcNow();
        var other = CreateProvider(start, _ => TimeSpan.FromHours(2));

        var polling = CreatePoller().WaitAsync([CreateTask(failing, "a", created: null), CreateTask(other, "b", start)], cancellationSource.Token);
        await time.RunAsync(Task.WhenAny(polling, observer.FirstCompletion));
        await cancellationSource.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => polling);

        Assert.Equal("b", Assert.Single(observer.Completed).Id);
    }

    [Fact]
    public async Task Completions_update_the_estimate_although_the_provider_clock_deviates()
    {
        var statistics = new RunTimeStatistics();
        var delays = new List<double>();
        foreach (var round in Enumerable.Range(0, 4))
        {
            var start = time.GetUtcNow();
            var providerStart = start - TimeSpan.FromSeconds(30);
            TimeSpan RunTime(string id) => TimeSpan.FromSeconds(60 + (3 * int.Parse(id, null)));
            var provider = new FakeProvider
            {
                OnGet = id => time.GetUtcNow() - start < RunTime(id)
                    ? CreateState(id, VideoStatus.Running)
                    : CreateState(id, VideoStatus.Succeeded) with { CreatedAt = providerStart, FinishedAt = providerStart + RunTime(id) },
            };
            var tasks = Enumerable.Range(0, 20).Select(n => CreateTask(provider, $"{n}", providerStart, estimate: null)).ToArray();
            observer.Completed.Clear();
            await time.RunAsync(CreatePoller(statistics).WaitAsync(tasks, TestContext.Current.CancellationToken));
            delays.Add(observer.Completed.Average(completed => (completed.At - start - RunTime(completed.Id)).TotalSeconds));
        }

        Assert.True(delays[^1] < delays[0], string.Join(", then ", delays));
    }

    [Fact]
    public async Task A_run_time_of_zero_does_not_delay_the_next_wait()
    {
        var statistics = new RunTimeStatistics();
        foreach (var round in Enumerable.Range(0, 2))
        {
            var start = time.GetUtcNow();
            var provider = new FakeProvider { OnGet = id => CreateState(id, VideoStatus.Succeeded) with { CreatedAt = start, FinishedAt = start } };
            observer.Completed.Clear();
            await time.RunAsync(CreatePoller(statistics).WaitAsync([CreateTask(provider, "a", start, estimate: null)], TestContext.Current.CancellationToken));
            Assert.InRange((Assert.Single(observer.Completed).At - start).TotalSeconds, 0, 1);
        }
    }

    [Fact]
    public async Task Cancellation_during_the_last_completion_has_no_effect()
    {
        using var cancellationSource = new CancellationTokenSource();
        var provider = new FakeProvider
        {
            OnGet = id =>
            {
                cancellationSource.Cancel();
                return CreateState(id, VideoStatus.Succeeded);
            },
        };

        await time.RunAsync(CreatePoller().WaitAsync([CreateTask(provider, "a", created: null)], cancellationSource.Token));

        Assert.Single(observer.Completed);
    }

    [Fact]
    public async Task A_task_can_be_added_while_others_are_polled()
    {
        var start = time.GetUtcNow();
        var provider = CreateProvider(start, id => TimeSpan.FromSeconds(id == "a" ? 60 : 400));
        var poller = CreatePoller();
        poller.Add(CreateTask(provider, "a", start));
        var polling = poller.WaitAsync(TestContext.Current.CancellationToken);
        await time.RunAsync(observer.FirstCompletion);

        Assert.Equal("a", Assert.Single(observer.Completed).Id);
        poller.Add(CreateTask(provider, "b", time.GetUtcNow()));
        poller.CompleteAdding();
        await time.RunAsync(polling);

        Assert.Equal(["a", "b"], observer.Completed.Select(completed => completed.Id));
        Assert.InRange((observer.Completed[0].At - start).TotalSeconds, 60, 90);
    }

    [Fact]
    public async Task Members_missing_in_a_response_keep_their_previous_value()
    {
        var provider = new FakeProvider { OnGet = id => CreateState(id, VideoStatus.Succeeded) };
        var task = CreateState("a", VideoStatus.Pending) with { Prompt = "A cat playing piano", Duration = 7 };

        var tracked = new TrackedTask(task, provider);
        await time.RunAsync(CreatePoller().WaitAsync([tracked], TestContext.Current.CancellationToken));

        Assert.Equal(("A cat playing piano", 7), (tracked.Task.Prompt, tracked.Task.Duration));
    }

    [Fact]
    public async Task Batches_reduce_the_requests_for_1000_tasks_to_a_twentieth()
    {
        var start = time.GetUtcNow();
        VideoTask GetState(string id) => CreateState(id, time.GetUtcNow() - start >= TimeSpan.FromSeconds(60 + (int.Parse(id, null) % 120)) ? VideoStatus.Succeeded : VideoStatus.Running);
        var single = new FakeProvider { OnGet = GetState };
        var batch = new FakeProvider { BatchSize = 50, OnGet = GetState, OnGetMany = ids => [.. ids.Select(GetState)] };

        var delays = new List<double>();
        foreach (var provider in new[] { single, batch })
        {
            start = time.GetUtcNow();
            observer.Completed.Clear();
            var tasks = Enumerable.Range(0, 1000).Select(n => CreateTask(provider, $"{n}", start)).ToArray();
            await time.RunAsync(CreatePoller().WaitAsync(tasks, TestContext.Current.CancellationToken));

            Assert.Equal(1000, observer.Completed.Count);
            delays.Add(observer.Completed.Average(completed => (completed.At - start).TotalSeconds - 60 - (int.Parse(completed.Id, null) % 120)));
        }

        Assert.True(batch.RequestCount * 20 <= single.RequestCount, $"{batch.RequestCount} batch requests, {single.RequestCount} single requests");
        Assert.True(delays[1] <= delays[0] * 1.1, $"a mean delay of {delays[1]} s with batches, {delays[0]} s without");
    }

    [Fact]
    public async Task A_task_missing_in_a_batch_response_is_polled_individually()
    {
        var provider = new FakeProvider
        {
            BatchSize = 50,
            OnGetMany = ids => [.. ids.Where(id => id != "gone").Select(id => CreateState(id, VideoStatus.Succeeded))],
            OnGet = id => throw new VideoException(VideoErrorKind.NotFound, $"{id} was not found"),
        };
        TrackedTask[] tasks = [CreateTask(provider, "a", null), CreateTask(provider, "gone", null), CreateTask(provider, "b", null)];

        await time.RunAsync(CreatePoller().WaitAsync(tasks, TestContext.Current.CancellationToken));

        Assert.Equal(["a", "b"], observer.Completed.Select(completed => completed.Id).Order());
        Assert.Equal("gone was not found", Assert.Single(observer.Failed).Message);
        Assert.Equal(2, provider.RequestCount);
    }

    [Fact]
    public async Task A_task_that_makes_a_batch_fail_does_not_fail_the_others()
    {
        var provider = new FakeProvider
        {
            BatchSize = 50,
            OnGetMany = _ => throw new VideoException(VideoErrorKind.InvalidRequest, "invalid id"),
            OnGet = id => id == "bad" ? throw new VideoException(VideoErrorKind.InvalidRequest, "invalid id: bad") : CreateState(id, VideoStatus.Succeeded),
        };
        TrackedTask[] tasks = [CreateTask(provider, "a", null), CreateTask(provider, "bad", null), CreateTask(provider, "b", null)];

        await time.RunAsync(CreatePoller().WaitAsync(tasks, TestContext.Current.CancellationToken));

        Assert.Equal(["a", "b"], observer.Completed.Select(completed => completed.Id).Order());
        Assert.Equal("invalid id: bad", Assert.Single(observer.Failed).Message);
    }

    [Fact]
    public async Task A_task_added_twice_is_reported_twice()
    {
        var provider = new FakeProvider { BatchSize = 50, OnGetMany = ids => [.. ids.Select(id => CreateState(id, VideoStatus.Succeeded))] };

        await time.RunAsync(CreatePoller().WaitAsync([CreateTask(provider, "a", null), CreateTask(provider, "a", null)], TestContext.Current.CancellationToken));

        Assert.Equal(2, observer.Completed.Count);
    }

    [Fact]
    public async Task Completions_of_a_batch_are_reported_although_polling_was_canceled_and_another_task_is_missing()
    {
        using var cancellationSource = new CancellationTokenSource();
        var provider = new FakeProvider
        {
            BatchSize = 50,
            OnGetMany = _ =>
            {
                cancellationSource.Cancel();
                return [CreateState("b", VideoStatus.Succeeded)];
            },
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            time.RunAsync(CreatePoller().WaitAsync([CreateTask(provider, "a", created: null), CreateTask(provider, "b", created: null)], cancellationSource.Token)));

        Assert.Equal("b", Assert.Single(observer.Completed).Id);
    }

    [Fact]
    public async Task A_503_with_a_Retry_After_suspends_all_requests_to_the_provider()
    {
        var start = time.GetUtcNow();
        var polls = new List<double>();
        var provider = new FakeProvider
        {
            PollingLimits = PollingLimits.Default with { RequestsPerSecond = 1 },
            OnGet = id =>
            {
                polls.Add((time.GetUtcNow() - start).TotalSeconds);
                return polls.Count == 1 ? throw new VideoException(VideoErrorKind.ProviderFault, "503") { RetryAfter = TimeSpan.FromSeconds(20) } : CreateState(id, VideoStatus.Succeeded);
            },
        };

        await time.RunAsync(CreatePoller().WaitAsync([CreateTask(provider, "a", created: null), CreateTask(provider, "b", created: null)], TestContext.Current.CancellationToken));

        Assert.Equal(20, polls[1]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Each_provider_is_polled_when_its_own_tasks_are_due(bool isReversed)
    {
        var start = time.GetUtcNow();
        var fast = CreateProvider(start, _ => TimeSpan.FromSeconds(2));
        var slow = CreateProvider(start, _ => TimeSpan.FromMinutes(30));
        VideoTask CreateState(string id, double estimate) => new() { Id = id, Provider = id, Status = VideoStatus.Pending, CreatedAt = start, EstimatedSec = estimate };
        TrackedTask[] tasks = [new(CreateState("fast", 2), fast), new(CreateState("slow", 1800), slow)];

        await time.RunAsync(CreatePoller().WaitAsync(isReversed ? tasks.Reverse() : tasks, TestContext.Current.CancellationToken));

        Assert.Equal("fast", observer.Completed[0].Id);
        Assert.InRange((observer.Completed[0].At - start).TotalSeconds, 2, 3);
    }

    [Fact]
    public async Task Waiting_continues_while_the_provider_does_not_respond_and_is_reported_once()
    {
        var start = time.GetUtcNow();
        var provider = new FakeProvider
        {
            OnGet = id => time.GetUtcNow() - start is { TotalMinutes: > 2 and < 62 }
                ? throw new VideoException(VideoErrorKind.Unreachable, "Fake did not respond.")
                : CreateState(id, time.GetUtcNow() - start < TimeSpan.FromMinutes(70) ? VideoStatus.Running : VideoStatus.Succeeded),
        };

        await time.RunAsync(CreatePoller().WaitAsync([.. Enumerable.Range(0, 20).Select(n => CreateTask(provider, $"{n}", start))], TestContext.Current.CancellationToken));

        Assert.Equal(20, observer.Completed.Count);
        Assert.Empty(observer.Failed);
        Assert.Collection(
            messages.Warnings,
            warning => Assert.Matches(@"^Fake did not respond\. Waiting continues\. The next request is sent in \d+ s\.$", warning),
            warning => Assert.Matches(@"^Fake responds again, after 3[56]\d\d s\.$", warning));
    }

    [Fact]
    public async Task An_outage_of_a_few_seconds_is_not_reported()
    {
        var start = time.GetUtcNow();
        var provider = new FakeProvider
        {
            OnGet = id => time.GetUtcNow() - start < TimeSpan.FromSeconds(10) ? throw new VideoException(VideoErrorKind.ProviderFault, "502") : CreateState(id, VideoStatus.Succeeded),
        };

        await time.RunAsync(CreatePoller().WaitAsync([CreateTask(provider, "a", created: null)], TestContext.Current.CancellationToken));

        Assert.Single(observer.Completed);
        Assert.Empty(messages.Warnings);
    }

    [Fact]
    public async Task A_task_that_alone_fails_at_a_provider_that_responds_fails_after_minutes()
    {
        var start = time.GetUtcNow();
        var provider = new FakeProvider
        {
            OnGet = id => id == "bad" ? throw new VideoException(VideoErrorKind.ProviderFault, "500")
                : CreateState(id, time.GetUtcNow() - start < TimeSpan.FromHours(1) ? VideoStatus.Running : VideoStatus.Succeeded),
        };

        await time.RunAsync(Task.WhenAny(CreatePoller().WaitAsync([CreateTask(provider, "good", start), CreateTask(provider, "bad", start)], TestContext.Current.CancellationToken)));

        Assert.Equal("500", Assert.Single(observer.Failed).Message);
        Assert.Equal("good", Assert.Single(observer.Completed).Id);
    }

    [Fact]
    public async Task A_response_that_cannot_be_read_is_permanent_after_minutes()
    {
        var start = time.GetUtcNow();
        var provider = new FakeProvider { OnGet = _ => throw new VideoException(VideoErrorKind.ProviderFault, "unexpected response") { StatusCode = System.Net.HttpStatusCode.OK } };

        await time.RunAsync(CreatePoller().WaitAsync([CreateTask(provider, "a", start)], TestContext.Current.CancellationToken));

        Assert.Single(observer.Failed);
        Assert.InRange((time.GetUtcNow() - start).TotalMinutes, 2, 5);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-3600)]
    public async Task A_Retry_After_of_zero_does_not_shorten_the_back_off(int retryAfter)
    {
        var start = time.GetUtcNow();
        var polls = new List<double>();
        var provider = new FakeProvider
        {
            OnGet = id =>
            {
                polls.Add((time.GetUtcNow() - start).TotalSeconds);
                return polls.Count < 6 ? throw new VideoException(VideoErrorKind.RateLimited, "slow down") { RetryAfter = TimeSpan.FromSeconds(retryAfter) } : CreateState(id, VideoStatus.Succeeded);
            },
        };

        await time.RunAsync(CreatePoller().WaitAsync([CreateTask(provider, "a", created: null)], TestContext.Current.CancellationToken));

        Assert.Equal([2, 4, 8, 16, 32], polls.Zip(polls.Skip(1), (previous, next) => next - previous).Select(delay => Math.Round(delay)));
    }

    [Fact]
    public async Task A_Retry_After_is_observed_for_at_most_an_hour_and_reported()
    {
        var start = time.GetUtcNow();
        var provider = new FakeProvider
        {
            OnGet = id => time.GetUtcNow() - start < TimeSpan.FromMinutes(10) ? throw new VideoException(VideoErrorKind.RateLimited, "Slow down.") { RetryAfter = TimeSpan.FromDays(57) } : CreateState(id, VideoStatus.Succeeded),
        };

        await time.RunAsync(CreatePoller().WaitAsync([CreateTask(provider, "a", created: null)], TestContext.Current.CancellationToken));

        Assert.Equal(TimeSpan.FromHours(1), Assert.Single(observer.Completed).At - start);
        Assert.Equal(["Slow down. Waiting continues. The next request is sent in 3600 s.", "Fake responds again, after 3600 s."], messages.Warnings);
    }

    [Theory]
    [InlineData(-30)]
    [InlineData(30)]
    public async Task Setting_the_wall_clock_does_not_delay_a_poll(int minutes)
    {
        var start = time.GetTimestamp();
        var polls = new List<double>();
        var provider = new FakeProvider
        {
            OnGet = id =>
            {
                polls.Add(time.GetElapsedTime(start).TotalSeconds);
                time.WallClockOffset = TimeSpan.FromMinutes(minutes);
                return CreateState(id, polls[^1] < 120 ? VideoStatus.Running : VideoStatus.Succeeded);
            },
        };

        await time.RunAsync(CreatePoller().WaitAsync([CreateTask(provider, "a", time.GetUtcNow(), estimate: 60)], TestContext.Current.CancellationToken));

        Assert.InRange(polls[^1], 120, 135);
        Assert.InRange(polls.Count, 4, 30);
    }

    [Fact]
    public async Task After_a_successful_poll_a_task_is_polled_in_batches_again()
    {
        var start = time.GetUtcNow();
        var batches = 0;
        VideoTask GetState(string id) => CreateState(id, time.GetUtcNow() - start < TimeSpan.FromMinutes(10) ? VideoStatus.Running : VideoStatus.Succeeded);
        var provider = new FakeProvider
        {
            BatchSize = 50,
            OnGet = GetState,
            OnGetMany = ids => ++batches == 1 ? throw new VideoException(VideoErrorKind.InvalidRequest, "refused") : [.. ids.Select(GetState)],
        };

        await time.RunAsync(CreatePoller().WaitAsync([.. Enumerable.Range(0, 20).Select(n => CreateTask(provider, $"{n}", start))], TestContext.Current.CancellationToken));

        Assert.Equal(20, observer.Completed.Count);
        Assert.Equal(20, provider.RequestCount - batches);
    }

    [Fact]
    public async Task Odd_values_in_a_response_do_not_end_the_waiting()
    {
        var start = time.GetUtcNow();
        var provider = new FakeProvider
        {
            OnGet = id => CreateState(id, time.GetUtcNow() - start < TimeSpan.FromMinutes(5) ? VideoStatus.Running : VideoStatus.Succeeded) with
            {
                EstimatedSec = 1e300,
                Progress = int.MinValue,
                CreatedAt = DateTimeOffset.MinValue,
                FinishedAt = DateTimeOffset.MaxValue,
            },
        };

        await time.RunAsync(CreatePoller().WaitAsync(
            [new TrackedTask(CreateState("a", VideoStatus.Pending) with { EstimatedSec = 1e300, CreatedAt = DateTimeOffset.MaxValue, Progress = int.MaxValue }, provider), CreateTask(provider, "b", DateTimeOffset.MinValue)],
            TestContext.Current.CancellationToken));

        Assert.Equal(["a", "b"], observer.Completed.Select(completed => completed.Id).Order());
    }

    [Fact]
    public async Task An_unexpected_exception_of_one_task_is_an_error_of_that_task()
    {
        var provider = new FakeProvider { OnGet = id => id == "bad" ? throw new InvalidDataException("broken gzip") : CreateState(id, VideoStatus.Succeeded) };

        await time.RunAsync(CreatePoller().WaitAsync([CreateTask(provider, "bad", created: null), CreateTask(provider, "good", created: null)], TestContext.Current.CancellationToken));

        Assert.Equal("good", Assert.Single(observer.Completed).Id);
        var exception = Assert.IsType<VideoException>(Assert.Single(observer.Failed));
        Assert.Equal((VideoErrorKind.ProviderFault, "The status of bad could not be read: broken gzip"), (exception.Error.Kind, exception.Message));
    }

    [Fact]
    public async Task A_success_without_a_video_URL_is_polled_until_the_URL_is_there()
    {
        var start = time.GetUtcNow();
        VideoTask GetState(string id) => CreateState(id, VideoStatus.Succeeded) with { VideoUrl = id != "late" || time.GetUtcNow() - start < TimeSpan.FromSeconds(4) ? null : new Uri("https://media.example/late.mp4") };
        var provider = new FakeProvider { BatchSize = 50, OnGet = GetState, OnGetMany = ids => [.. ids.Select(GetState)] };
        TrackedTask[] tasks = [CreateTask(provider, "late", created: null), CreateTask(provider, "never", created: null)];

        await time.RunAsync(CreatePoller().WaitAsync(tasks, TestContext.Current.CancellationToken));

        Assert.Equal([("late", 7), ("never", 15)], observer.Completed.Select(completed => (completed.Id, (int)(completed.At - start).TotalSeconds)));
        Assert.NotNull(tasks[0].Task.VideoUrl);
        Assert.Equal(1 + 3 + 4, provider.RequestCount);
    }

    [Theory]
    [InlineData(2, 1)]
    [InlineData(30, 25)]
    public async Task All_tasks_are_polled_before_the_timeout_although_their_first_poll_is_later(int timeout, int expectedSeconds)
    {
        var start = time.GetUtcNow();
        var polls = new List<(string, double)>();
        using var cancellationSource = new CancellationTokenSource();
        var provider = new FakeProvider
        {
            OnGet = id =>
            {
                polls.Add((id, (time.GetUtcNow() - start).TotalSeconds));
                return CreateState(id, id == "a" ? VideoStatus.Succeeded : VideoStatus.Running);
            },
        };
        var poller = CreatePoller();
        observer.OnPolled = cancellationSource.Cancel;
        poller.Add(CreateTask(provider, "a", start, estimate: 600));
        poller.Add(CreateTask(provider, "b", start, estimate: 600));
        poller.CompleteAdding(TimeSpan.FromSeconds(timeout));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => time.RunAsync(poller.WaitAsync(cancellationSource.Token)));

        Assert.Equal([("a", expectedSeconds), ("b", expectedSeconds)], polls.Order());
        Assert.Equal("a", Assert.Single(observer.Completed).Id);
    }

    [Theory]
    [InlineData(20, "a 0, a 20, b 0, c 20")]
    [InlineData(null, "a 0, a 2, a 6, a 14, b 0, c 15")]
    public async Task The_poll_before_the_timeout_observes_a_Retry_After_a_back_off_and_the_minimum_interval(int? retryAfter, string expected)
    {
        var start = time.GetUtcNow();
        var polls = new List<(string, double)>();
        using var cancellationSource = new CancellationTokenSource();
        var provider = new FakeProvider
        {
            OnGet = id =>
            {
                polls.Add((id, Math.Round((time.GetUtcNow() - start).TotalSeconds)));
                return id switch
                {
                    "a" => throw new VideoException(VideoErrorKind.ProviderFault, "503") { RetryAfter = retryAfter is { } seconds ? TimeSpan.FromSeconds(seconds) : null },
                    "c" => CreateState(id, VideoStatus.Succeeded),
                    _ => CreateState(id, VideoStatus.Running),
                };
            },
        };
        var poller = new TaskPoller(time, new PollSchedule(TimeSpan.FromSeconds(100), random: new FixedRandom(0.5)), observer, messages);
        poller.Add(CreateTask(provider, "a", created: null));
        poller.Add(CreateTask(provider, "b", created: null));
        poller.Add(CreateTask(provider, "c", created: start));
        poller.CompleteAdding(TimeSpan.FromSeconds(20));

        var polling = poller.WaitAsync(cancellationSource.Token);
        await time.RunAsync(Task.WhenAny(polling, observer.FirstCompletion));
        await cancellationSource.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => polling);

        Assert.Equal(expected, string.Join(", ", polls.Order().Select(poll => FormattableString.Invariant($"{poll.Item1} {poll.Item2}"))));
    }

    private TaskPoller CreatePoller(RunTimeStatistics? statistics = null) =>
        new(time, new PollSchedule(statistics: statistics, random: new FixedRandom(0.5)), observer, messages);

    private FakeProvider CreateProvider(DateTimeOffset start, Func<string, TimeSpan> runTime) => new()
    {
        OnGet = id => CreateState(id, time.GetUtcNow() - start >= runTime(id) ? VideoStatus.Succeeded : VideoStatus.Running),
    };

    private static TrackedTask CreateTask(IVideoProvider provider, string id, DateTimeOffset? created, int? estimate = 120) =>
        new(CreateState(id, VideoStatus.Pending) with { CreatedAt = created, EstimatedSec = estimate }, provider);

    private static VideoTask CreateState(string id, string status) => new() { Id = id, Provider = "Fake", Status = status, VideoUrl = status is VideoStatus.Succeeded ? new Uri("https://media.example/a.mp4") : null };

    private sealed class RecordingObserver(TimeProvider time) : IPollObserver
    {
        public List<(string Id, DateTimeOffset At)> Completed { get; } = [];

        public List<Exception> Failed { get; } = [];

        public Task FirstCompletion => first.Task;

        private readonly TaskCompletionSource first = new();

        /// <summary>Called after a poll that returned a task as pending or running.</summary>
        public Action OnPolled { get; set; } = () => { };

        void IPollObserver.OnPolled(TrackedTask task) => OnPolled();

        void IPollObserver.OnCompleted(TrackedTask task)
        {
            Completed.Add((task.Task.Id, time.GetUtcNow()));
            first.TrySetResult();
        }

        void IPollObserver.OnFailed(TrackedTask task, VideoException exception) => Failed.Add(exception);
    }
}
