using WanVideo.Polling;

namespace WanVideo.Tests.Polling;

/// <summary>Delays, with estimators whose hazard rate is known.</summary>
public sealed class PollScheduleTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private static readonly PollingLimits Limits = new(TimeSpan.FromSeconds(8), RequestsPerSecond: 20);
    private static readonly FakeProvider Provider = new();

    [Theory]
    [InlineData(0.0177, 90, 8)]
    [InlineData(0.0177 * 4, 90, 4)]
    [InlineData(0.0177 / 4, 90, 16)]
    [InlineData(0.0177, 180, 8)]
    [InlineData(0.0177 * 10, 9, 0.8)]
    [InlineData(0.0177 * 40, 9, 0.4)]
    public void The_poll_rate_is_proportional_to_the_square_root_of_the_hazard_rate(double hazardRate, double typicalRunTime, double expectedSeconds)
    {
        var schedule = CreateSchedule(new FakeEstimator { HazardRate = hazardRate, TypicalRunTime = typicalRunTime });

        Assert.Equal(expectedSeconds, schedule.GetNextDelay(CreateTask(age: 60), Limits).TotalSeconds, 0.001);
    }

    [Fact]
    public void The_delay_for_a_provider_estimate_is_that_of_its_hazard_rate()
    {
        // At the median of a log-normal distribution with sigma 0.5 and median 90, the hazard rate is 0.798 / (0.5 * 90), and rises slowly.
        var schedule = new PollSchedule(random: new FixedRandom(0.5));

        Assert.InRange(schedule.GetNextDelay(CreateTask(age: 90, estimate: 90), Limits).TotalSeconds, 7.4, 8.2);
    }

    [Theory]
    [InlineData(10, 1, 6.5)]
    [InlineData(2, 1, 1.3)]
    [InlineData(10, 0.25, 17.2)]
    public void Without_an_estimate_the_delay_is_a_fraction_of_the_age_and_shared_with_other_tasks(double age, double priorWeight, double expectedSeconds)
    {
        var schedule = CreateSchedule(new FakeEstimator { HasEstimate = false, PriorWeight = priorWeight });

        Assert.Equal(expectedSeconds, schedule.GetNextDelay(CreateTask(age), Limits with { Interval = TimeSpan.FromMinutes(1) }).TotalSeconds, expectedSeconds * 0.15);
    }

    [Theory]
    [InlineData(1e-9, 60)]
    [InlineData(1e9, 0.25)]
    public void Delays_are_bounded(double hazardRate, double expectedSeconds) =>
        Assert.Equal(expectedSeconds, CreateSchedule(new FakeEstimator { HazardRate = hazardRate }).GetNextDelay(CreateTask(age: 60), Limits).TotalSeconds);

    [Fact]
    public void The_minimum_interval_of_the_user_is_kept()
    {
        var schedule = new PollSchedule(TimeSpan.FromSeconds(20), new RunTimeStatistics(_ => new FakeEstimator()), new FixedRandom(0.5));

        Assert.Equal(TimeSpan.FromSeconds(20), schedule.GetNextDelay(CreateTask(age: 60), Limits));
    }

    [Theory]
    [InlineData(0, 7.2)]
    [InlineData(1, 8.8)]
    public void Jitter_changes_the_delay_by_up_to_10_percent(double random, double expectedSeconds)
    {
        var schedule = CreateSchedule(new FakeEstimator(), random);

        Assert.Equal(expectedSeconds, schedule.GetNextDelay(CreateTask(age: 60), Limits).TotalSeconds, 0.001);
    }

    [Fact]
    public void Jitter_is_the_default()
    {
        var schedule = new PollSchedule(statistics: new RunTimeStatistics(_ => new FakeEstimator()));

        Assert.NotEqual(1, Enumerable.Range(0, 10).Select(_ => schedule.GetNextDelay(CreateTask(age: 60), Limits)).Distinct().Count());
    }

    [Fact]
    public void Jitter_is_drawn_once_per_poll()
    {
        var schedule = new PollSchedule(statistics: new RunTimeStatistics(_ => new FakeEstimator()));
        var task = CreateTask(age: 60);
        var delay = schedule.GetNextDelay(task, Limits);

        Assert.All(Enumerable.Range(0, 10), _ => Assert.Equal(delay, schedule.GetNextDelay(task, Limits)));

        task.Update(CreateState(VideoStatus.Running), Start);
        Assert.Null(task.JitterFactor);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 2)]
    [InlineData(2, 4)]
    [InlineData(5, 32)]
    [InlineData(6, 60)]
    [InlineData(10_000, 60)]
    public void Retry_delays_double_up_to_one_minute(int failures, double expectedSeconds)
    {
        var task = CreateTask(age: 60);
        Fail(task, failures);

        Assert.Equal(expectedSeconds, CreateSchedule(new FakeEstimator()).GetRetryDelay(task, Limits).TotalSeconds);
    }

    [Fact]
    public void Retry_delays_start_at_the_regular_delay_if_that_is_below_one_second()
    {
        var task = CreateTask(age: 60);
        Fail(task, 1);

        Assert.Equal(1, CreateSchedule(new FakeEstimator { HazardRate = 0.0177 * 256 }).GetRetryDelay(task, Limits).TotalSeconds, 0.001);
    }

    [Theory]
    [InlineData(0, 0.25)]
    [InlineData(4, 2.6)]
    [InlineData(600, 8)]
    public void A_schedule_is_reevaluated_after_a_fraction_of_the_age_and_at_most_the_interval(double age, double expectedSeconds) =>
        Assert.Equal(expectedSeconds, PollSchedule.GetReevaluationDelay(CreateTask(age), Limits, Start).TotalSeconds, 0.001);

    [Theory]
    [InlineData(5, 20)]
    [InlineData(30, 30)]
    [InlineData(59, 41)]
    public void Even_progress_limits_the_delay_to_between_half_of_the_remaining_time_and_one_second_more(double delayWithoutProgress, double expectedSeconds)
    {
        // 40 seconds remain.
        var task = CreateTask(age: 0);
        task.Update(CreateState(VideoStatus.Running) with { Progress = 30 }, Start.AddSeconds(30));
        task.Update(CreateState(VideoStatus.Running) with { Progress = 60 }, Start.AddSeconds(60));
        var schedule = CreateSchedule(new FakeEstimator { HazardRate = 0.0177 * Math.Pow(8 / delayWithoutProgress, 2) });

        Assert.Equal(expectedSeconds, schedule.GetNextDelay(task, Limits).TotalSeconds, 0.01);
    }

    [Fact]
    public void Polls_of_a_running_task_are_recorded_from_the_start_of_tracking()
    {
        var estimator = new FakeEstimator();
        var schedule = CreateSchedule(estimator);
        var task = CreateTask(age: 60, isPolled: false);

        schedule.Record(task, CreateState(VideoStatus.Running), Start.AddSeconds(10));
        task.Update(CreateState(VideoStatus.Running), Start.AddSeconds(10));
        schedule.Record(task, CreateState(VideoStatus.Running), Start.AddSeconds(25));

        Assert.Equal(["running 60-70", "running 70-85"], estimator.Records);
    }

    [Theory]
    [InlineData(65, "running from 60, completed at 65")]
    [InlineData(-5, "completed in 60-70")]
    [InlineData(500, "completed in 60-70")]
    [InlineData(null, "completed in 60-70")]
    public void A_completion_is_recorded_at_the_time_of_the_provider_if_that_is_plausible(int? finishedAtAge, string expected)
    {
        var estimator = new FakeEstimator();
        var task = CreateTask(age: 50);
        task.Update(CreateState(VideoStatus.Running), Start.AddSeconds(10));
        DateTimeOffset? finishedAt = finishedAtAge is { } age ? Start.AddSeconds(age - 50) : null;

        CreateSchedule(estimator).Record(task, CreateState(VideoStatus.Succeeded) with { FinishedAt = finishedAt }, Start.AddSeconds(20));

        Assert.Equal([expected], estimator.Records);
    }

    [Fact]
    public void A_clock_that_is_set_back_and_a_task_the_provider_does_not_know_record_nothing()
    {
        var estimator = new FakeEstimator();
        var task = CreateTask(age: 60);

        CreateSchedule(estimator).Record(task, CreateState(VideoStatus.Unknown), Start.AddSeconds(10));
        task.Update(CreateState(VideoStatus.Running), Start.AddSeconds(10));
        CreateSchedule(estimator).Record(task, CreateState(VideoStatus.Succeeded), Start.AddSeconds(5));

        Assert.Empty(estimator.Records);
    }

    [Theory]
    [InlineData(1, 69.3)]
    [InlineData(10, 299.6)]
    public void The_remaining_time_of_n_tasks_is_where_the_cumulative_hazard_reaches_ln_2n(int count, double expectedSeconds)
    {
        var schedule = CreateSchedule(new FakeEstimator { HazardRate = 0.01 });

        Assert.Equal(expectedSeconds, schedule.GetRemainingTime([.. Enumerable.Range(0, count).Select(_ => CreateTask(age: 60))], Start)!.Value.TotalSeconds, 0.1);
    }

    [Fact]
    public void Without_an_estimate_the_remaining_time_is_unknown() =>
        Assert.Null(CreateSchedule(new FakeEstimator { HasEstimate = false }).GetRemainingTime([CreateTask(age: 60)], Start));

    [Theory]
    [InlineData(1e300)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NaN)]
    [InlineData(-1.0)]
    [InlineData(0.0)]
    public void An_impossible_estimate_is_ignored(double estimate)
    {
        var schedule = new PollSchedule(random: new FixedRandom(0.5));

        Assert.Equal(schedule.GetNextDelay(CreateTask(age: 10), Limits), new PollSchedule(random: new FixedRandom(0.5)).GetNextDelay(CreateTask(age: 10, estimate: estimate), Limits));
    }

    [Fact]
    public void Without_polls_the_retry_delay_is_the_regular_one_if_that_is_shorter()
    {
        var task = CreateTask(age: 60);

        Assert.Equal(0.5, CreateSchedule(new FakeEstimator { HazardRate = 0.0177 * 256 }).GetRetryDelay(task, Limits).TotalSeconds, 0.001);
    }

    private static void Fail(TrackedTask task, int count)
    {
        for (var n = 0; n < count; n++)
        {
            task.RecordFailure(Start);
        }
    }

    private static PollSchedule CreateSchedule(FakeEstimator estimator, double random = 0.5) =>
        new(statistics: new RunTimeStatistics(_ => estimator), random: new FixedRandom(random));

    private static TrackedTask CreateTask(double age, double? estimate = null, bool isPolled = true)
    {
        var state = CreateState(VideoStatus.Pending) with
        {
            CreatedAt = Start.AddSeconds(-age),
            EstimatedSec = estimate,
        };
        var task = new TrackedTask(state, Provider);
        task.Start(Start);
        if (isPolled)
        {
            task.Update(state, Start);
        }

        return task;
    }

    private static VideoTask CreateState(string status) => new() { Id = "a", Provider = "Fake", Status = status };
}
