using System.Net;
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

        Assert.Equal(expected, new PollResponse([task], CreateStates(("a", status)), null).Classify(task, Now, lastResponseAt: null).ToString());
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

        Assert.Equal(expected, CreateFailure([task], new VideoException(kind, "no")).Classify(task, Now, lastResponseAt: null).ToString());
    }

    [Fact]
    public void An_unexpected_exception_is_permanent()
    {
        var task = CreateTask("a", 0);

        Assert.Equal(PollOutcome.Failed, CreateFailure([task], new InvalidOperationException()).Classify(task, Now, lastResponseAt: null));
    }

    [Theory]
    [InlineData(6, 1, nameof(PollOutcome.TransientFailure))]
    [InlineData(7, 1, nameof(PollOutcome.Failed))]
    [InlineData(7, 0, nameof(PollOutcome.TransientFailure))]
    [InlineData(100, -1, nameof(PollOutcome.TransientFailure))]
    [InlineData(100, null, nameof(PollOutcome.TransientFailure))]
    public void The_eighth_consecutive_transient_failure_is_permanent_if_the_provider_responded_to_other_requests(int earlier, int? lastResponse, string expected)
    {
        var task = CreateTask("a", 600);
        for (var n = 0; n < earlier; n++)
        {
            task.RecordFailure(Now.AddSeconds(n));
        }

        var response = CreateFailure([task], new VideoException(VideoErrorKind.ProviderFault, "502"));
        Assert.Equal(expected, response.Classify(task, Now, lastResponse is { } seconds ? Now.AddSeconds(seconds) : null).ToString());
    }

    [Theory]
    [InlineData(null, null, true)]
    [InlineData(VideoErrorKind.NotFound, HttpStatusCode.NotFound, true)]
    [InlineData(VideoErrorKind.Authentication, HttpStatusCode.Unauthorized, true)]
    [InlineData(VideoErrorKind.ProviderFault, HttpStatusCode.OK, true)]
    [InlineData(VideoErrorKind.ProviderFault, HttpStatusCode.BadGateway, false)]
    [InlineData(VideoErrorKind.RateLimited, HttpStatusCode.TooManyRequests, false)]
    [InlineData(VideoErrorKind.Timeout, HttpStatusCode.GatewayTimeout, false)]
    [InlineData(VideoErrorKind.Unreachable, null, false)]
    public void A_response_is_from_the_provider_unless_it_asks_to_repeat_the_request(VideoErrorKind? kind, HttpStatusCode? status, bool expected)
    {
        TrackedTask[] tasks = [CreateTask("a", 0)];
        var response = kind is null ? new PollResponse(tasks, CreateStates(), null) : CreateFailure(tasks, new VideoException(kind.Value, "no") { StatusCode = status });

        Assert.Equal(expected, response.IsFromProvider);
    }

    [Fact]
    public void A_success_without_a_video_URL_is_polled_four_more_times()
    {
        var task = CreateTask("a", 600);
        PollOutcome Classify(VideoTask state) => new PollResponse([task], new Dictionary<string, VideoTask> { ["a"] = state }, null).Classify(task, Now, lastResponseAt: null);
        var state = new VideoTask { Id = "a", Provider = "Fake", Status = VideoStatus.Succeeded };

        Assert.Equal(PollOutcome.Updated, Classify(state with { VideoUrl = new Uri("https://media.example/a.mp4") }));
        Assert.Equal(PollOutcome.VideoUrlMissing, Classify(state));
        Assert.Equal(PollOutcome.Updated, Classify(state with { Status = VideoStatus.Failed }));
        task.PollsWithoutVideoUrl = 4;
        Assert.Equal(PollOutcome.Updated, Classify(state));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(VideoErrorKind.NotFound)]
    [InlineData(VideoErrorKind.InvalidRequest)]
    public void A_task_without_a_state_in_a_batch_is_polled_individually(VideoErrorKind? kind)
    {
        TrackedTask[] tasks = [CreateTask("a", 0), CreateTask("b", 600)];
        var response = kind is null ? new PollResponse(tasks, CreateStates(), null) : CreateFailure(tasks, new VideoException(kind.Value, "no"));

        Assert.All(tasks, task => Assert.Equal(PollOutcome.BatchFailure, response.Classify(task, Now, lastResponseAt: null)));
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
        states.ToDictionary(state => state.Id, state => new VideoTask { Id = state.Id, Provider = "Fake", Status = state.Status, VideoUrl = new Uri("https://media.example/a.mp4") });

    private static TrackedTask CreateTask(string id, int age) =>
        new(new VideoTask { Id = id, Provider = "Fake", Status = VideoStatus.Pending, CreatedAt = Now.AddSeconds(-age) }, new FakeProvider());
}
