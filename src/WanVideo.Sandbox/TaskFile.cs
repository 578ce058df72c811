using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace WanVideo.Sandbox;

/// <summary>
/// The file that stores the tasks of one protocol between processes. All processes of a user share it. A lock file serializes writers. Readers do not
/// wait. A line is the state of a task at its last change. Incomplete, damaged and too long lines are skipped. Without a usable file nothing is stored.
/// </summary>
/// <remarks>A line is not flushed to the disk: it survives the exit of the process, but not a power failure.</remarks>
internal sealed class TaskFile(string path, string protocol, TimeProvider time)
{
    /// <summary>The length in bytes at which the file is rewritten without old tasks, to at most half of it: about 4,000 tasks.</summary>
    public const int MaxLength = 4 * 1024 * 1024;

    private const int MaxLineLength = 64 * 1024;

    // A longer body contains inline data and is not stored. Only AceData repeats the body in its responses.
    private const int MaxBodyLength = 16 * 1024;

    private const string LinePrefix = $$"""{"{{nameof(StoredTask.Protocol)}}":""";
    // The HResult of an IOException for a locked file: EAGAIN, and ERROR_SHARING_VIOLATION on Windows.
    private const int ContentionOnLinux = 11;
    private const int ContentionOnMacOS = 35;
    private const int ContentionOnWindows = unchecked((int)0x80070020);

    // A writer holds the lock for less than a millisecond, a rewrite for about 100.
    private static readonly TimeSpan MaxLockWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);
    private static readonly int HeaderLength = CreateHeader().Length;

    private readonly byte[] protocolPrefix = Encoding.UTF8.GetBytes($"{LinePrefix}\"{protocol}\"");
    private (long Length, DateTime WrittenAt) lastRead;
    private byte[] header = [];
    private long offset;
    private bool isUnusable = !Path.IsPathFullyQualified(path);

    /// <summary>Waits until no other process writes, and locks the file. Null if the file cannot be used.</summary>
    public IDisposable? AcquireLock()
    {
        if (isUnusable)
        {
            return null;
        }

        var start = Stopwatch.GetTimestamp();
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            while (true)
            {
                try
                {
                    return Open(path + ".lock", FileMode.OpenOrCreate, FileShare.None);
                }
                catch (IOException exception) when (exception.HResult is ContentionOnLinux or ContentionOnMacOS or ContentionOnWindows && Stopwatch.GetElapsedTime(start) < MaxLockWait)
                {
                    Thread.Sleep(1);
                }
            }
        }
        catch (Exception exception) when (IsFileError(exception))
        {
            isUnusable = true;
            return null;
        }
    }

    /// <summary>Appends a task in one write. The caller holds the lock.</summary>
    public void Append(SandboxTask task, string? idempotencyKey, string? bodyDigest)
    {
        var request = task.Request.Body.Length > MaxBodyLength ? task.Request with { Body = "{}" } : task.Request;
        var json = JsonSerializer.SerializeToUtf8Bytes(new StoredTask(protocol, task with { Request = request }, idempotencyKey, bodyDigest), TaskFileJson.Default.StoredTask);
        if (isUnusable || json.Length > MaxLineLength)
        {
            return;
        }

        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > MaxLength })
            {
                Rewrite();
            }

            using var file = Open(path, FileMode.OpenOrCreate, FileShare.ReadWrite | FileShare.Delete);

            // The leading line break terminates an incomplete line of a killed process.
            file.Seek(0, SeekOrigin.End);
            file.Write([.. file.Length == 0 ? CreateHeader() : "\n"u8, .. json, .. "\n"u8]);
        }
        catch (Exception exception) when (IsFileError(exception))
        {
            isUnusable = true;
        }
    }

    /// <summary>Reads the lines that were appended since the last call. After a rewrite, reads the whole file.</summary>
    public IReadOnlyList<StoredTask> ReadNew()
    {
        try
        {
            var info = new FileInfo(path);
            if (isUnusable || !info.Exists || (info.Length, info.LastWriteTimeUtc) == lastRead)
            {
                return [];
            }

            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            var currentHeader = Read(file, 0, HeaderLength);
            if (!currentHeader.AsSpan().SequenceEqual(header))
            {
                (header, offset) = (currentHeader, 0);
            }

            offset = Math.Max(offset, file.Length - MaxLength);
            var content = Read(file, offset, (int)(file.Length - offset)).AsSpan();
            content = content[..(content.LastIndexOf((byte)'\n') + 1)];
            offset += content.Length;
            lastRead = (info.Length, info.LastWriteTimeUtc);
            return Parse(content, protocolPrefix);
        }
        catch (Exception exception) when (IsFileError(exception))
        {
            return [];
        }
    }

    // Readers of the old file finish, and detect the replacement by the header.
    private void Rewrite()
    {
        byte[] content;
        using (var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0))
        {
            content = Read(file, Math.Max(0, file.Length - (MaxLength / 2)), MaxLength / 2);
        }

        using var remaining = new MemoryStream();
        remaining.Write(CreateHeader());
        Parse(content, Encoding.UTF8.GetBytes(LinePrefix), remaining);

        var replacement = path + ".new";
        File.Delete(replacement);
        using (var file = Open(replacement, FileMode.CreateNew, FileShare.None))
        {
            remaining.WriteTo(file);
        }

        File.Move(replacement, path, overwrite: true);
    }

    private List<StoredTask> Parse(ReadOnlySpan<byte> content, ReadOnlySpan<byte> prefix, Stream? copy = null)
    {
        var lines = new List<StoredTask>();
        foreach (var range in content.Split((byte)'\n'))
        {
            if (content[range] is { Length: <= MaxLineLength } line && line.StartsWith(prefix) && Parse(line) is { } stored && IsValid(stored.Task))
            {
                lines.Add(stored);
                copy?.Write(line);
                copy?.WriteByte((byte)'\n');
            }
        }

        return lines;
    }

    private static StoredTask? Parse(ReadOnlySpan<byte> line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, TaskFileJson.Default.StoredTask);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // The protocols and the video writer rely on these.
    private bool IsValid(SandboxTask task)
    {
        var age = time.GetUtcNow() - task.CreatedAt;
        return age <= Lifetime && age >= -Lifetime
            && task.EstimatedRunTime >= TimeSpan.Zero && task.EstimatedRunTime <= Lifetime
            && (task.CanceledAt is not { } canceledAt || (canceledAt >= task.CreatedAt && canceledAt <= task.CreatedAt + Lifetime))
            && task.Id is { Length: > 0 and <= 48 } id && id.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_')
            && task.Request is { Width: > 0 and <= 8192, Height: > 0 and <= 8192, Seconds: > 0 and <= 3600 }
            && IsObject(task.Request.Body);
    }

    private static bool IsObject(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind is JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static byte[] Read(FileStream file, long offset, int count)
    {
        var content = new byte[count];
        file.Seek(offset, SeekOrigin.Begin);
        return content[..file.ReadAtLeast(content, count, throwOnEndOfStream: false)];
    }

    private static FileStream Open(string path, FileMode mode, FileShare share)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = share, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, options);
    }

    // Identifies the file, so that a reader detects a replacement.
    private static byte[] CreateHeader() => Encoding.UTF8.GetBytes($$"""{"Generation":"{{Guid.NewGuid():N}}"}""" + "\n");

    private static bool IsFileError(Exception exception) => exception is IOException or UnauthorizedAccessException or NotSupportedException;
}

/// <summary>A line of a <see cref="TaskFile"/>.</summary>
/// <param name="Protocol">The protocol, first in the line.</param>
/// <param name="Task">The task.</param>
/// <param name="IdempotencyKey">The idempotency key of the create request.</param>
/// <param name="BodyDigest">With an idempotency key: the SHA-256 of the request's body.</param>
internal sealed record StoredTask(string Protocol, SandboxTask Task, string? IdempotencyKey = null, string? BodyDigest = null);

[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    IgnoreReadOnlyProperties = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(StoredTask))]
internal sealed partial class TaskFileJson : JsonSerializerContext;
