using System.Security.Cryptography;
using System.Text.Json;

namespace WanVideo.Downloading;

/// <summary>
/// The content of an incomplete download: <c>&lt;name&gt;.part</c> beside the target file, and <c>&lt;name&gt;.part.json</c> with its
/// <see cref="ResourceValidator"/>. Both remain after an interrupted download that can be resumed; otherwise both are deleted.
/// </summary>
internal sealed class PartFile : IDisposable
{
    // In bytes. Shorter downloads cannot be resumed after the process is killed: saving the validator costs more than it gains.
    private const long MinLengthToSaveValidator = 4 * 1024 * 1024;

    private readonly FileStream content;
    private readonly Action<string> flushFolder;
    private readonly string target;
    private readonly string validatorPath;
    private bool hasValidatorFile;

    private PartFile(string target, Func<string, FileStream> open, Action<string> flushFolder)
    {
        this.target = target;
        this.flushFolder = flushFolder;
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        validatorPath = target + ".part.json";
        content = OpenExclusive(target + ".part", open);
    }

    /// <summary>The number of bytes received.</summary>
    public long Length { get; private set; }

    /// <summary>The version of the bytes received; null if there are none.</summary>
    public ResourceValidator? Validator { get; set; }

    /// <summary>Opens the content of an interrupted download, or creates an empty file.</summary>
    /// <param name="target">The final path.</param>
    /// <param name="open">Opens the <c>.part</c> file; null for the default.</param>
    /// <param name="flushFolder">Flushes the entries of a folder to the disk; null for the default.</param>
    public static PartFile Open(string target, Func<string, FileStream>? open = null, Action<string>? flushFolder = null)
    {
        var part = new PartFile(target, open ?? OpenOrCreate, flushFolder ?? FolderEntries.Flush);
        try
        {
            part.Validator = part.ReadValidator();
            if (part.Validator?.Condition is not null && part.content.Length is var length and > 0 && !(length >= part.Validator.Length))
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

    /// <summary>Starts with an empty file.</summary>
    /// <param name="validator">The version of the content to follow.</param>
    public void Restart(ResourceValidator validator)
    {
        Clear();
        Validator = validator;
    }

    /// <summary>Appends bytes. Synchronous: a write of 80 KiB to the page cache takes less time than a thread switch.</summary>
    /// <exception cref="VideoException">The disk is full or failed (<see cref="VideoErrorKind.FileNotWritable"/>).</exception>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        try
        {
            content.Write(bytes);
            Length += bytes.Length;
            if (Length >= MinLengthToSaveValidator)
            {
                SaveValidator();
            }
        }
        catch (IOException exception)
        {
            throw CreateNotWritableException(target, exception.Message, exception);
        }
        catch (ArgumentOutOfRangeException exception)
        {
            // .NET throws this for EFBIG: the file system, or a limit of the process, does not allow files of this size.
            throw CreateNotWritableException(target, FormattableString.Invariant($"files on this disk are limited to about {Length} bytes."), exception);
        }
    }

    /// <summary>Removes all bytes received.</summary>
    public void Clear()
    {
        content.SetLength(0);
        Length = 0;
        Validator = null;
        DeleteValidatorFile();
    }

    /// <summary>Whether the content has the digest that the server sent; true if it sent none.</summary>
    public async Task<bool> HasExpectedDigestAsync(CancellationToken cancellationToken)
    {
        if (Validator?.ContentMD5 is not { } digest)
        {
            return true;
        }

        content.Seek(0, SeekOrigin.Begin);
#pragma warning disable CA5351 // MD5 detects transfer errors here, and servers send no other digest.
        return (await MD5.HashDataAsync(content, cancellationToken)).AsSpan().SequenceEqual(digest);
#pragma warning restore CA5351
    }

    /// <summary>Whether the content is a complete MP4 file: its boxes end where the content ends, and contain the index and the media.</summary>
    /// <param name="allowsOpenEnd">Whether the last box may have no length, so that any end is valid.</param>
    public bool HasCompleteBoxes(bool allowsOpenEnd)
    {
        var (reader, types, hasOpenEnd) = ReadBoxes();
        return reader.IsAtEnd && (allowsOpenEnd || !hasOpenEnd) && HasIndexAndMedia(types);
    }

    /// <summary>
    /// Whether the content is the start of an MP4 file: it ends inside the index or the media, or its boxes end where it ends and one of both is missing.
    /// Other bytes after the last box are no proof: players ignore them, and they can look like a box.
    /// </summary>
    public bool IsTruncated()
    {
        var (reader, types, hasOpenEnd) = ReadBoxes();
        return reader.TruncatedType is "moov" or "mdat" or "moof" || (reader.IsAtEnd && !hasOpenEnd && !HasIndexAndMedia(types));
    }

    /// <summary>Flushes the content to the disk and then moves it to the final path in one step.</summary>
    /// <param name="overwrite">Whether an existing file is replaced.</param>
    public async Task CompleteAsync(bool overwrite)
    {
        // fsync blocks. On the thread pool, a few slow disks would delay all downloads.
        await Task.Factory.StartNew(() => content.Flush(flushToDisk: true), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

        // Moved while open: no other process can open the .part file in between.
        File.Move(content.Name, target, overwrite);
        await Task.Factory.StartNew(() => flushFolder(Path.GetDirectoryName(target)!), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        DeleteValidatorFile();
        content.Dispose();
    }

    /// <summary>Deletes all files.</summary>
    public void Discard()
    {
        DeleteValidatorFile();
        File.Delete(content.Name);
        content.Dispose();
    }

    /// <summary>Keeps the files if a later download can resume; deletes them otherwise.</summary>
    public void Keep()
    {
        if (Length > 0 && Validator?.Condition is not null)
        {
            SaveValidator();
            content.Dispose();
        }
        else
        {
            Discard();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => content.Dispose();

    /// <summary>Creates the error of a file that cannot be written.</summary>
    public static VideoException CreateNotWritableException(string target, string reason, Exception innerException) =>
        new(VideoErrorKind.FileNotWritable, $"'{target}' cannot be written: {reason}", innerException);

    private static bool HasIndexAndMedia(HashSet<string> types) => types.Contains("moov") && types.Contains("mdat");

    private (Mp4BoxReader Reader, HashSet<string> Types, bool HasOpenEnd) ReadBoxes()
    {
        var types = new HashSet<string>();
        var reader = new Mp4BoxReader(content);
        var hasOpenEnd = false;
        while (reader.Read() is { } box)
        {
            types.Add(box.Type);
            hasOpenEnd = !box.HasLength;
        }

        content.Seek(Length, SeekOrigin.Begin);
        return (reader, types, hasOpenEnd);
    }

    // Not shared: a second download to the same path fails here, before it changes the file. Windows requires FileShare.Delete to rename an open file.
    private static FileStream OpenOrCreate(string path) =>
        new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, OperatingSystem.IsWindows() ? FileShare.Delete : FileShare.None, bufferSize: 0);

    private static FileStream OpenExclusive(string path, Func<string, FileStream> open)
    {
        while (true)
        {
            // Content written through a link would replace that of another file.
            VerifyNoLink(path);
            var file = open(path);
            try
            {
                VerifyNoLink(path);
                if (!file.CanSeek)
                {
                    throw new IOException($"'{path}' is not a regular file.");
                }

                if (File.Exists(path))
                {
                    return file;
                }
            }
            catch
            {
                file.Dispose();
                throw;
            }

            // Another process moved the file to its final path between open and lock.
            file.Dispose();
        }
    }

    private static void VerifyNoLink(string path)
    {
        if (new FileInfo(path).LinkTarget is { } linkTarget)
        {
            throw new IOException($"'{path}' is a link to '{linkTarget}'. Delete the link.");
        }
    }

    private void SaveValidator()
    {
        if (!hasValidatorFile && Validator is { Condition: not null })
        {
            // An existing file was deleted before. CreateNew does not follow a link that was created since.
            using var file = new FileStream(validatorPath, FileMode.CreateNew, FileAccess.Write, FileShare.None);
            JsonSerializer.Serialize(file, Validator, ResourceValidatorJson.Default.ResourceValidator);
            hasValidatorFile = true;
        }
    }

    private void DeleteValidatorFile()
    {
        if (hasValidatorFile)
        {
            File.Delete(validatorPath);
            hasValidatorFile = false;
        }
    }

    private ResourceValidator? ReadValidator()
    {
        hasValidatorFile = File.Exists(validatorPath);
        if (!hasValidatorFile)
        {
            return null;
        }

        try
        {
            using var file = File.OpenRead(validatorPath);
            return JsonSerializer.Deserialize(file, ResourceValidatorJson.Default.ResourceValidator);
        }
        catch (Exception exception) when (exception is JsonException or IOException)
        {
            // Truncated when a process was killed, or a link to a file that does not exist.
            return null;
        }
    }
}
