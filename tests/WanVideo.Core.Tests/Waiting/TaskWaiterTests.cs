using WanVideo.Waiting;

namespace WanVideo.Tests.Waiting;

/// <summary>Waiting, on a clock of the tests' own: the moments asserted here are exact.</summary>
public sealed class TaskWaiterTests
{
    private readonly VirtualTime time = new();
    private readonly Recorder seen;

    public TaskWaiterTests() => seen = new Recorder(time);

    [Fact]
    public async Task Each_task_is_reported_within_one_step_of_its_end()
    {
        var start = time.GetUtcNow();
        var provider = Gateway(start, id => TimeSpan.FromSeconds(60 + int.Parse(id, null)));
        var tasks = Enumerable.Range(0, 50).Select(n => Watched(provider, $"{n}", start)).ToArray();

        await time.RunAsync(Waiter().WaitAsync(tasks, seen, new KeptNotices(), TestContext.Current.CancellationToken));

        Assert.Equal(50, seen.Ended.Count);
        Assert.All(seen.Ended, ended =>
        {
            var delay = ended.At - start - TimeSpan.FromSeconds(60 + int.Parse(ended.Id, null));
            Assert.InRange(delay, TimeSpan.Zero, TimeSpan.FromSeconds(8));
        });
    }

    [Fact]
    public async Task The_first_look_comes_late_and_the_steps_after_it_are_even()
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

        await time.RunAsync(Waiter().WaitAsync([Watched(provider, "a", start, estimate: 120)], seen, new KeptNotices(), TestContext.Current.CancellationToken));

        Assert.Equal([48, 56, 64, 72], looks.Select(look => look.TotalSeconds));
    }

    [Fact]
    public async Task A_task_known_only_by_its_id_is_looked_at_at_once()
    {
        var provider = new FakeProvider { OnGet = id => State(id, VideoStatus.Succeeded) };
        var start = time.GetUtcNow();

        await time.RunAsync(Waiter().WaitAsync([Watched(provider, "a", created: null)], seen, new KeptNotices(), TestContext.Current.CancellationToken));

        Assert.Equal(start, Assert.Single(seen.Ended).At);
    }

    [Fact]
    public async Task A_task_that_has_ended_costs_no_request()
    {
        var provider = new FakeProvider();
        var watched = new WatchedTask(State("a", VideoStatus.Succeeded), provider);

        await time.RunAsync(Waiter().WaitAsync([watched], seen, new KeptNotices(), TestContext.Current.CancellationToken));

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
        WatchedTask[] tasks = [Watched(provider, "a", start - TimeSpan.FromSeconds(1)), Watched(provider, "b", start)];

        await time.RunAsync(Waiter().WaitAsync(tasks, seen, new KeptNotices(), TestContext.Current.CancellationToken));

        Assert.Equal(2, seen.Ended.Count);
        Assert.All(looks.Skip(1), look => Assert.True(look >= TimeSpan.FromSeconds(47 + 90), $"a look came after {look}"));
    }

    [Fact]
    public async Task One_gateway_in_trouble_does_not_hold_up_another()
    {
        var start = time.GetUtcNow();
        var troubled = new FakeProvider("Troubled") { OnGet = _ => throw new VideoException(VideoErrorKind.RateLimited, "slow down") { RetryAfter = TimeSpan.FromMinutes(30) } };
        var well = new FakeProvider("Well") { OnGet = id => State(id, VideoStatus.Succeeded) };

        await time.RunAsync(Waiter().WaitAsync([Watched(troubled, "a", start), Watched(well, "b", start)], seen, new KeptNotices(), TestContext.Current.CancellationToken));

        Assert.Equal(start + TimeSpan.FromSeconds(48), Assert.Single(seen.Ended).At);
        Assert.Equal(VideoErrorKind.RateLimited, Assert.IsType<VideoException>(Assert.Single(seen.Failed)).Error.Kind);
    }

    [Fact]
    public async Task A_passing_failure_is_looked_past()
    {
        var looks = 0;
        var provider = new FakeProvider { OnGet = id => ++looks < 4 ? throw new VideoException(VideoErrorKind.ProviderFault, "502") : State(id, VideoStatus.Succeeded) };

        await time.RunAsync(Waiter().WaitAsync([Watched(provider, "a", time.GetUtcNow())], seen, new KeptNotices(), TestContext.Current.CancellationToken));

        Assert.Single(seen.Ended);
        Assert.Empty(seen.Failed);
    }

    [Fact]
    public async Task A_lasting_failure_is_reported_after_one_look()
    {
        var provider = new FakeProvider { OnGet = _ => throw new VideoException(VideoErrorKind.Authentication, "no such key") };

        await time.RunAsync(Waiter().WaitAsync([Watched(provider, "a", time.GetUtcNow())], seen, new KeptNotices(), TestContext.Current.CancellationToken));

        Assert.Single(seen.Failed);
        Assert.Equal(1, provider.Gets);
    }

    [Fact]
    public async Task Cancelling_ends_the_waiting_and_not_the_tasks()
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromMinutes(10), time);
        var provider = new FakeProvider { OnGet = id => State(id, VideoStatus.Running) };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            time.RunAsync(Waiter().WaitAsync([Watched(provider, "a", time.GetUtcNow())], seen, new KeptNotices(), stop.Token)));

        Assert.Empty(seen.Ended);
        Assert.Empty(seen.Failed);
    }

    [Fact]
    public async Task What_the_gateway_does_not_repeat_is_remembered()
    {
        var provider = new FakeProvider { OnGet = id => State(id, VideoStatus.Succeeded) };
        var task = State("a", VideoStatus.Pending) with { Prompt = "A cat playing piano", Duration = 7 };

        var watched = new WatchedTask(task, provider);
        await time.RunAsync(Waiter().WaitAsync([watched], seen, new KeptNotices(), TestContext.Current.CancellationToken));

        Assert.Equal(("A cat playing piano", 7), (watched.Task.Prompt, watched.Task.Duration));
    }

    private TaskWaiter Waiter() => new(time, new PollSchedule());

    private FakeProvider Gateway(DateTimeOffset start, Func<string, TimeSpan> runTime) => new()
    {
        OnGet = id => State(id, time.GetUtcNow() - start >= runTime(id) ? VideoStatus.Succeeded : VideoStatus.Running),
    };

    private static WatchedTask Watched(IVideoProvider provider, string id, DateTimeOffset? created, int estimate = 120) =>
        new(State(id, VideoStatus.Pending) with { CreatedAt = created, EstimatedTime = TimeSpan.FromSeconds(estimate) }, provider);

    private static VideoTask State(string id, VideoStatus status) => new() { Id = id, Provider = "Fake", Status = status };

    private sealed class Recorder(TimeProvider time) : IWaitObserver
    {
        public List<(string Id, DateTimeOffset At)> Ended { get; } = [];

        public List<Exception> Failed { get; } = [];

        void IWaitObserver.Looked(WatchedTask watched)
        {
        }

        void IWaitObserver.Ended(WatchedTask watched) => Ended.Add((watched.Task.Id, time.GetUtcNow()));

        void IWaitObserver.Failed(WatchedTask watched, Exception failure) => Failed.Add(failure);
    }
}
