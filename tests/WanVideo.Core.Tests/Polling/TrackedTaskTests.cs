using WanVideo.Polling;

namespace WanVideo.Tests.Polling;

/// <summary>Ages and the extrapolation of progress.</summary>
public sealed class TrackedTaskTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(40, 90.0)]
    [InlineData(79, 10.678)]
    [InlineData(81, null)]
    [InlineData(31, 188.182)]
    [InlineData(29, null)]
    [InlineData(20, null)]
    [InlineData(100, null)]
    [InlineData(null, null)]
    public void Progress_is_extrapolated_if_its_rate_deviates_by_less_than_a_half(int? progress, double? expectedSeconds)
    {
        // 20 percent at 30 seconds, then at 60 seconds.
        var task = CreateTask(Start);
        task.Update(task.Task with { Progress = 20 }, Start.AddSeconds(30));
        Assert.Null(task.RemainingSeconds);

        task.Update(task.Task with { Progress = progress }, Start.AddSeconds(60));

        Assert.Equal(expectedSeconds ?? -1, task.RemainingSeconds ?? -1, 0.001);
    }

    [Theory]
    [InlineData(-60, 70)]
    [InlineData(0, 10)]
    [InlineData(600, 10)]
    [InlineData(null, 10)]
    public void The_age_counts_from_the_creation_and_at_the_latest_from_the_start_of_tracking(int? createdAfterStart, double expectedAge)
    {
        var task = CreateTask(createdAfterStart is { } seconds ? Start.AddSeconds(seconds) : null);

        Assert.Equal(expectedAge, task.GetAge(Start.AddSeconds(10)));
    }

    private static TrackedTask CreateTask(DateTimeOffset? createdAt)
    {
        var task = new TrackedTask(new VideoTask { Id = "a", Provider = "Fake", Status = VideoStatus.Running, CreatedAt = createdAt }, new FakeProvider());
        task.Start(Start);
        return task;
    }
}
