using System.Text.Json.Nodes;
using WanVideo.Catalog;
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
        await journal.CreatedAsync(attempt.Id, new VideoTask { Id = "task-1", Provider = "Fake", Status = VideoStatus.Pending });

        var lines = Lines();
        Assert.Equal(
            $$$"""{"v":2,"at":"2026-11-20T12:00:00+00:00","event":"Attempted","attempt":"{{{attempt.Id}}}","provider":"Fake","baseUri":"https://gateway.example/","idempotencyKey":"{{{attempt.IdempotencyKey}}}","model":"m","prompt":"A cat playing piano","duration":5,"request":{"text":"A cat playing piano"}}""",
            lines[0]);
        Assert.Equal(
            $$$"""{"v":2,"at":"2026-11-20T12:00:00+00:00","event":"Created","attempt":"{{{attempt.Id}}}","provider":"Fake","id":"task-1"}""",
            lines[1]);
    }

    [Fact]
    public async Task A_journal_is_its_owner_s_alone_unless_the_owner_says_otherwise()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("On Windows a file has the rights of its folder.");
            return;
        }

        var journal = new TaskJournal(JournalFile, time);
        await journal.AttemptedAsync(Attempt("first"), TestContext.Current.CancellationToken);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(JournalFile));

        const UnixFileMode ForTheGroup = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;
        File.SetUnixFileMode(JournalFile, ForTheGroup);
        await journal.AttemptedAsync(Attempt("second"), TestContext.Current.CancellationToken);
        await journal.CompactAsync(time.GetUtcNow(), TestContext.Current.CancellationToken);
        Assert.Equal(ForTheGroup, File.GetUnixFileMode(JournalFile));
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
        Assert.Equal("second", (string?)JsonNode.Parse(lines[2])!["prompt"]);
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

        Assert.Equal(200, Lines().Select(line => (string?)JsonNode.Parse(line)!["prompt"]).Distinct().Count());
    }

    [Fact]
    public async Task A_journal_that_cannot_be_written_says_so()
    {
        Directory.CreateDirectory(JournalFile);

        var failure = await Assert.ThrowsAsync<VideoException>(() => new TaskJournal(JournalFile, time).AttemptedAsync(Attempt("x"), TestContext.Current.CancellationToken));

        Assert.Equal(VideoErrorKind.JournalUnavailable, failure.Error.Kind);
        Assert.Contains(JournalFile, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_recorded_of_a_task_is_read_together()
    {
        var journal = new TaskJournal(JournalFile, time);
        var attempt = Attempt("A cat");
        await journal.AttemptedAsync(attempt, Cancellation);
        await journal.CreatedAsync(attempt.Id, Task("task-1", VideoStatus.Pending));
        await journal.EndedAsync(Task("task-1", VideoStatus.Succeeded));
        File.WriteAllText(Path.Combine(folder, "task-1.mp4"), "video");
        await journal.SavedAsync("Fake", "task-1", new FileInfo(Path.Combine(folder, "task-1.mp4")));

        var entry = Assert.Single((await journal.ReadAsync(Cancellation)).Entries);

        Assert.Equal((attempt.Id, AttemptOutcome.Created, "m", "A cat", 5), (entry.AttemptId, entry.Outcome, entry.Model, entry.Prompt, entry.Duration));
        Assert.Equal(("task-1", VideoStatus.Succeeded, "A cat", attempt.Id), (entry.Task!.Id, entry.Task.Status, entry.Task.Prompt, entry.Task.AttemptId));
        Assert.Equal(Path.Combine(folder, "task-1.mp4"), entry.Task.SavedPath);
        Assert.Equal(entry.At + VideoTask.Life, entry.Task.ExpiresAt);
        Assert.Contains("\"length\":5", Lines()[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_create_without_an_answer_is_unresolved_and_a_refused_one_is_not()
    {
        var journal = new TaskJournal(JournalFile, time);
        CreateAttempt[] attempts = [Attempt("killed"), Attempt("lost"), Attempt("refused")];
        foreach (var attempt in attempts)
        {
            await journal.AttemptedAsync(attempt, Cancellation);
        }

        await journal.FailedAsync(attempts[1], new VideoError { Kind = VideoErrorKind.OutcomeUnknown, Message = "lost" });
        await journal.FailedAsync(attempts[2], new VideoError { Kind = VideoErrorKind.InvalidRequest, Message = "no" });

        var entries = (await journal.ReadAsync(Cancellation)).Entries;
        Assert.Equal([AttemptOutcome.Unanswered, AttemptOutcome.Unknown, AttemptOutcome.Refused], entries.Select(entry => entry.Outcome));
        Assert.Equal([true, true, false], entries.Select(entry => entry.IsUnresolved));
    }

    [Fact]
    public async Task Torn_lines_and_those_of_a_newer_version_are_counted_and_the_others_read()
    {
        var journal = new TaskJournal(JournalFile, time);
        await journal.AttemptedAsync(Attempt("first"), Cancellation);
        File.AppendAllText(JournalFile, "{\"v\":2,\"at\":\"2026-\n{\"v\":3,\"novelty\":[1]}\nnot json\n");
        await journal.AttemptedAsync(Attempt("second"), Cancellation);

        var contents = await journal.ReadAsync(Cancellation);

        Assert.Equal(["first", "second"], contents.Entries.Select(entry => entry.Prompt));
        Assert.Equal((2, 1), (contents.TornLines, contents.NewerLines));
        Assert.Contains("newer version", contents.Warning(JournalFile), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lines_of_the_first_version_are_read()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(JournalFile)!);
        File.WriteAllText(JournalFile, """
            {"v":1,"at":"2026-11-20T12:00:00+00:00","event":"Attempted","attempt":"a","provider":"DashScope","baseUri":"https://gateway.example/","idempotencyKey":"k","request":{"model":"wan2.6-t2v","input":{"prompt":"A cat"}}}
            {"v":1,"at":"2026-11-20T12:00:01+00:00","event":"Created","attempt":"a","provider":"DashScope","id":"task-1"}
            """);

        var entry = Assert.Single((await new TaskJournal(JournalFile, time).ReadAsync(Cancellation)).Entries);
        Assert.Equal(("wan2.6-t2v", "A cat", "task-1"), (entry.Model, entry.Prompt, entry.Task!.Id));
    }

    [Fact]
    public async Task Of_a_long_file_only_the_recent_part_is_read()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(JournalFile)!);
        await using (var file = new StreamWriter(JournalFile))
        {
            for (var n = 0; n < 20_000; n++)
            {
                var at = time.GetUtcNow() - TimeSpan.FromSeconds(20_000 - n);
                await file.WriteLineAsync($$$"""{"v":2,"at":"{{{at:O}}}","event":"Attempted","attempt":"{{{n}}}","provider":"Fake","prompt":"{{{n}}}","request":{"text":"Twenty thousand lines make a long file"}}""");
            }
        }

        var journal = new TaskJournal(JournalFile, time);
        var recent = await journal.ReadAsync(Cancellation, time.GetUtcNow() - TimeSpan.FromMinutes(10));
        Assert.InRange(recent.Entries.Count, 600, 6_000);
        Assert.Equal("19999", recent.Entries[^1].Prompt);
        Assert.Equal(0, recent.TornLines);
        Assert.Equal(20_000, (await journal.ReadAsync(Cancellation)).Entries.Count);
    }

    [Fact]
    public async Task It_is_read_in_a_folder_where_nothing_can_be_written()
    {
        await new TaskJournal(JournalFile, time).AttemptedAsync(Attempt("first"), Cancellation);
        File.Delete(JournalFile + ".lock");
        Directory.CreateDirectory(JournalFile + ".lock");

        Assert.Equal("first", Assert.Single((await new TaskJournal(JournalFile, time).ReadAsync(Cancellation)).Entries).Prompt);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_empty()
    {
        Assert.Empty((await new TaskJournal(JournalFile, time).ReadAsync(Cancellation)).Entries);
    }

    [Fact]
    public async Task Many_lines_at_once_are_all_written_once()
    {
        var journal = new TaskJournal(JournalFile, TimeProvider.System);
        await System.Threading.Tasks.Task.WhenAll(Enumerable.Range(0, 300).Select(n => journal.AttemptedAsync(Attempt($"{n}"), Cancellation)));
        Assert.Equal(Enumerable.Range(0, 300).Select(n => $"{n}").Order(), Lines().Select(line => (string?)JsonNode.Parse(line)!["prompt"]!).Order());
    }

    [Fact]
    public async Task A_line_that_was_given_up_takes_no_other_with_it_and_is_not_written_later()
    {
        var journal = new TaskJournal(JournalFile, TimeProvider.System);
        await journal.AttemptedAsync(Attempt("first"), Cancellation);
        using var stop = new CancellationTokenSource();
        System.Threading.Tasks.Task given, kept;
        await using (new FileStream(JournalFile + ".lock", FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            given = journal.AttemptedAsync(Attempt("given up"), stop.Token);
            kept = journal.AttemptedAsync(Attempt("kept"), Cancellation);
            await stop.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);
        }

        await kept;
        Assert.Equal(["first", "kept"], Lines().Select(line => (string?)JsonNode.Parse(line)!["prompt"]));
    }

    [Fact]
    public async Task Compaction_leaves_out_what_is_settled_and_old_and_nothing_else()
    {
        var journal = new TaskJournal(JournalFile, time);
        CreateAttempt[] attempts = [Attempt("saved"), Attempt("failed"), Attempt("open"), Attempt("lost"), Attempt("refused")];
        foreach (var attempt in attempts)
        {
            await journal.AttemptedAsync(attempt, Cancellation);
        }

        File.WriteAllText(Path.Combine(folder, "v.mp4"), "video");
        await journal.CreatedAsync(attempts[0].Id, Task("task-0", VideoStatus.Pending));
        await journal.SavedAsync("Fake", "task-0", new FileInfo(Path.Combine(folder, "v.mp4")));
        await journal.CreatedAsync(attempts[1].Id, Task("task-1", VideoStatus.Pending));
        await journal.EndedAsync(Task("task-1", VideoStatus.Failed));
        await journal.CreatedAsync(attempts[2].Id, Task("task-2", VideoStatus.Pending));
        await journal.FailedAsync(attempts[3], new VideoError { Kind = VideoErrorKind.OutcomeUnknown, Message = "lost" });
        await journal.FailedAsync(attempts[4], new VideoError { Kind = VideoErrorKind.InvalidRequest, Message = "no" });
        File.AppendAllText(JournalFile, "{\"v\":7,\"news\":1}\n{\"v\":2,\"torn");

        Assert.Equal((0, 5), await journal.CompactAsync(time.GetUtcNow() - TimeSpan.FromDays(1), Cancellation));
        Assert.Equal((3, 2), await journal.CompactAsync(time.GetUtcNow() + TimeSpan.FromSeconds(1), Cancellation));

        var left = await journal.ReadAsync(Cancellation);
        Assert.Equal(["open", "lost"], left.Entries.Select(entry => entry.Prompt));
        Assert.Equal((0, 1), (left.TornLines, left.NewerLines));
        Assert.Equal(["journal.jsonl", "journal.jsonl.lock"], Directory.GetFiles(Path.GetDirectoryName(JournalFile)!).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task Compaction_and_writers_do_not_lose_each_other_s_lines()
    {
        var writing = Parallel.ForAsync(0, 4, Cancellation, async (writer, cancellationToken) =>
        {
            var journal = new TaskJournal(JournalFile, TimeProvider.System);
            for (var n = 0; n < 50; n++)
            {
                await journal.AttemptedAsync(Attempt($"{writer}-{n}"), cancellationToken);
            }
        });
        var compacting = new TaskJournal(JournalFile, TimeProvider.System);
        while (!writing.IsCompleted)
        {
            await compacting.CompactAsync(DateTimeOffset.UnixEpoch, Cancellation);
        }

        await writing;
        Assert.Equal(200, Lines().Select(line => (string?)JsonNode.Parse(line)!["prompt"]).Distinct().Count());
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static VideoTask Task(string id, VideoStatus status) => new() { Id = id, Provider = "Fake", Status = status };

    private string[] Lines() => File.ReadAllLines(JournalFile);

    private static CreateAttempt Attempt(string prompt)
    {
        var model = new VideoModel("m", VideoKind.TextToVideo, []);
        var request = new PreparedRequest(model, new VideoRequest { Prompt = prompt, Duration = 5 }, new JsonObject { ["text"] = prompt }, []);
        return CreateAttempt.New(new FakeProvider(), request, new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero));
    }
}
