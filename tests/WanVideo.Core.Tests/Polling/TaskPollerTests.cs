using WanVideo.Polling;

namespace WanVideo.Tests.Polling;

/// <summary>Waiting, on a clock of the tests' own: the moments asserted here are exact.</summary>
public sealed class TaskPollerTests
{
    private readonly VirtualTime time = new();
    private readonly Recorder seen;

    public TaskPollerTests() => seen = new Recorder(time);

    [Fact]
    public async Task Each_task_is_reported_within_one_step_of_its_end()
    {
        var start = time.GetUtcNow();
        var provider = Gateway(start, id => TimeSpan.FromSeconds(60 + int.Parse(id, null)));
        var tasks = Enumerable.Range(0, 50).Select(n => Watched(provider, $"{n}", start)).ToArray();

        await time.RunAsync(Waiter().WaitAsync(tasks, TestContext.Current.CancellationToken));

        Assert.Equal(50, seen.Ended.Count);
        Assert.All(seen.Ended, ended =>
        {
            var delay = ended.At - start - TimeSpan.FromSeconds(60 + int.Parse(ended.Id, null));
            Assert.InRange(delay, TimeSpan.Zero, TimeSpan.FromSeconds(16));
        });
    }

    [Fact]
    public async Task The_first_look_comes_late_and_the_next_ones_the_sooner_the_likelier_an_end_is()
    {
        var start = time.GetUtcNow();
        var looks = new List<TimeSpan>();
        var provider = new FakeProvider
        {
            OnGet = id =>
            {
                looks.Add(time.GetUtcNow() - start);
                return State(id, looks.Count < 4 ? VideoStatus.Running : VideoStatus.Succeeded);
            },
        };

        await time.RunAsync(Waiter().WaitAsync([Watched(provider, "a", start, estimate: 120)], TestContext.Current.CancellationToken));

        Assert.InRange(looks[0].TotalSeconds, 40, 60);
        double[] steps = [.. looks.Zip(looks.Skip(1), (one, next) => (next - one).TotalSeconds)];
        Assert.Equal(steps.OrderDescending(), steps);
        Assert.InRange(steps[^1], 8, 12);
    }

    [Fact]
    public async Task Without_an_estimate_the_steps_grow_with_the_age()
    {
        var start = time.GetUtcNow();
        var looks = new List<TimeSpan>();
        var provider = new FakeProvider
        {
            PollingLimits = new PollingLimits(TimeSpan.FromSeconds(15), RequestsPerSecond: 20),
            OnGet = id =>
            {
                looks.Add(time.GetUtcNow() - start);
                return State(id, looks.Count < 8 ? VideoStatus.Running : VideoStatus.Succeeded);
            },
        };

        await time.RunAsync(Waiter().WaitAsync([Watched(provider, "a", start, estimate: null)], TestContext.Current.CancellationToken));

        Assert.InRange(looks[0].TotalSeconds, 0.25, 1);
        double[] steps = [.. looks.Zip(looks.Skip(1), (one, next) => (next - one).TotalSeconds)];
        Assert.Equal(steps.Order(), steps);
        Assert.InRange(steps[^1], 1, 60);
    }

    [Fact]
    public async Task A_gateway_s_clock_that_is_ahead_is_no_reason_to_ask_all_the_time()
    {
        var start = time.GetUtcNow();
        var provider = Gateway(start, _ => TimeSpan.FromMinutes(5));

        await time.RunAsync(Waiter().WaitAsync([Watched(provider, "a", start + TimeSpan.FromMinutes(10), estimate: null)], TestContext.Current.CancellationToken));

        Assert.InRange(provider.Gets, 5, 60);
    }

    [Fact]
    public async Task What_was_learnt_in_one_wait_serves_the_next()
    {
        var memory = new RunTimeStatistics();
        var costs = new List<(int Looks, double Delay)>();
        foreach (var round in Enumerable.Range(0, 2))
        {
            var start = time.GetUtcNow();
            var provider = Gateway(start, id => TimeSpan.FromSeconds(20 + (int.Parse(id, null) % 5)));
            var tasks = Enumerable.Range(0, 40).Select(n => Watched(provider, $"{n}", start, estimate: null)).ToArray();
            seen.Ended.Clear();
            await time.RunAsync(new TaskPoller(time, new PollSchedule(memory: memory), seen, new RecordedMessages()).WaitAsync(tasks, TestContext.Current.CancellationToken));
            costs.Add((provider.Gets, seen.Ended.Sum(ended => (ended.At - start).TotalSeconds - 20 - (int.Parse(ended.Id, null) % 5))));
        }

        Assert.True(costs[1].Delay < costs[0].Delay / 2 && costs[1].Looks < costs[0].Looks * 1.1, string.Join(", then ", costs));
    }

    [Fact]
    public async Task Of_many_tasks_of_which_nothing_is_known_a_few_are_looked_at_for_all()
    {
        var start = time.GetUtcNow();
        var early = 0;
        var provider = new FakeProvider
        {
            OnGet = id =>
            {
                var age = (time.GetUtcNow() - start).TotalSeconds;
                early += age < 60 ? 1 : 0;
                return State(id, age >= 60 + (int.Parse(id, null) % 60) ? VideoStatus.Succeeded : VideoStatus.Running);
            },
        };
        var tasks = Enumerable.Range(0, 2000).Select(n => Watched(provider, $"{n}", start, estimate: null)).ToArray();

        await time.RunAsync(Waiter().WaitAsync(tasks, TestContext.Current.CancellationToken));

        Assert.InRange(early, 10, tasks.Length);
        Assert.All(seen.Ended, ended => Assert.InRange((ended.At - start).TotalSeconds - 60 - (int.Parse(ended.Id, null) % 60), 0, 30));
    }

    [Fact]
    public async Task What_the_quick_ones_teach_hastens_the_look_at_one_of_which_nothing_was_known()
    {
        var start = time.GetUtcNow();
        var provider = Gateway(start, _ => TimeSpan.FromSeconds(2));
        TrackedTask[] tasks = [.. Enumerable.Range(0, 200).Select(n => Watched(provider, $"{n}", start, estimate: null))];

        await time.RunAsync(Waiter().WaitAsync(tasks, TestContext.Current.CancellationToken));

        Assert.All(seen.Ended, ended => Assert.InRange((ended.At - start).TotalSeconds, 2, 4));
    }

    [Fact]
    public async Task A_progress_that_goes_evenly_says_when_to_look()
    {
        var start = time.GetUtcNow();
        var looks = 0;
        var provider = new FakeProvider
        {
            OnGet = id =>
            {
                looks++;
                var progress = (int)((time.GetUtcNow() - start).TotalSeconds / 3);
                return State(id, progress >= 100 ? VideoStatus.Succeeded : VideoStatus.Running) with { Progress = Math.Min(progress, 100) };
            },
        };

        await time.RunAsync(Waiter().WaitAsync([Watched(provider, "a", start, estimate: 120)], TestContext.Current.CancellationToken));

        Assert.InRange((Assert.Single(seen.Ended).At - start).TotalSeconds, 300, 305);
        Assert.InRange(looks, 4, 12);
    }

    [Fact]
    public async Task A_progress_that_goes_by_stairs_says_nothing()
    {
        async Task<int> LooksAsync(Func<double, int?> progress)
        {
            var start = time.GetUtcNow();
            var provider = new FakeProvider
            {
                OnGet = id =>
                {
                    var age = (time.GetUtcNow() - start).TotalSeconds;
                    return State(id, age >= 300 ? VideoStatus.Succeeded : VideoStatus.Running) with { Progress = progress(age) };
                },
            };
            var task = State("a", VideoStatus.Pending) with { CreatedAt = start, EstimatedTime = TimeSpan.FromSeconds(120), Progress = 0 };
            await time.RunAsync(Waiter().WaitAsync([new TrackedTask(task, provider)], TestContext.Current.CancellationToken));
            return provider.Gets;
        }

        Assert.Equal(await LooksAsync(_ => null), await LooksAsync(age => age < 200 ? 30 : 99));
    }

    [Fact]
    public async Task A_gateway_that_asks_for_less_is_asked_half_as_often_and_then_little_by_little_as_before()
    {
        var start = time.GetUtcNow();
        var looks = new List<double>();
        var provider = new FakeProvider
        {
            PollingLimits = PollingLimits.Default with { RequestsPerSecond = 10 },
            OnGet = id =>
            {
                looks.Add((time.GetUtcNow() - start).TotalSeconds);
                return looks.Count == 1 ? throw new VideoException(VideoErrorKind.RateLimited, "slow down") { RetryAfter = TimeSpan.FromSeconds(5) } : State(id, VideoStatus.Succeeded);
            },
        };
        var tasks = Enumerable.Range(0, 100).Select(n => Watched(provider, $"{n}", created: null)).ToArray();

        await time.RunAsync(Waiter().WaitAsync(tasks, TestContext.Current.CancellationToken));

        double[] between = [.. looks.Zip(looks.Skip(1), (one, next) => Math.Round(next - one, 3))];
        Assert.Equal(5, between[0]);
        Assert.InRange(between[1], 0.18, 0.2);
        Assert.Equal(0.1, between[^1]);
        Assert.Equal(100, seen.Ended.Count);
    }

    [Fact]
    public async Task A_gateway_gets_no_more_queries_a_second_than_it_bears()
    {
        var start = time.GetUtcNow();
        var looks = new List<TimeSpan>();
        var provider = new FakeProvider
        {
            PollingLimits = PollingLimits.Default with { RequestsPerSecond = 4 },
            OnGet = id =>
            {
                looks.Add(time.GetUtcNow() - start);
                return State(id, VideoStatus.Succeeded);
            },
        };
        var tasks = Enumerable.Range(0, 6).Select(n => Watched(provider, $"{n}", created: null)).ToArray();

        await time.RunAsync(Waiter().WaitAsync(tasks, TestContext.Current.CancellationToken));

        Assert.Equal([0, 0.25, 0.5, 0.75, 1, 1.25], looks.Select(look => look.TotalSeconds));
    }

    [Fact]
    public async Task A_task_known_only_by_its_id_is_looked_at_at_once()
    {
        var provider = new FakeProvider { OnGet = id => State(id, VideoStatus.Succeeded) };
        var start = time.GetUtcNow();

        await time.RunAsync(Waiter().WaitAsync([Watched(provider, "a", created: null)], TestContext.Current.CancellationToken));

        Assert.Equal(start, Assert.Single(seen.Ended).At);
    }

    [Fact]
    public async Task A_task_that_has_ended_costs_no_request()
    {
        var provider = new FakeProvider();
        var watched = new TrackedTask(State("a", VideoStatus.Succeeded), provider);

        await time.RunAsync(Waiter().WaitAsync([watched], TestContext.Current.CancellationToken));

        Assert.Equal("a", Assert.Single(seen.Ended).Id);
        Assert.Equal(0, provider.Gets);
    }

    [Fact]
    public async Task A_gateway_that_asks_for_a_pause_gets_it_for_all_its_tasks()
    {
        var start = time.GetUtcNow();
        var looks = new List<TimeSpan>();
        var provider = new FakeProvider
        {
            OnGet = id =>
            {
                looks.Add(time.GetUtcNow() - start);
                return looks.Count == 1
                    ? throw new VideoException(VideoErrorKind.RateLimited, "slow down") { RetryAfter = TimeSpan.FromSeconds(90) }
                    : State(id, VideoStatus.Succeeded);
            },
        };
        TrackedTask[] tasks = [Watched(provider, "a", start - TimeSpan.FromSeconds(1)), Watched(provider, "b", start)];

        await time.RunAsync(Waiter().WaitAsync(tasks, TestContext.Current.CancellationToken));

        Assert.Equal(2, seen.Ended.Count);
        Assert.All(looks.Skip(1), look => Assert.True(look >= TimeSpan.FromSeconds(40 + 90), $"a look came after {look}"));
    }

    [Fact]
    public async Task One_gateway_in_trouble_does_not_hold_up_another()
    {
        var start = time.GetUtcNow();
        var troubled = new FakeProvider("Troubled") { OnGet = _ => throw new VideoException(VideoErrorKind.RateLimited, "slow down") { RetryAfter = TimeSpan.FromMinutes(30) } };
        var well = new FakeProvider("Well") { OnGet = id => State(id, VideoStatus.Succeeded) };

        await time.RunAsync(Waiter().WaitAsync([Watched(troubled, "a", start), Watched(well, "b", start)], TestContext.Current.CancellationToken));

        Assert.InRange(Assert.Single(seen.Ended).At - start, TimeSpan.FromSeconds(40), TimeSpan.FromSeconds(60));
        Assert.Equal(VideoErrorKind.RateLimited, Assert.IsType<VideoException>(Assert.Single(seen.Failed)).Error.Kind);
    }

    [Fact]
    public async Task A_passing_failure_is_looked_past()
    {
        var looks = 0;
        var provider = new FakeProvider { OnGet = id => ++looks < 4 ? throw new VideoException(VideoErrorKind.ProviderFault, "502") : State(id, VideoStatus.Succeeded) };

        await time.RunAsync(Waiter().WaitAsync([Watched(provider, "a", time.GetUtcNow())], TestContext.Current.CancellationToken));

        Assert.Single(seen.Ended);
        Assert.Empty(seen.Failed);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_new_task_that_the_gateway_does_not_know_yet_is_looked_at_again(bool says)
    {
        var looks = 0;
        var provider = new FakeProvider
        {
            OnGet = id => ++looks switch
            {
                < 3 when says => State(id, VideoStatus.Unknown),
                < 3 => throw new VideoException(VideoErrorKind.NotFound, "no such task"),
                _ => State(id, VideoStatus.Succeeded),
            },
        };

        await time.RunAsync(Waiter().WaitAsync([Watched(provider, "a", time.GetUtcNow(), estimate: null)], TestContext.Current.CancellationToken));

        Assert.Single(seen.Ended);
        Assert.Empty(seen.Failed);
    }

    [Fact]
    public async Task A_task_that_the_gateway_never_knew_is_given_up_after_a_minute()
    {
        var start = time.GetUtcNow();
        var provider = new FakeProvider { OnGet = _ => throw new VideoException(VideoErrorKind.NotFound, "no such task") };

        await time.RunAsync(Waiter().WaitAsync([Watched(provider, "a", start, estimate: null)], TestContext.Current.CancellationToken));

        Assert.Single(seen.Failed);
        Assert.InRange((time.GetUtcNow() - start).TotalSeconds, 60, 180);
    }

    [Fact]
    public async Task A_lasting_failure_is_reported_after_one_look()
    {
        var provider = new FakeProvider { OnGet = _ => throw new VideoException(VideoErrorKind.Authentication, "no such key") };

        await time.RunAsync(Waiter().WaitAsync([Watched(provider, "a", time.GetUtcNow())], TestContext.Current.CancellationToken));

        Assert.Single(seen.Failed);
        Assert.Equal(1, provider.Gets);
    }

    [Fact]
    public async Task Cancelling_ends_the_waiting_and_not_the_tasks()
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromMinutes(10), time);
        var provider = new FakeProvider { OnGet = id => State(id, VideoStatus.Running) };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            time.RunAsync(Waiter().WaitAsync([Watched(provider, "a", time.GetUtcNow())], stop.Token)));

        Assert.Empty(seen.Ended);
        Assert.Empty(seen.Failed);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(120)]
    public async Task A_task_that_is_old_when_the_waiting_begins_is_looked_at_at_once(int? estimate)
    {
        var start = time.GetUtcNow();
        var provider = new FakeProvider { OnGet = id => State(id, VideoStatus.Succeeded) };

        await time.RunAsync(Waiter().WaitAsync([Watched(provider, "a", start - TimeSpan.FromMinutes(30), estimate)], TestContext.Current.CancellationToken));

        Assert.Equal(start, Assert.Single(seen.Ended).At);
    }

    [Fact]
    public async Task A_task_known_only_by_its_id_is_not_given_up_for_a_moment_s_trouble()
    {
        var start = time.GetUtcNow();
        var provider = new FakeProvider { OnGet = id => time.GetUtcNow() - start < TimeSpan.FromSeconds(20) ? throw new VideoException(VideoErrorKind.ProviderFault, "503") : State(id, VideoStatus.Succeeded) };

        await time.RunAsync(Waiter().WaitAsync([Watched(provider, "a", created: null)], TestContext.Current.CancellationToken));

        Assert.Single(seen.Ended);
    }

    [Fact]
    public async Task A_gateway_that_asks_to_be_left_alone_for_years_holds_up_no_other()
    {
        using var stop = new CancellationTokenSource();
        var troubled = new FakeProvider("Troubled") { OnGet = _ => throw new VideoException(VideoErrorKind.RateLimited, "slow down") { RetryAfter = TimeSpan.FromSeconds(1_790_000_000) } };
        var start = time.GetUtcNow();
        var well = Gateway(start, _ => TimeSpan.FromHours(2));

        var waiting = Waiter().WaitAsync([Watched(troubled, "a", created: null), Watched(well, "b", start)], stop.Token);
        await time.RunAsync(Task.WhenAny(waiting, seen.First));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);

        Assert.Equal("b", Assert.Single(seen.Ended).Id);
    }

    [Fact]
    public async Task Ends_are_learnt_from_a_gateway_whose_clock_is_wrong()
    {
        var memory = new RunTimeStatistics();
        var delays = new List<double>();
        foreach (var round in Enumerable.Range(0, 4))
        {
            var start = time.GetUtcNow();
            var theirs = start - TimeSpan.FromSeconds(30);
            TimeSpan RunTime(string id) => TimeSpan.FromSeconds(60 + (3 * int.Parse(id, null)));
            var provider = new FakeProvider
            {
                OnGet = id => time.GetUtcNow() - start < RunTime(id)
                    ? State(id, VideoStatus.Running)
                    : State(id, VideoStatus.Succeeded) with { CreatedAt = theirs, FinishedAt = theirs + RunTime(id) },
            };
            var tasks = Enumerable.Range(0, 20).Select(n => Watched(provider, $"{n}", theirs, estimate: null)).ToArray();
            seen.Ended.Clear();
            await time.RunAsync(new TaskPoller(time, new PollSchedule(memory: memory), seen, new RecordedMessages()).WaitAsync(tasks, TestContext.Current.CancellationToken));
            delays.Add(seen.Ended.Average(ended => (ended.At - start - RunTime(ended.Id)).TotalSeconds));
        }

        Assert.True(delays[^1] < delays[0], string.Join(", then ", delays));
    }

    [Fact]
    public async Task A_task_that_ended_in_the_second_it_was_created_does_not_make_the_next_wait_long()
    {
        var memory = new RunTimeStatistics();
        foreach (var round in Enumerable.Range(0, 2))
        {
            var start = time.GetUtcNow();
            var provider = new FakeProvider { OnGet = id => State(id, VideoStatus.Succeeded) with { CreatedAt = start, FinishedAt = start } };
            seen.Ended.Clear();
            await time.RunAsync(new TaskPoller(time, new PollSchedule(memory: memory), seen, new RecordedMessages()).WaitAsync([Watched(provider, "a", start, estimate: null)], TestContext.Current.CancellationToken));
            Assert.InRange((Assert.Single(seen.Ended).At - start).TotalSeconds, 0, 1);
        }
    }

    [Fact]
    public async Task A_time_limit_that_comes_with_the_last_end_comes_too_late()
    {
        using var stop = new CancellationTokenSource();
        var provider = new FakeProvider
        {
            OnGet = id =>
            {
                stop.Cancel();
                return State(id, VideoStatus.Succeeded);
            },
        };

        await time.RunAsync(Waiter().WaitAsync([Watched(provider, "a", created: null)], stop.Token));

        Assert.Single(seen.Ended);
    }

    [Fact]
    public async Task A_task_that_comes_later_is_waited_for_beside_the_others()
    {
        var start = time.GetUtcNow();
        var provider = Gateway(start, id => TimeSpan.FromSeconds(id == "a" ? 60 : 400));
        var waiter = Waiter();
        waiter.Add(Watched(provider, "a", start));
        var waiting = waiter.WaitAsync(TestContext.Current.CancellationToken);
        await time.RunAsync(seen.First);

        Assert.Equal("a", Assert.Single(seen.Ended).Id);
        waiter.Add(Watched(provider, "b", time.GetUtcNow()));
        waiter.Complete();
        await time.RunAsync(waiting);

        Assert.Equal(["a", "b"], seen.Ended.Select(ended => ended.Id));
        Assert.InRange((seen.Ended[0].At - start).TotalSeconds, 60, 90);
    }

    [Fact]
    public async Task What_the_gateway_does_not_repeat_is_remembered()
    {
        var provider = new FakeProvider { OnGet = id => State(id, VideoStatus.Succeeded) };
        var task = State("a", VideoStatus.Pending) with { Prompt = "A cat playing piano", Duration = 7 };

        var watched = new TrackedTask(task, provider);
        await time.RunAsync(Waiter().WaitAsync([watched], TestContext.Current.CancellationToken));

        Assert.Equal(("A cat playing piano", 7), (watched.Task.Prompt, watched.Task.Duration));
    }

    [Fact]
    public async Task Where_a_gateway_answers_for_many_a_thousand_tasks_cost_a_twentieth_of_the_queries()
    {
        var start = time.GetUtcNow();
        VideoTask At(string id) => State(id, time.GetUtcNow() - start >= TimeSpan.FromSeconds(60 + (int.Parse(id, null) % 120)) ? VideoStatus.Succeeded : VideoStatus.Running);
        var single = new FakeProvider { OnGet = At };
        var batch = new FakeProvider { BatchSize = 50, OnGet = At, OnGetMany = ids => [.. ids.Select(At)] };

        var delays = new List<double>();
        foreach (var provider in new[] { single, batch })
        {
            start = time.GetUtcNow();
            seen.Ended.Clear();
            var tasks = Enumerable.Range(0, 1000).Select(n => Watched(provider, $"{n}", start)).ToArray();
            await time.RunAsync(Waiter().WaitAsync(tasks, TestContext.Current.CancellationToken));

            Assert.Equal(1000, seen.Ended.Count);
            delays.Add(seen.Ended.Average(ended => (ended.At - start).TotalSeconds - 60 - (int.Parse(ended.Id, null) % 120)));
        }

        Assert.True(batch.Gets * 20 <= single.Gets, $"{batch.Gets} queries for many, {single.Gets} for one at a time");
        Assert.True(delays[1] <= delays[0] * 1.1, $"a mean delay of {delays[1]} s by queries for many, of {delays[0]} s by queries for one");
    }

    [Fact]
    public async Task A_task_that_an_answer_for_many_leaves_out_is_looked_at_alone()
    {
        var provider = new FakeProvider
        {
            BatchSize = 50,
            OnGetMany = ids => [.. ids.Where(id => id != "gone").Select(id => State(id, VideoStatus.Succeeded))],
            OnGet = id => throw new VideoException(VideoErrorKind.NotFound, $"{id} is not known"),
        };
        TrackedTask[] tasks = [Watched(provider, "a", null), Watched(provider, "gone", null), Watched(provider, "b", null)];

        await time.RunAsync(Waiter().WaitAsync(tasks, TestContext.Current.CancellationToken));

        Assert.Equal(["a", "b"], seen.Ended.Select(ended => ended.Id).Order());
        Assert.Equal("gone is not known", Assert.Single(seen.Failed).Message);
        Assert.Equal(2, provider.Gets);
    }

    [Fact]
    public async Task One_task_that_spoils_a_query_for_many_does_not_spoil_the_others()
    {
        var provider = new FakeProvider
        {
            BatchSize = 50,
            OnGetMany = _ => throw new VideoException(VideoErrorKind.InvalidRequest, "one of these is no id"),
            OnGet = id => id == "bad" ? throw new VideoException(VideoErrorKind.InvalidRequest, "that is no id") : State(id, VideoStatus.Succeeded),
        };
        TrackedTask[] tasks = [Watched(provider, "a", null), Watched(provider, "bad", null), Watched(provider, "b", null)];

        await time.RunAsync(Waiter().WaitAsync(tasks, TestContext.Current.CancellationToken));

        Assert.Equal(["a", "b"], seen.Ended.Select(ended => ended.Id).Order());
        Assert.Equal("that is no id", Assert.Single(seen.Failed).Message);
    }

    [Fact]
    public async Task One_task_given_twice_is_reported_twice()
    {
        var provider = new FakeProvider { BatchSize = 50, OnGetMany = ids => [.. ids.Select(id => State(id, VideoStatus.Succeeded))] };

        await time.RunAsync(Waiter().WaitAsync([Watched(provider, "a", null), Watched(provider, "a", null)], TestContext.Current.CancellationToken));

        Assert.Equal(2, seen.Ended.Count);
    }

    private TaskPoller Waiter() => new(time, new PollSchedule(), seen, new RecordedMessages());

    private FakeProvider Gateway(DateTimeOffset start, Func<string, TimeSpan> runTime) => new()
    {
        OnGet = id => State(id, time.GetUtcNow() - start >= runTime(id) ? VideoStatus.Succeeded : VideoStatus.Running),
    };

    private static TrackedTask Watched(IVideoProvider provider, string id, DateTimeOffset? created, int? estimate = 120) =>
        new(State(id, VideoStatus.Pending) with { CreatedAt = created, EstimatedTime = estimate is { } seconds ? TimeSpan.FromSeconds(seconds) : null }, provider);

    private static VideoTask State(string id, VideoStatus status) => new() { Id = id, Provider = "Fake", Status = status };

    private sealed class Recorder(TimeProvider time) : IPollObserver
    {
        public List<(string Id, DateTimeOffset At)> Ended { get; } = [];

        public List<Exception> Failed { get; } = [];

        public Task First => first.Task;

        private readonly TaskCompletionSource first = new();

        void IPollObserver.OnPolled(TrackedTask watched)
        {
        }

        void IPollObserver.OnCompleted(TrackedTask watched)
        {
            Ended.Add((watched.Task.Id, time.GetUtcNow()));
            first.TrySetResult();
        }

        void IPollObserver.OnFailed(TrackedTask watched, Exception failure) => Failed.Add(failure);
    }
}
