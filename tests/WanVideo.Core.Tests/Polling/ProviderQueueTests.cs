using WanVideo.Polling;

namespace WanVideo.Tests.Polling;

/// <summary>Which tasks a request contains, and when it may be sent.</summary>
public sealed class ProviderQueueTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Without_batches_each_request_has_one_task()
    {
        var queue = CreateQueue(new FakeProvider());
        Add(queue, "a", "b");

        Assert.Equal(["a"], Dequeue(queue, Start)!);
        Assert.Equal(["b"], Dequeue(queue, Start)!);
        Assert.Null(Dequeue(queue, Start));
    }

    [Fact]
    public void A_batch_contains_the_due_tasks_up_to_the_limit_of_the_provider()
    {
        var queue = CreateQueue(new FakeProvider { BatchSize = 3 });
        Add(queue, "a", "b", "c", "d");

        Assert.Equal(3, Dequeue(queue, Start)!.Length);
        Assert.Single(Dequeue(queue, Start)!);
    }

    [Theory]
    [InlineData(9, 1)]
    [InlineData(11, 2)]
    public void A_task_joins_a_batch_once_half_of_its_delay_has_passed(int seconds, int expectedCount)
    {
        var queue = CreateQueue(new FakeProvider { BatchSize = 10 });
        queue.ScheduleRetry(CreateTask("later"), TimeSpan.FromSeconds(20), Start);
        queue.ScheduleRetry(CreateTask("due"), TimeSpan.FromSeconds(seconds), Start);

        Assert.Equal(expectedCount, Dequeue(queue, Start.AddSeconds(seconds))!.Length);
    }

    [Fact]
    public void A_task_that_is_polled_individually_joins_no_batch()
    {
        var queue = CreateQueue(new FakeProvider { BatchSize = 10 });
        var task = CreateTask("a");
        task.IsPolledIndividually = true;
        queue.ScheduleRetry(task, TimeSpan.Zero, Start);
        queue.ScheduleRetry(CreateTask("b"), TimeSpan.FromTicks(1), Start);
        queue.ScheduleRetry(CreateTask("c"), TimeSpan.FromTicks(1), Start);

        Assert.Equal(["a"], Dequeue(queue, Start.AddSeconds(1))!);
        Assert.Equal(2, Dequeue(queue, Start.AddSeconds(1))!.Length);
    }

    [Fact]
    public void Concurrent_requests_are_limited()
    {
        var queue = CreateQueue(new FakeProvider());
        Add(queue, [.. Enumerable.Range(0, 20).Select(n => $"{n}")]);

        var count = 0;
        while (Dequeue(queue, Start) is not null)
        {
            count++;
        }

        Assert.Equal((TaskPoller.MaxConcurrentRequests, TaskPoller.MaxConcurrentRequests), (count, queue.ActiveRequests));
        queue.CompleteRequest();
        Assert.NotNull(Dequeue(queue, Start));
    }

    [Fact]
    public void The_request_rate_is_limited()
    {
        var queue = CreateQueue(CreateProvider(requestsPerSecond: 4));
        Add(queue, "a", "b");

        Assert.NotNull(Dequeue(queue, Start));
        Assert.Null(queue.TryDequeueBatch(Start, out var nextDueAt));
        Assert.Equal(Start.AddSeconds(0.25), nextDueAt);
        Assert.NotNull(Dequeue(queue, nextDueAt!.Value));
    }

    [Fact]
    public void No_request_is_sent_before_a_retry_delay_has_passed()
    {
        var queue = CreateQueue(new FakeProvider());
        queue.ScheduleRetry(CreateTask("a"), TimeSpan.FromSeconds(5), Start);

        Assert.Null(queue.TryDequeueBatch(Start.AddSeconds(4.9), out var nextDueAt));
        Assert.Equal(Start.AddSeconds(5), nextDueAt);
        Assert.NotNull(Dequeue(queue, Start.AddSeconds(5)));
    }

    [Fact]
    public void A_throttled_provider_gets_no_request_until_the_delay_has_passed_and_then_half_the_rate()
    {
        var queue = CreateQueue(CreateProvider(requestsPerSecond: 4));
        Add(queue, "a", "b", "c", "d");
        Dequeue(queue, Start);

        // Two concurrent requests were throttled.
        queue.Throttle(TimeSpan.FromSeconds(30), Start);
        queue.Throttle(TimeSpan.FromSeconds(30), Start);

        Assert.Null(queue.TryDequeueBatch(Start.AddSeconds(29), out var nextDueAt));
        Assert.Equal(Start.AddSeconds(30), nextDueAt);
        Assert.NotNull(Dequeue(queue, Start.AddSeconds(30)));
        Assert.Null(queue.TryDequeueBatch(Start.AddSeconds(30), out nextDueAt));
        Assert.Equal(Start.AddSeconds(30.5), nextDueAt);
    }

    [Fact]
    public void The_request_interval_grows_to_at_most_10_seconds()
    {
        var queue = CreateQueue(CreateProvider(requestsPerSecond: 1));
        Add(queue, "a", "b");
        var now = Start;
        for (var n = 0; n < 10; n++)
        {
            now = now.AddMinutes(1);
            queue.Throttle(TimeSpan.Zero, now);
        }

        now = now.AddMinutes(1);
        Dequeue(queue, now);
        Assert.Null(queue.TryDequeueBatch(now, out var nextDueAt));
        Assert.Equal(now.AddSeconds(10), nextDueAt);
    }

    [Fact]
    public void A_reduced_rate_recovers_with_each_response_up_to_the_limit()
    {
        var queue = CreateQueue(CreateProvider(requestsPerSecond: 4));
        Add(queue, "a", "b", "c");
        queue.Throttle(TimeSpan.Zero, Start);

        queue.Recover();
        Dequeue(queue, Start);
        Assert.Null(queue.TryDequeueBatch(Start, out var nextDueAt));
        Assert.Equal(0.49, (nextDueAt!.Value - Start).TotalSeconds, 0.001);

        for (var n = 0; n < 100; n++)
        {
            queue.Recover();
        }

        var now = Start.AddMinutes(1);
        Dequeue(queue, now);
        Assert.Null(queue.TryDequeueBatch(now, out nextDueAt));
        Assert.Equal(now.AddSeconds(0.25), nextDueAt);
    }

    [Fact]
    public void A_task_whose_delay_has_grown_is_rescheduled_but_not_one_with_a_fixed_due_time()
    {
        var estimator = new FakeEstimator();
        var queue = CreateQueue(new FakeProvider(), estimator);
        var task = CreateTask("a", Start.AddMinutes(-10));
        task.Update(task.Task, Start);
        queue.Schedule(task, Start);
        estimator.HazardRate = 0.0177 / 4;

        Assert.Null(queue.TryDequeueBatch(Start.AddSeconds(8), out var nextDueAt));
        Assert.Equal(16, (nextDueAt!.Value - Start).TotalSeconds, 0.01);
        Assert.False(task.HasFixedDueTime);

        var retried = CreateTask("b", Start.AddMinutes(-10));
        retried.Update(retried.Task, Start);
        queue.ScheduleRetry(retried, TimeSpan.FromSeconds(1), Start);
        Assert.Equal(["b"], Dequeue(queue, Start.AddSeconds(8))!);
    }

    private static string[]? Dequeue(ProviderQueue queue, DateTimeOffset now) =>
        queue.TryDequeueBatch(now, out _)?.Select(task => task.Task.Id).ToArray();

    private static void Add(ProviderQueue queue, params string[] ids) => Array.ForEach(ids, id => queue.Schedule(CreateTask(id), Start));

    private static FakeProvider CreateProvider(double requestsPerSecond) => new() { PollingLimits = PollingLimits.Default with { RequestsPerSecond = requestsPerSecond } };

    private static ProviderQueue CreateQueue(FakeProvider provider, FakeEstimator? estimator = null) =>
        new(provider, new PollSchedule(statistics: new RunTimeStatistics(_ => estimator ?? new FakeEstimator()), random: new FixedRandom(0.5)), new RecordedMessages());

    private static TrackedTask CreateTask(string id, DateTimeOffset? createdAt = null)
    {
        var task = new TrackedTask(new VideoTask { Id = id, Provider = "Fake", Status = VideoStatus.Pending, CreatedAt = createdAt }, new FakeProvider());
        task.Start(Start);
        return task;
    }
}
