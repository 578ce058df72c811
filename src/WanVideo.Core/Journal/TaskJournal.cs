using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace WanVideo.Journal;

/// <summary>
/// The local record of every create: an append-only file with one JSON object a line. A create is recorded before it is sent and again when its
/// answer is read, each line being on the disk before the next step, so that a task that was paid for can be found after any crash.
/// </summary>
/// <remarks>It holds no key and no result address.</remarks>
/// <param name="path">The file.</param>
/// <param name="time">The clock.</param>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "A SemaphoreSlim holds nothing to dispose of until its wait handle is asked for.")]
public sealed class TaskJournal(string path, TimeProvider time)
{
    /// <summary>The environment variable that says where the file is.</summary>
    public const string PathVariable = "WANVIDEO_JOURNAL";

    private const byte NewLine = (byte)'\n';

    // Who may touch the file is settled by the lock beside it.
    private const FileShare Shared = FileShare.ReadWrite | FileShare.Delete;

    private const int ReadAhead = 64 * 1024;

    private readonly SemaphoreSlim turn = new(1, 1);
    private readonly List<Waiting> waiting = [];

    /// <summary>The file.</summary>
    public string Path { get; } = path;

    /// <summary>The file that <see cref="PathVariable"/> names, or else <c>WanVideo/journal.jsonl</c> in the local application data.</summary>
    public static string DefaultPath =>
        Environment.GetEnvironmentVariable(PathVariable) is { Length: > 0 } named
            ? System.IO.Path.GetFullPath(named)
            : System.IO.Path.Combine(
                Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create),
                "WanVideo",
                "journal.jsonl");

    /// <summary>Records that a create is about to be sent.</summary>
    /// <param name="attempt">The create.</param>
    /// <param name="cancellationToken">Ends the attempt to write.</param>
    /// <exception cref="VideoException">The file cannot be written (<see cref="VideoErrorKind.JournalUnavailable"/>): send nothing.</exception>
    public Task AttemptedAsync(CreateAttempt attempt, CancellationToken cancellationToken) => AppendAsync(
        Line(JournalEvent.Attempted, attempt.Provider) with
        {
            Attempt = attempt.Id,
            BaseUri = attempt.BaseUri,
            IdempotencyKey = attempt.IdempotencyKey,
            Model = attempt.Request.Model.Name,
            Prompt = attempt.Request.Request.Prompt,
            Duration = attempt.Request.GetValue(VideoParameters.Duration),
            Request = attempt.Request.Body,
        },
        cancellationToken);

    /// <summary>Records that the gateway accepted a create, or that the user said which task it made.</summary>
    /// <param name="attemptId">The create.</param>
    /// <param name="task">The task that it made.</param>
    public Task CreatedAsync(string attemptId, VideoTask task) => AppendAsync(
        Line(JournalEvent.Created, task.Provider) with { Attempt = attemptId, Id = task.Id, CreatedAt = task.CreatedAt },
        CancellationToken.None);

    /// <summary>Records that a create made no task, or may have made one whose id is not known.</summary>
    /// <param name="attempt">The create.</param>
    /// <param name="error">Why.</param>
    public Task FailedAsync(CreateAttempt attempt, VideoError error) => AppendAsync(
        Line(error.Kind is VideoErrorKind.OutcomeUnknown ? JournalEvent.OutcomeUnknown : JournalEvent.Refused, attempt.Provider) with
        {
            Attempt = attempt.Id,
            ErrorKind = error.Kind,
            Error = error.ToString(),
        },
        CancellationToken.None);

    /// <summary>Records that a task was seen to have ended.</summary>
    /// <param name="task">The task.</param>
    public Task EndedAsync(VideoTask task) => AppendAsync(
        Line(JournalEvent.Ended, task.Provider) with
        {
            Id = task.Id,
            Status = task.Status,
            FinishedAt = task.FinishedAt,
            ErrorKind = task.Error?.Kind,
            Error = task.Error?.ToString(),
        },
        CancellationToken.None);

    /// <summary>Records that the video of a task was saved.</summary>
    /// <param name="provider">The gateway.</param>
    /// <param name="id">The task.</param>
    /// <param name="file">The file.</param>
    public Task SavedAsync(string provider, string id, FileInfo file) => AppendAsync(
        Line(JournalEvent.Saved, provider) with { Id = id, File = file.FullName, Length = file.Length },
        CancellationToken.None);

    /// <summary>Reads it.</summary>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <param name="since">Reads no further back than needed for what was recorded then or later; null for all.</param>
    /// <exception cref="VideoException">The file cannot be read (<see cref="VideoErrorKind.JournalUnavailable"/>).</exception>
    public async Task<JournalContents> ReadAsync(CancellationToken cancellationToken, DateTimeOffset? since = null)
    {
        try
        {
            if (!File.Exists(Path))
            {
                return new JournalContents([], 0, 0);
            }

            await using var held = await JournalLock.TryTakeAsync(Path, time, cancellationToken);
            await using var file = new FileStream(Path, FileMode.Open, FileAccess.Read, Shared, ReadAhead, FileOptions.Asynchronous);
            if (since is { } moment)
            {
                await JournalTail.SeekAsync(file, moment, cancellationToken);
            }

            return await JournalReader.ReadAsync(file, cancellationToken);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Unavailable("read", failure);
        }
    }

    /// <summary>Leaves out what is settled and old, and lines that cannot be read. The file is replaced by another in one step, or stays as it is.</summary>
    /// <param name="before">What was recorded before this may go, unless its create is unresolved or its task may still come to a video.</param>
    /// <param name="cancellationToken">Ends it, with the file as it was.</param>
    /// <returns>How many creates and tasks are left out, and how many stay.</returns>
    /// <exception cref="VideoException">The file cannot be written (<see cref="VideoErrorKind.JournalUnavailable"/>).</exception>
    public async Task<(int Removed, int Kept)> CompactAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        try
        {
            if (!File.Exists(Path))
            {
                return (0, 0);
            }

            await using var held = await JournalLock.TakeAsync(Path, time, cancellationToken);
            return await JournalCompaction.RunAsync(Path, before, time.GetUtcNow(), cancellationToken);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Unavailable("written", failure);
        }
    }

    private JournalLine Line(JournalEvent what, string provider) => new() { Version = JournalLine.CurrentVersion, At = time.GetUtcNow(), Event = what, Provider = provider };

    private async Task AppendAsync(JournalLine line, CancellationToken cancellationToken)
    {
        // Whoever has the turn writes for all who wait for it: one trip to the disk for many lines.
        var mine = new Waiting(JsonSerializer.SerializeToUtf8Bytes(line, JournalJson.Default.JournalLine));
        lock (waiting)
        {
            waiting.Add(mine);
        }

        try
        {
            await turn.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            Forget(mine);
            throw;
        }

        try
        {
            if (!mine.Written.IsCompleted)
            {
                await WriteAsync(Taken(), cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            Forget(mine);
            throw;
        }
        finally
        {
            turn.Release();
        }

        await mine.Written;
    }

    // What was given up before it was written is not written later: it will not be sent.
    private void Forget(Waiting line)
    {
        lock (waiting)
        {
            waiting.Remove(line);
        }
    }

    private Waiting[] Taken()
    {
        lock (waiting)
        {
            Waiting[] taken = [.. waiting];
            waiting.Clear();
            return taken;
        }
    }

    private async Task WriteAsync(Waiting[] lines, CancellationToken cancellationToken)
    {
        try
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
            await using var held = await JournalLock.TakeAsync(Path, time, cancellationToken);
            await using var file = OpenOrCreate();
            await AppendAsync(file, [.. lines.SelectMany(line => line.Bytes.Append(NewLine))]);
            Array.ForEach(lines, line => line.Done(null));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            var unavailable = Unavailable("written", failure);
            Array.ForEach(lines, line => line.Done(unavailable));
        }
        catch (OperationCanceledException)
        {
            // Only the one whose turn it was gave up; the others have theirs yet.
            lock (waiting)
            {
                waiting.InsertRange(0, lines);
            }

            throw;
        }
    }

    private FileStream OpenOrCreate()
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = Shared, BufferSize = 0, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows())
        {
            // Prompts, and the addresses of the user's own media with their signatures, are nobody else's. One that is there keeps its rights.
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(Path, options);
    }

    private static async Task AppendAsync(FileStream file, byte[] bytes)
    {
        var end = file.Length;
        try
        {
            // A process that died in the middle of a line must not take the next line down with it.
            if (end > 0 && await LastByteAsync(file) != NewLine)
            {
                bytes = [NewLine, .. bytes];
            }

            file.Seek(end, SeekOrigin.Begin);
            await file.WriteAsync(bytes, CancellationToken.None);
            file.Flush(flushToDisk: true);
        }
        catch (IOException)
        {
            // The disk is full: what is not recorded whole is not recorded, and is not sent.
            file.SetLength(end);
            throw;
        }
    }

    private VideoException Unavailable(string what, Exception failure) =>
        new(VideoErrorKind.JournalUnavailable, $"The record of tasks '{Path}' cannot be {what}: {failure.Message}", failure);

    private static async ValueTask<byte> LastByteAsync(FileStream file)
    {
        var last = new byte[1];
        file.Seek(-1, SeekOrigin.End);
        await file.ReadExactlyAsync(last);
        return last[0];
    }

    /// <summary>A line that is to be written.</summary>
    private sealed class Waiting(byte[] bytes)
    {
        private readonly TaskCompletionSource written = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public byte[] Bytes { get; } = bytes;

        public Task Written => written.Task;

        public void Done(Exception? failure)
        {
            if (failure is null)
            {
                written.SetResult();
            }
            else
            {
                written.SetException(failure);
            }
        }
    }
}
