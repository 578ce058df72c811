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

    // Another process holds the file for as long as one line takes to reach the disk.
    private static readonly TimeSpan LockWait = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LockRetry = TimeSpan.FromMilliseconds(5);

    private readonly SemaphoreSlim turn = new(1, 1);

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
        new JournalLine
        {
            At = time.GetUtcNow(),
            Event = JournalEvent.Attempted,
            Attempt = attempt.Id,
            Provider = attempt.Provider,
            BaseUri = attempt.BaseUri,
            IdempotencyKey = attempt.IdempotencyKey,
            Request = attempt.Body,
        },
        cancellationToken);

    /// <summary>Records that the gateway accepted a create.</summary>
    /// <param name="attempt">The create.</param>
    /// <param name="task">The task that it made.</param>
    public Task CreatedAsync(CreateAttempt attempt, VideoTask task) => AppendAsync(
        new JournalLine
        {
            At = time.GetUtcNow(),
            Event = JournalEvent.Created,
            Attempt = attempt.Id,
            Provider = task.Provider,
            Id = task.Id,
        },
        CancellationToken.None);

    /// <summary>Records that a create made no task, or may have made one whose id is not known.</summary>
    /// <param name="attempt">The create.</param>
    /// <param name="error">Why.</param>
    public Task FailedAsync(CreateAttempt attempt, VideoError error) => AppendAsync(
        new JournalLine
        {
            At = time.GetUtcNow(),
            Event = error.Kind is VideoErrorKind.OutcomeUnknown ? JournalEvent.OutcomeUnknown : JournalEvent.Refused,
            Attempt = attempt.Id,
            Provider = attempt.Provider,
            Error = error.ToString(),
        },
        CancellationToken.None);

    private async Task AppendAsync(JournalLine line, CancellationToken cancellationToken)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(line, JournalJson.Default.JournalLine);
        await turn.WaitAsync(cancellationToken);
        try
        {
            await using var file = await OpenAsync(cancellationToken);
            file.Seek(0, SeekOrigin.End);

            // A process that died in the middle of a line must not take the next line down with it.
            if (file.Length > 0 && await LastByteAsync(file, cancellationToken) != NewLine)
            {
                file.WriteByte(NewLine);
            }

            await file.WriteAsync((byte[])[.. bytes, NewLine], cancellationToken);
            file.Flush(flushToDisk: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new VideoException(
                VideoErrorKind.JournalUnavailable,
                $"The record of tasks '{Path}' cannot be written: {failure.Message}",
                failure);
        }
        finally
        {
            turn.Release();
        }
    }

    private async Task<FileStream> OpenAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        for (var waited = TimeSpan.Zero; ; waited += LockRetry)
        {
            try
            {
                // FileShare.None is the lock between processes, on every system.
                return new FileStream(Path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0, FileOptions.Asynchronous);
            }
            catch (IOException held) when (held is not (DirectoryNotFoundException or PathTooLongException) && IsHeld(held) && waited < LockWait)
            {
                await Task.Delay(LockRetry, time, cancellationToken);
            }
        }
    }

    // ERROR_SHARING_VIOLATION on Windows; EWOULDBLOCK from flock elsewhere (11 on Linux, 35 on macOS).
    private static bool IsHeld(IOException failure) => failure.HResult is unchecked((int)0x80070020) or 11 or 35;

    private static async ValueTask<byte> LastByteAsync(FileStream file, CancellationToken cancellationToken)
    {
        var last = new byte[1];
        file.Seek(-1, SeekOrigin.End);
        await file.ReadExactlyAsync(last, cancellationToken);
        return last[0];
    }
}
