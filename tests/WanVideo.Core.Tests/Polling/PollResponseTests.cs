using WanVideo.Polling;

namespace WanVideo.Tests.Polling;

/// <summary>How the result of a poll is classified. What follows from each outcome is tested in <see cref="TaskPollerTests"/>.</summary>
public sealed class PollResponseTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(VideoStatus.Running, 0, nameof(PollOutcome.Updated))]
    [InlineData(VideoStatus.Succeeded, 0, nameof(PollOutcome.Updated))]
    [InlineData(VideoStatus.Unknown, 59, nameof(PollOutcome.NotFoundYet))]
    [InlineData(VideoStatus.Unknown, 60, nameof(PollOutcome.Updated))]
    public void A_returned_status_is_used_unless_it_is_Unknown_within_a_minute_of_creation(string status, int age, string expected)
    {
        var task = CreateTask("a", age);

        Assert.Equal(expected, new PollResponse([task], CreateStates(("a", status)), null).Classify(task, Now).ToString());
    }

    [Theory]
    [InlineData(VideoErrorKind.NotFound, 59, nameof(PollOutcome.NotFoundYet))]
    [InlineData(VideoErrorKind.NotFound, 60, nameof(PollOutcome.Failed))]
    [InlineData(VideoErrorKind.Authentication, 0, nameof(PollOutcome.Failed))]
    [InlineData(VideoErrorKind.InvalidRequest, 0, nameof(PollOutcome.Failed))]
    [InlineData(VideoErrorKind.RateLimited, 0, nameof(PollOutcome.TransientFailure))]
    [InlineData(VideoErrorKind.ProviderFault, 600, nameof(PollOutcome.TransientFailure))]
    [InlineData(VideoErrorKind.Timeout, 600, nameof(PollOutcome.TransientFailure))]
    [InlineData(VideoErrorKind.Unreachable, 600, nameof(PollOutcome.TransientFailure))]
    public void A_failure_is_classified_by_its_kind(VideoErrorKind kind, int age, string expected)
    {
        var task = CreateTask("a", age);

        Assert.Equal(expected, CreateFailure([task], new VideoException(kind, "no")).Classify(task, Now).ToString());
    }

    [Fact]
    public void An_unexpected_exception_is_permanent()
    {
        var task = CreateTask("a", 0);

        Assert.Equal(PollOutcome.Failed, CreateFailure([task], new InvalidOperationException()).Classify(task, Now));
    }

    [Theory]
    [InlineData(6, nameof(PollOutcome.TransientFailure))]
    [InlineData(7, nameof(PollOutcome.Failed))]
    public void The_eighth_consecutive_transient_failure_is_permanent(int earlier, string expected)
    {
        var task = CreateTask("a", 600);
        task.ConsecutiveFailures = earlier;

        Assert.Equal(expected, CreateFailure([task], new VideoException(VideoErrorKind.ProviderFault, "502")).Classify(task, Now).ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData(VideoErrorKind.NotFound)]
    [InlineData(VideoErrorKind.InvalidRequest)]
    public void A_task_without_a_state_in_a_batch_is_polled_individually(VideoErrorKind? kind)
    {
        TrackedTask[] tasks = [CreateTask("a", 0), CreateTask("b", 600)];
        var response = kind is null ? new PollResponse(tasks, CreateStates(), null) : CreateFailure(tasks, new VideoException(kind.Value, "no"));

        Assert.All(tasks, task => Assert.Equal(PollOutcome.BatchFailure, response.Classify(task, Now)));
    }

    [Theory]
    [InlineData(VideoErrorKind.RateLimited, null, true)]
    [InlineData(VideoErrorKind.RateLimited, 5, true)]
    [InlineData(VideoErrorKind.ProviderFault, 5, true)]
    [InlineData(VideoErrorKind.ProviderFault, null, false)]
    public void A_429_or_a_Retry_After_throttles_the_provider(VideoErrorKind kind, int? retryAfter, bool isThrottled)
    {
        TimeSpan? delay = retryAfter is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
        var response = CreateFailure([CreateTask("a", 0)], new VideoException(kind, "no") { RetryAfter = delay });

        Assert.Equal((isThrottled, delay), (response.IsThrottled, response.RetryAfter));
    }

    private static PollResponse CreateFailure(TrackedTask[] tasks, Exception exception) => new(tasks, CreateStates(), exception);

    private static Dictionary<string, VideoTask> CreateStates(params (string Id, string Status)[] states) =>
        states.ToDictionary(state => state.Id, state => new VideoTask { Id = state.Id, Provider = "Fake", Status = state.Status });

    private static TrackedTask CreateTask(string id, int age) =>
        new(new VideoTask { Id = id, Provider = "Fake", Status = VideoStatus.Pending, CreatedAt = Now.AddSeconds(-age) }, new FakeProvider());
}
