using System.Net;
using WanVideo.Creating;
using WanVideo.Ledger;

namespace WanVideo.Tests.Creating;

/// <summary>Requests with an unknown outcome are settled by evidence or by a person, and recorded requests are sent again.</summary>
public sealed class TaskResolverTests : CreateTestBase
{
    private TaskResolver Resolver => new(Tasks, CreateCreator(), Time);

    [Fact]
    public async Task A_task_that_a_person_identified_is_adopted()
    {
        var record = await LoseAsync("a");
        var task = await Resolver.AdoptAsync(Gateway(), record, "task-1", "me", Messages, Cancellation);

        Assert.Equal(("task-1", "a", record.IntentId), (task.Id, task.Label, task.IntentId));
        Assert.Equal((IntentState.Accepted, "task-1"), ((await GetRecordAsync()).State, (await GetRecordAsync()).Task?.Id));
        Assert.Equal("task-1", (await CreateAsync(Provider(_ => State("task-2")), "a")).Id);
    }

    [Fact]
    public async Task A_task_that_the_gateway_does_not_have_is_not_adopted()
    {
        var record = await LoseAsync("a");
        var provider = new FakeProvider { OnGet = id => State(id) with { Status = VideoStatus.Unknown } };
        var exception = await Assert.ThrowsAsync<VideoException>(() => Resolver.AdoptAsync(provider, record, "task-1", "me", Messages, Cancellation));

        Assert.Equal(VideoErrorKind.NotFound, exception.Error.Kind);
        Assert.Equal(IntentState.Unresolved, (await GetRecordAsync()).State);
    }

    [Fact]
    public async Task The_task_of_another_request_is_not_adopted()
    {
        await CreateAsync(Provider(_ => State("task-1")), "b");
        var record = await LoseAsync("a");
        var exception = await Assert.ThrowsAsync<VideoException>(() => Resolver.AdoptAsync(Gateway(), record, "task-1", "me", Messages, Cancellation));

        Assert.Equal(VideoErrorKind.Conflict, exception.Error.Kind);
        Assert.Equal("task-1 is the task of 'b', so it cannot be the task of 'a'.", exception.Message);
    }

    [Fact]
    public async Task A_request_that_created_no_task_is_refused_and_can_be_sent_again()
    {
        var record = await LoseAsync("a");
        var task = await Resolver.DeclareNotCreatedAsync(record, "me", Cancellation);

        Assert.Equal(VideoStatus.Refused, task.Status);
        Assert.Equal("task-1", (await CreateAsync(Provider(_ => State("task-1")), "a")).Id);
    }

    [Fact]
    public async Task A_decision_about_a_record_that_changed_meanwhile_is_a_conflict()
    {
        var record = await LoseAsync("a");
        await Resolver.DeclareNotCreatedAsync(record, "me", Cancellation);
        var exception = await Assert.ThrowsAsync<VideoException>(() => Resolver.AdoptAsync(Gateway(), record, "task-1", "me", Messages, Cancellation));
        Assert.Equal(VideoErrorKind.Conflict, exception.Error.Kind);
    }

    [Fact]
    public async Task The_gateways_request_id_is_evidence_however_long_the_request_was_held_and_however_many_tasks_followed()
    {
        var record = await LoseAsync("a");
        var created = record.CreatedAt;
        var others = Enumerable.Range(0, 30).Select(n => Listed($"other-{n}", created + TimeSpan.FromMinutes(4), "r-other"));
        var provider = Gateway([Listed("task-1", created + TimeSpan.FromHours(2), "r-a") with { Prompt = "A dog" }, .. others]);
        Assert.Equal("task-1", (await Resolver.FindAsync(provider, record, Messages, Cancellation)).Id);

        provider = Gateway([.. others, Listed("task-2", created, "r-b")]);
        Assert.Equal("task-2", (await Resolver.FindAsync(provider, await LoseAsync("b"), Messages, Cancellation)).Id);
    }

    [Theory]
    [InlineData("r-a", "r-a")]
    [InlineData("", "")]
    [InlineData(" ", " ")]
    public async Task A_request_id_that_is_empty_or_that_several_tasks_have_is_no_evidence(string first, string second)
    {
        var record = await LoseAsync("a", first);
        var provider = Gateway([Listed("task-1", record.CreatedAt, first), .. first.Trim().Length > 0 ? [Listed("task-2", record.CreatedAt, second)] : Array.Empty<VideoTask>()]);
        var exception = await Assert.ThrowsAsync<VideoException>(() => Resolver.FindAsync(provider, record, Messages, Cancellation));

        Assert.Equal(VideoErrorKind.OutcomeUnknown, exception.Error.Kind);
        Assert.Contains("task-1", exception.Message, StringComparison.Ordinal);
        Assert.Equal(IntentState.Unresolved, (await FindAsync("a")).State);
    }

    [Fact]
    public async Task A_prompt_is_no_evidence_and_the_message_lists_the_candidates()
    {
        await CreateAsync(Provider(_ => State("task-known")), "known");
        var record = await LoseAsync("a");
        var created = record.CreatedAt;
        var provider = Gateway(
        [
            Listed("later", created + TimeSpan.FromMinutes(6)),
            Listed("task-1", created),
            Listed("other-model", created) with { Model = "another" },
            Listed("task-known", created),
            Listed("task-2", created) with { Prompt = "A dog" },
            Listed("earlier", created - TimeSpan.FromMinutes(2)),
        ]);
        var exception = await Assert.ThrowsAsync<VideoException>(() => Resolver.FindAsync(provider, record, Messages, Cancellation));

        Assert.Equal(VideoErrorKind.OutcomeUnknown, exception.Error.Kind);
        Assert.Equal($"These tasks may belong to 'a': task-1 (Pending, 'A cat'), task-2 (Pending, 'A dog'). Settle the request with Resolve-WanVideoTask {record.IntentId:N} -Id and the id of its task, or -NotCreated if none of them is.", exception.Message);
        Assert.Equal(IntentState.Unresolved, (await FindAsync("a")).State);
    }

    [Fact]
    public async Task Without_candidates_the_message_refers_to_the_gateways_pages()
    {
        var record = await LoseAsync("a");
        var exception = await Assert.ThrowsAsync<VideoException>(() => Resolver.FindAsync(Gateway(), record, Messages, Cancellation));
        Assert.StartsWith("Fake lists no task that may belong to 'a'.", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unresolved_request_is_sent_again_as_another_attempt_with_the_same_idempotency_key()
    {
        var record = await LoseAsync("a");
        SendPermit? used = null;
        var provider = new FakeProvider
        {
            OnCreate = (permit, _) =>
            {
                used = permit;
                Assert.True(permit.TryUse());
                return Task.FromResult(State("task-2"));
            },
        };
        var task = await Time.RunAsync(Resolver.RestartAsync(provider, record, "me", Messages, Cancellation, Cancellation));

        Assert.Equal(("task-2", record.IntentId, 2), (task.Id, task.IntentId, used!.Attempt));
        Assert.Equal($"wanvideo-{record.IntentId:N}", used.IdempotencyKey);
        Assert.Equal("""{"prompt":"A cat"}""", Assert.Single(provider.Requests).Body.ToJsonString());
        Assert.Equal((IntentState.Accepted, 2), ((await GetRecordAsync()).State, (await GetRecordAsync()).AttemptCount));
    }

    [Fact]
    public async Task One_decision_sends_an_unresolved_request_once_again_also_after_a_429()
    {
        var record = await LoseAsync("a");
        var provider = Provider(n => n == 1 ? throw RateLimited(TimeSpan.FromSeconds(5)) : State("task-2"));
        Assert.Equal("task-2", (await Time.RunAsync(Resolver.RestartAsync(provider, record, "me", Messages, Cancellation, Cancellation))).Id);
        Assert.Equal("task-2", (await Time.RunAsync(Resolver.RestartAsync(provider, record, "me", Messages, Cancellation, Cancellation))).Id);
        Assert.Equal(2, provider.Requests.Count);
    }

    [Fact]
    public async Task A_failed_task_is_sent_again_as_a_new_intent()
    {
        var failed = await CreateAsync(Provider(_ => State("task-1") with { Status = VideoStatus.Failed }), "a");
        var record = await FindAsync("a");
        var task = await Time.RunAsync(Resolver.RestartAsync(Provider(_ => State("task-2")), record, "me", Messages, Cancellation, Cancellation));

        Assert.Equal(("task-2", "a"), (task.Id, task.Label));
        Assert.NotEqual(failed.IntentId, task.IntentId);
        Assert.Equal(record.IntentId, (await GetRecordsAsync()).Single(other => other.IntentId == task.IntentId).RestartOf);
    }

    [Fact]
    public async Task A_label_returns_the_task_of_the_restart()
    {
        await CreateAsync(Provider(_ => State("task-1") with { Status = VideoStatus.Failed }), "a");
        await RestartAsync(Provider(_ => State("task-2")), await FindAsync("a"));
        var provider = Provider(_ => State("task-3"));

        Assert.Equal("task-2", (await CreateAsync(provider, "a")).Id);
        Assert.Empty(provider.Requests);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_label_whose_second_request_was_not_accepted_returns_its_first_task(bool isRefused)
    {
        await CreateAsync(Provider(_ => State("task-1") with { Status = VideoStatus.Succeeded }), "a");
        var rejecting = Provider(_ => throw new VideoException(isRefused ? VideoErrorKind.Balance : VideoErrorKind.RateLimited, "No.") { IsCreateRepeatable = !isRefused }, retries: 0);
        await Assert.ThrowsAsync<VideoException>(async () => await RestartAsync(rejecting, await FindAsync("a")));
        var provider = Provider(_ => State("task-2"));

        Assert.Equal("task-1", (await CreateAsync(provider, "a")).Id);
        Assert.Empty(provider.Requests);
    }

    [Fact]
    public async Task A_label_whose_failed_task_has_a_refused_restart_sends_the_restart()
    {
        await CreateAsync(Provider(_ => State("task-1") with { Status = VideoStatus.Failed }), "a");
        await Assert.ThrowsAsync<VideoException>(async () => await RestartAsync(Provider(_ => throw new VideoException(VideoErrorKind.Balance, "No."), retries: 0), await FindAsync("a")));

        Assert.Equal("task-2", (await CreateAsync(Provider(_ => State("task-2")), "a")).Id);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_label_returns_its_other_task_after_the_newer_or_older_one_was_removed(bool isRestart)
    {
        var first = await CreateAsync(Provider(_ => State("task-1") with { Status = VideoStatus.Succeeded }), "a");
        var other = Provider(_ => State("task-2") with { Status = VideoStatus.Failed });
        var second = isRestart ? await RestartAsync(other, await FindAsync("a")) : await CreateAsync(other, "a", allowDuplicate: true);
        var removed = isRestart ? second : first;
        Assert.Equal(1, await Ledger.RemoveAsync([.. (await GetRecordsAsync()).Where(record => record.IntentId == removed.IntentId)], null, Cancellation));
        var provider = Provider(_ => State("task-3"));

        Assert.Equal(isRestart ? "task-1" : "task-2", (await CreateAsync(provider, "a")).Id);
        Assert.Empty(provider.Requests);
    }

    [Fact]
    public async Task A_record_is_restarted_once_and_after_that_its_successor_is()
    {
        var failed = await CreateAsync(Provider(_ => State("task-1") with { Status = VideoStatus.Failed }), "a");
        var record = await FindAsync("a");
        var provider = Provider(n => State($"task-{n + 1}") with { Status = VideoStatus.Failed });
        Assert.Equal("task-2", (await RestartAsync(provider, record)).Id);
        Assert.Equal("task-2", (await RestartAsync(provider, record)).Id);
        Assert.Single(provider.Requests);
        Assert.Contains("'a' was created before as task-2. Nothing was sent.", Messages.VerboseMessages);

        var successor = (await GetRecordsAsync()).Single(other => other.RestartOf == failed.IntentId);
        Assert.Equal("task-3", (await RestartAsync(provider, successor)).Id);
        Assert.Equal("task-3", (await CreateAsync(provider, "a")).Id);
    }

    [Theory]
    [InlineData(VideoErrorKind.Balance, false, VideoStatus.Refused)]
    [InlineData(VideoErrorKind.RateLimited, true, VideoStatus.NotSent)]
    public async Task A_request_without_a_task_is_sent_again_as_another_attempt_of_its_intent(VideoErrorKind kind, bool isRepeatable, string status)
    {
        var refusing = Provider(_ => throw new VideoException(kind, "No.") { IsCreateRepeatable = isRepeatable }, retries: 0);
        await Assert.ThrowsAsync<VideoException>(() => CreateAsync(refusing, "a"));
        var record = await FindAsync("a");
        Assert.Equal(status, record.ToTask().Status);
        var provider = Provider(n => State($"task-{n}"));

        Assert.Equal(("task-1", record.IntentId), await RestartAsync(provider, record) is var task ? (task.Id, task.IntentId) : default);
        Assert.Equal("task-1", (await RestartAsync(provider, record)).Id);
        Assert.Equal("task-1", (await CreateAsync(provider, "a")).Id);
        Assert.Single(provider.Requests);
        Assert.Equal(2, (await GetRecordAsync()).AttemptCount);
    }

    [Fact]
    public async Task A_request_that_no_task_resulted_from_is_sent_again_as_another_attempt_and_its_label_is_not_sent_after_that()
    {
        var record = await LoseAsync("a");
        await Resolver.DeclareNotCreatedAsync(record, "me", Cancellation);
        var provider = Provider(n => State($"task-{n}"));

        Assert.Equal(record.IntentId, (await RestartAsync(provider, await FindAsync("a"))).IntentId);
        Assert.Equal("task-1", (await CreateAsync(provider, "a")).Id);
        Assert.Single(provider.Requests);
    }

    [Fact]
    public async Task A_request_that_another_process_holds_for_the_rate_limit_is_sent_by_that_process_only()
    {
        var isLimited = true;
        var holder = Provider(_ => isLimited ? throw RateLimited(TimeSpan.FromSeconds(8)) : State("task-1"));
        var holding = CreateCreator().CreateAsync(holder, new CreateRequest(Prepare()) { Label = "a" }, Messages, Cancellation, Cancellation);
        await WaitUntilAsync(async () => await GetRecordsAsync() is [{ State: IntentState.Ready, AttemptCount: 1 }], "The request is not held.");

        isLimited = false;
        var other = Provider(_ => State("task-2"));
        var (_, tasks) = Open();
        await using (tasks)
        {
            var restarting = new TaskResolver(tasks, CreateCreator(tasks), Time).RestartAsync(other, await FindAsync("a"), "me", Messages, Cancellation, Cancellation);
            var results = await Time.RunAsync(Task.WhenAll(holding, restarting));
            Assert.Equal(["task-1", "task-1"], results.Select(task => task.Id));
        }

        Assert.Empty(other.Requests);
    }

    [Theory]
    [InlineData(VideoStatus.Unresolved, VideoStatus.Pending)]
    [InlineData(VideoStatus.Pending, VideoStatus.Succeeded)]
    [InlineData(VideoStatus.Pending, VideoStatus.Failed)]
    [InlineData(VideoStatus.Refused, VideoStatus.Pending)]
    [InlineData(VideoStatus.Failed, VideoStatus.Succeeded)]
    public void A_record_whose_status_changed_since_a_person_saw_it_is_a_conflict(string seen, string current)
    {
        var exception = Assert.Throws<VideoException>(() => TaskResolver.RequireUnchanged(Record(current), seen));
        Assert.Equal((VideoErrorKind.Conflict, $"a has changed: it is now {current} (task-1). Get it again with Get-WanVideoTask."), (exception.Error.Kind, exception.Message));
    }

    [Theory]
    [InlineData(null, VideoStatus.Succeeded)]
    [InlineData(VideoStatus.Failed, VideoStatus.Failed)]
    [InlineData(VideoStatus.Running, VideoStatus.Pending)]
    [InlineData(VideoStatus.Failed, VideoStatus.Pending)]
    [InlineData(VideoStatus.Unknown, VideoStatus.Pending)]
    public void A_status_that_the_ledger_does_not_record_or_has_not_recorded_yet_is_no_change(string? seen, string current) =>
        TaskResolver.RequireUnchanged(Record(current), seen);

    [Fact]
    public void A_task_that_became_unresolved_is_a_conflict()
    {
        var record = new LedgerRecord { IntentId = Guid.NewGuid(), State = IntentState.Unresolved, Provider = "Fake", Label = "a", CreatedAt = Time.GetUtcNow() };
        var exception = Assert.Throws<VideoException>(() => TaskResolver.RequireUnchanged(record, VideoStatus.Pending));
        Assert.Equal("a has changed: it is now Unresolved. Get it again with Get-WanVideoTask.", exception.Message);
    }

    [Theory]
    [InlineData(null, 2, true)]
    [InlineData(2, 2, true)]
    [InlineData(1, 2, false)]
    public void A_decision_about_an_unresolved_request_that_was_sent_again_since_is_a_conflict(int? seen, int current, bool isUnchanged)
    {
        var record = new LedgerRecord { IntentId = Guid.NewGuid(), State = IntentState.Unresolved, Provider = "Fake", Label = "a", CreatedAt = Time.GetUtcNow(), AttemptCount = current };
        var exception = Xunit.Record.Exception(() => TaskResolver.RequireSameAttempt(record, seen)) as VideoException;
        Assert.Equal(isUnchanged ? null : "a has changed: its request has been sent 2 times. Get it again with Get-WanVideoTask.", exception?.Message);
    }

    private LedgerRecord Record(string status) => new()
    {
        IntentId = Guid.NewGuid(),
        State = IntentState.Accepted,
        Provider = "Fake",
        Label = "a",
        CreatedAt = Time.GetUtcNow(),
        Task = State("task-1") with { Status = status },
    };

    private Task<VideoTask> RestartAsync(FakeProvider provider, LedgerRecord record) =>
        Time.RunAsync(Resolver.RestartAsync(provider, record, "me", Messages, Cancellation, Cancellation));

    [Fact]
    public async Task A_request_that_is_being_sent_is_not_sent_again()
    {
        var record = (await LoseAsync("a")) with { State = IntentState.Sending };
        var provider = Provider(_ => State("task-2"));
        var exception = await Assert.ThrowsAsync<VideoException>(() => Resolver.RestartAsync(provider, record, "me", Messages, Cancellation, Cancellation));

        Assert.Equal(VideoErrorKind.Conflict, exception.Error.Kind);
        Assert.Empty(provider.Requests);
    }

    [Fact]
    public async Task A_request_with_inline_data_is_not_sent_again()
    {
        var lost = Provider(_ => throw new VideoException(VideoErrorKind.OutcomeUnknown, "No response."));
        var prepared = Prepare();
        prepared.Body["image"] = "data:image/png;base64,AAAA";
        await Assert.ThrowsAsync<VideoException>(() => Time.RunAsync(CreateCreator().CreateAsync(lost, new CreateRequest(prepared), Messages, Cancellation, Cancellation)));
        var provider = Provider(_ => State("task-2"));
        var exception = await Assert.ThrowsAsync<VideoException>(async () => await Resolver.RestartAsync(provider, await GetRecordAsync(), "me", Messages, Cancellation, Cancellation));

        Assert.Equal(VideoErrorKind.InvalidParameter, exception.Error.Kind);
        Assert.Empty(provider.Requests);
    }

    [Fact]
    public async Task A_task_without_a_recorded_request_is_not_sent_again()
    {
        var record = new LedgerRecord { State = IntentState.Accepted, Provider = "Fake", CreatedAt = Time.GetUtcNow(), Prompt = "A cat", Task = State("task-1") };
        var exception = await Assert.ThrowsAsync<VideoException>(() => Resolver.RestartAsync(Gateway(), record, "me", Messages, Cancellation, Cancellation));
        Assert.Equal(VideoErrorKind.NotFound, exception.Error.Kind);
    }

    private async Task<LedgerRecord> LoseAsync(string label, string? requestId = null)
    {
        var provider = Provider(_ => throw new VideoException(VideoErrorKind.OutcomeUnknown, "No response.") { RequestId = requestId ?? $"r-{label}", StatusCode = HttpStatusCode.BadGateway });
        await Assert.ThrowsAsync<VideoException>(() => CreateAsync(provider, label));
        return await FindAsync(label);
    }

    private async Task<LedgerRecord> FindAsync(string label) => (await GetRecordsAsync()).Single(record => record.Label == label);

    private static FakeProvider Gateway(params VideoTask[] listed) => new() { Listed = listed, OnGet = id => State(id) };

    private static VideoTask Listed(string id, DateTimeOffset createdAt, string? requestId = null) =>
        State(id, requestId) with { CreatedAt = createdAt, Model = "some-model", Prompt = "A cat" };
}
