using System.Security.Cryptography;
using System.Text.Json;

namespace WanVideo.Downloading;

/// <summary>
/// What has arrived of a video: <c>&lt;name&gt;.part</c> beside the target, and <c>&lt;name&gt;.part.json</c>, which says of which version it is. A
/// download that ends early leaves both, and the next one goes on from there; where that could not be done safely it leaves nothing.
/// </summary>
internal sealed class PartFile : IDisposable
{
    // What is shorter is fetched anew if the process is killed: to write the version down would cost a short video more than it could save.
    private const long WorthRecording = 4 * 1024 * 1024;

    private readonly FileStream content;
    private readonly string target;
    private readonly string versionPath;
    private bool isRecorded;

    private PartFile(string target)
    {
        this.target = target;
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        versionPath = target + ".part.json";
        content = OpenAlone(target + ".part");
    }

    /// <summary>How many bytes have arrived.</summary>
    public long Length { get; private set; }

    /// <summary>The version that they are of; null if nothing has arrived.</summary>
    public ResourceValidator? Version { get; private set; }

    /// <summary>Opens what an earlier download has left, or begins anew.</summary>
    /// <param name="target">The file it is to become.</param>
    public static PartFile Open(string target)
    {
        var part = new PartFile(target);
        try
        {
            part.Version = part.ReadVersion();
            if (part.Version?.Condition is not null && part.content.Length is var length and > 0 && !(length >= part.Version.Length))
            {
                part.Length = length;
                part.content.Seek(length, SeekOrigin.Begin);
            }
            else
            {
                part.Clear();
            }

            return part;
        }
        catch
        {
            part.content.Dispose();
            throw;
        }
    }

    /// <summary>Begins anew with a version.</summary>
    /// <param name="version">The version.</param>
    public void Begin(ResourceValidator version)
    {
        Clear();
        Version = version;
    }

    /// <summary>Adds what has arrived. Written at once: to hand 128 KiB to the file system's cache takes less than to change threads.</summary>
    /// <exception cref="VideoException">The disk is full, or fails.</exception>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        try
        {
            content.Write(bytes);
            Length += bytes.Length;
            if (Length >= WorthRecording)
            {
                Record();
            }
        }
        catch (IOException failure)
        {
            throw NotWritable(target, failure.Message, failure);
        }
        catch (ArgumentOutOfRangeException tooLarge)
        {
            // .NET's word for EFBIG: the file system, or a limit on the process, takes no file of that size.
            throw NotWritable(target, FormattableString.Invariant($"no file there may be longer than about {Length} bytes."), tooLarge);
        }
    }

    /// <summary>Forgets what has arrived.</summary>
    public void Clear()
    {
        content.SetLength(0);
        Length = 0;
        Version = null;
        DeleteRecord();
    }

    /// <summary>Whether the whole has the digest that its server gave; true if it gave none.</summary>
    public async Task<bool> HasItsDigestAsync(CancellationToken cancellationToken)
    {
        if (Version?.ContentMD5 is not { } digest)
        {
            return true;
        }

        content.Seek(0, SeekOrigin.Begin);
#pragma warning disable CA5351 // It guards against broken transfers, not against attackers, and no other is given.
        return (await MD5.HashDataAsync(content, cancellationToken)).AsSpan().SequenceEqual(digest);
#pragma warning restore CA5351
    }

    /// <summary>Gives the whole its final name, in one step, once it is on the disk.</summary>
    /// <param name="overwrite">Replace a file of that name.</param>
    public async Task CompleteAsync(bool overwrite)
    {
        await DiskThreads.RunAsync(() => content.Flush(flushToDisk: true));

        // Renamed while it is still held: nobody else can have taken it for the beginning of another download.
        File.Move(content.Name, target, overwrite);
        DeleteRecord();
        content.Dispose();
    }

    /// <summary>Leaves nothing behind.</summary>
    public void Discard()
    {
        DeleteRecord();
        File.Delete(content.Name);
        content.Dispose();
    }

    /// <summary>Leaves what has arrived, if a later download can go on from it.</summary>
    public void Keep()
    {
        if (Length > 0 && Version?.Condition is not null)
        {
            Record();
            content.Dispose();
        }
        else
        {
            Discard();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => content.Dispose();

    // Not shared: of two downloads to one name the second fails here, before it can touch what the first has. Windows lets an open file be
    // renamed if that is shared; elsewhere it always may.
    private static FileStream OpenAlone(string path)
    {
        for (; ; )
        {
            var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, OperatingSystem.IsWindows() ? FileShare.Delete : FileShare.None, bufferSize: 0);
            if (File.Exists(path))
            {
                return file;
            }

            // Opened just before another process gave it its final name, and locked just after: it is a finished video now.
            file.Dispose();
        }
    }

    /// <summary>The error of a disk that does not take a file.</summary>
    public static VideoException NotWritable(string target, string why, Exception cause) =>
        new(VideoErrorKind.FileNotWritable, $"'{target}' cannot be written: {why}", cause);

    private void Record()
    {
        if (!isRecorded && Version is { Condition: not null })
        {
            using var file = File.Create(versionPath);
            JsonSerializer.Serialize(file, Version, ResourceValidatorJson.Default.ResourceValidator);
            isRecorded = true;
        }
    }

    private void DeleteRecord()
    {
        if (isRecorded)
        {
            File.Delete(versionPath);
            isRecorded = false;
        }
    }

    private ResourceValidator? ReadVersion()
    {
        isRecorded = File.Exists(versionPath);
        if (!isRecorded)
        {
            return null;
        }

        try
        {
            using var file = File.OpenRead(versionPath);
            return JsonSerializer.Deserialize(file, ResourceValidatorJson.Default.ResourceValidator);
        }
        catch (JsonException)
        {
            // A process that was killed may have left half of it, and what cannot be told apart is fetched anew.
            return null;
        }
    }
}
