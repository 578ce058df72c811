using WanVideo.Polling;

namespace WanVideo.Tests.Polling;

/// <summary>The poll loop on a virtual clock: the times asserted are exact.</summary>
public sealed class TaskPollerTests
{
    private readonly VirtualTime time = new();
    private readonly RecordingObserver observer;

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
        var failing = new FakeProvider("Failing") { OnGet = _ => throw new VideoException(VideoErrorKind.RateLimited, "slow down") { RetryAfter = TimeSpan.FromMinutes(30) } };
        var other = new FakeProvider("Other") { OnGet = id => CreateState(id, VideoStatus.Succeeded) };

        await time.RunAsync(CreatePoller().WaitAsync([CreateTask(failing, "a", start), CreateTask(other, "b", start)], TestContext.Current.CancellationToken));

        Assert.InRange(Assert.Single(observer.Completed).At - start, TimeSpan.FromSeconds(40), TimeSpan.FromSeconds(60));
        Assert.Equal(VideoErrorKind.RateLimited, Assert.IsType<VideoException>(Assert.Single(observer.Failed)).Error.Kind);
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

    private TaskPoller CreatePoller(RunTimeStatistics? statistics = null) =>
        new(time, new PollSchedule(statistics: statistics, random: new FixedRandom(0.5)), observer, new RecordedMessages());

    private FakeProvider CreateProvider(DateTimeOffset start, Func<string, TimeSpan> runTime) => new()
    {
        OnGet = id => CreateState(id, time.GetUtcNow() - start >= runTime(id) ? VideoStatus.Succeeded : VideoStatus.Running),
    };

    private static TrackedTask CreateTask(IVideoProvider provider, string id, DateTimeOffset? created, int? estimate = 120) =>
        new(CreateState(id, VideoStatus.Pending) with { CreatedAt = created, EstimatedSec = estimate }, provider);

    private static VideoTask CreateState(string id, string status) => new() { Id = id, Provider = "Fake", Status = status };

    private sealed class RecordingObserver(TimeProvider time) : IPollObserver
    {
        public List<(string Id, DateTimeOffset At)> Completed { get; } = [];

        public List<Exception> Failed { get; } = [];

        public Task FirstCompletion => first.Task;

        private readonly TaskCompletionSource first = new();

        void IPollObserver.OnPolled(TrackedTask task)
        {
        }

        void IPollObserver.OnCompleted(TrackedTask task)
        {
            Completed.Add((task.Task.Id, time.GetUtcNow()));
            first.TrySetResult();
        }

        void IPollObserver.OnFailed(TrackedTask task, Exception exception) => Failed.Add(exception);
    }
}
