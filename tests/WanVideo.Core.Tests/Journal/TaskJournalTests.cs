using System.Text.Json.Nodes;
using WanVideo.Journal;

namespace WanVideo.Tests.Journal;

/// <summary>What is recorded of a create, and that it is on the disk in time.</summary>
public sealed class TaskJournalTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("wanvideo").FullName;
    private readonly VirtualTime time = new();

    private string JournalFile => Path.Combine(folder, "state", "journal.jsonl");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_create_is_recorded_before_it_is_sent_and_after_it_is_answered()
    {
        var journal = new TaskJournal(JournalFile, time);
        var attempt = Attempt("A cat playing piano");

        await journal.AttemptedAsync(attempt, TestContext.Current.CancellationToken);
        await journal.CreatedAsync(attempt, new VideoTask { Id = "task-1", Provider = "Fake", Status = VideoStatus.Pending });

        var lines = Lines();
        Assert.Equal(
            $$$"""{"v":1,"at":"2026-11-20T12:00:00+00:00","event":"Attempted","attempt":"{{{attempt.Id}}}","provider":"Fake","baseUri":"https://gateway.example/","idempotencyKey":"{{{attempt.IdempotencyKey}}}","request":{"prompt":"A cat playing piano"}}""",
            lines[0]);
        Assert.Equal(
            $$$"""{"v":1,"at":"2026-11-20T12:00:00+00:00","event":"Created","attempt":"{{{attempt.Id}}}","provider":"Fake","id":"task-1"}""",
            lines[1]);
    }

    [Fact]
    public async Task A_torn_last_line_does_not_take_the_next_one_with_it()
    {
        var journal = new TaskJournal(JournalFile, time);
        await journal.AttemptedAsync(Attempt("first"), TestContext.Current.CancellationToken);
        File.AppendAllText(JournalFile, """{"v":1,"at":"2026-11-""");

        await journal.AttemptedAsync(Attempt("second"), TestContext.Current.CancellationToken);

        var lines = Lines();
        Assert.Equal(3, lines.Length);
        Assert.Equal("second", (string?)JsonNode.Parse(lines[2])!["request"]!["prompt"]);
    }

    [Fact]
    public async Task Many_writers_of_one_file_lose_no_line()
    {
        // Each its own journal, so that only the file stands between them, as between processes.
        await Parallel.ForAsync(0, 8, TestContext.Current.CancellationToken, async (writer, cancellationToken) =>
        {
            var journal = new TaskJournal(JournalFile, TimeProvider.System);
            for (var n = 0; n < 25; n++)
            {
                await journal.AttemptedAsync(Attempt($"{writer}-{n}"), cancellationToken);
            }
        });

        Assert.Equal(200, Lines().Select(line => (string?)JsonNode.Parse(line)!["request"]!["prompt"]).Distinct().Count());
    }

    [Fact]
    public async Task A_journal_that_cannot_be_written_says_so()
    {
        Directory.CreateDirectory(JournalFile);

        var failure = await Assert.ThrowsAsync<VideoException>(() => new TaskJournal(JournalFile, time).AttemptedAsync(Attempt("x"), TestContext.Current.CancellationToken));

        Assert.Equal(VideoErrorKind.JournalUnavailable, failure.Error.Kind);
        Assert.Contains(JournalFile, failure.Message, StringComparison.Ordinal);
    }

    private string[] Lines() => File.ReadAllLines(JournalFile);

    private static CreateAttempt Attempt(string prompt) =>
        CreateAttempt.New(new FakeProvider(), new JsonObject { ["prompt"] = prompt }, new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero));
}
