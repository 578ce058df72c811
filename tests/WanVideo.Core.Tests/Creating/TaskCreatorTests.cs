using System.Text.Json.Nodes;
using WanVideo.Catalog;
using WanVideo.Creating;
using WanVideo.Journal;

namespace WanVideo.Tests.Creating;

/// <summary>No billed task is lost.</summary>
public sealed class TaskCreatorTests : IDisposable
{
    private static readonly PreparedRequest Request =
        new(new VideoModel("some-model", VideoKind.TextToVideo, []), new VideoRequest { Prompt = "A cat" }, new JsonObject { ["prompt"] = "A cat" }, []);

    private readonly string folder = Directory.CreateTempSubdirectory("wanvideo").FullName;
    private readonly VirtualTime time = new();
    private readonly RecordedMessages messages = new();

    private string JournalFile => Path.Combine(folder, "journal.jsonl");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task The_attempt_is_recorded_before_the_request_is_sent()
    {
        string[] during = [];
        await Create(new FakeProvider
        {
            OnCreate = _ =>
            {
                during = Events();
                return Task.FromResult(State("task-1"));
            },
        });

        Assert.Equal(["Attempted"], during);
        Assert.Equal(["Attempted", "Created"], Events());
    }

    [Fact]
    public async Task A_request_that_cannot_be_recorded_is_not_sent()
    {
        Directory.CreateDirectory(JournalFile);
        var sent = false;

        var failure = await Assert.ThrowsAsync<VideoException>(() => Create(new FakeProvider
        {
            OnCreate = _ =>
            {
                sent = true;
                return Task.FromResult(State("task-1"));
            },
        }));

        Assert.Equal(VideoErrorKind.JournalUnavailable, failure.Error.Kind);
        Assert.False(sent);
    }

    [Fact]
    public async Task A_created_task_is_returned_although_it_cannot_be_recorded()
    {
        var task = await Create(new FakeProvider
        {
            OnCreate = _ =>
            {
                File.Delete(JournalFile);
                Directory.CreateDirectory(JournalFile);
                return Task.FromResult(State("task-1"));
            },
        });

        Assert.Equal("task-1", task.Id);
        Assert.Contains("task-1", Assert.Single(messages.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(VideoErrorKind.InvalidRequest, "Refused")]
    [InlineData(VideoErrorKind.Unreachable, "Refused")]
    [InlineData(VideoErrorKind.OutcomeUnknown, "OutcomeUnknown")]
    public async Task A_failure_and_an_unknown_outcome_are_recorded_differently(VideoErrorKind kind, string recorded)
    {
        var failure = await Assert.ThrowsAsync<VideoException>(() => Create(new FakeProvider { OnCreate = _ => throw new VideoException(kind, "no") }));

        Assert.Equal(["Attempted", recorded], Events());
        Assert.Equal((string?)Entries()[0]["attempt"], failure.AttemptId);
    }

    [Fact]
    public async Task A_response_shortly_after_cancellation_is_recorded()
    {
        using var cancellationSource = new CancellationTokenSource();
        await Create(
            new FakeProvider
            {
                OnCreate = async cancellationToken =>
                {
                    await cancellationSource.CancelAsync();
                    cancellationToken.ThrowIfCancellationRequested();
                    return State("task-1");
                },
            },
            cancellationSource.Token);

        Assert.Equal(["Attempted", "Created"], Events());
    }

    [Fact]
    public async Task Nothing_is_sent_after_cancellation()
    {
        using var cancellationSource = new CancellationTokenSource();
        await cancellationSource.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Create(new FakeProvider(), cancellationSource.Token));
    }

    [Fact]
    public async Task A_request_canceled_before_it_was_sent_is_recorded_as_canceled()
    {
        using var cancellationSource = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Create(
            new FakeProvider
            {
                OnCreate = async _ =>
                {
                    await cancellationSource.CancelAsync();
                    throw new OperationCanceledException(cancellationSource.Token);
                },
            },
            cancellationSource.Token));

        var recorded = Entries()[^1];
        Assert.Equal(("Refused", "Canceled", "Cancelled before it was sent."), ((string?)recorded["event"], (string?)recorded["errorKind"], (string?)recorded["error"]));
    }

    [Fact]
    public async Task A_sandbox_task_is_not_recorded()
    {
        await Create(new FakeProvider { IsBilled = false, OnCreate = _ => Task.FromResult(State("task-1")) });

        Assert.False(File.Exists(JournalFile));
    }

    private Task<VideoTask> Create(FakeProvider provider, CancellationToken? cancellationToken = null) =>
        new TaskCreator(new TaskJournal(JournalFile, time), time).CreateAsync(provider, Request, messages, cancellationToken ?? TestContext.Current.CancellationToken);

    private JsonNode[] Entries() => [.. File.ReadAllLines(JournalFile).Select(line => JsonNode.Parse(line)!)];

    private string[] Events() => [.. Entries().Select(entry => (string)entry["event"]!)];

    private static VideoTask State(string id) => new() { Id = id, Provider = "Fake", Status = VideoStatus.Pending };
}
