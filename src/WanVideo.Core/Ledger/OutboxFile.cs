namespace WanVideo.Ledger;

/// <summary>
/// A file of slots. An entry occupies one or several consecutive slots, padded with spaces. The space for <see cref="InitialSlotCount"/> slots is
/// allocated when the file is created, so that entries can be written to a full disk. Thread-safe.
/// </summary>
internal sealed class OutboxFile : IDisposable
{
    /// <summary>The extension of a file with a lock that its owner holds until it exits.</summary>
    public const string LockedExtension = ".outbox";

    /// <summary>The extension of a file without a lock, because the file system has none or file locking is disabled.</summary>
    public const string UnlockedExtension = ".unlocked";

    /// <summary>The size of a slot in bytes.</summary>
    public const int SlotSize = 2048;

    private const int InitialSlotCount = 32;
    private const byte Blank = (byte)' ';
    private const FileShare NoLock = FileShare.ReadWrite | FileShare.Delete;

    // EWOULDBLOCK of Linux and macOS, ERROR_SHARING_VIOLATION of Windows.
    private static readonly int[] SharingViolations = [11, 35, unchecked((int)0x80070020)];

    private readonly Lock sync = new();
    private FileStream stream;
    private int unusedSlot;

    private OutboxFile(string path, FileStream stream)
    {
        Path = path;
        this.stream = stream;
    }

    /// <summary>The full path.</summary>
    public string Path { get; }

    /// <summary>Whether the owner holds a lock on the file, so that a file without a lock belongs to a process that has exited.</summary>
    public bool IsLocked => Path.EndsWith(LockedExtension, StringComparison.Ordinal);

    /// <summary>Creates a file and locks it, if locks are available.</summary>
    /// <param name="folder">The folder, which is created if it does not exist.</param>
    /// <param name="owner">The name of the file without its extension.</param>
    /// <exception cref="IOException">The file cannot be created, or its space cannot be allocated.</exception>
    public static OutboxFile Create(string folder, string owner)
    {
        var path = System.IO.Path.Combine(folder, owner + LockedExtension);
        var content = CreateBlank(InitialSlotCount);
        var file = new OutboxFile(path, CreateStream(path, FileShare.None, content));
        if (file.HasEffectiveLock())
        {
            return file;
        }

        file.stream.Dispose();
        File.Delete(path);
        path = System.IO.Path.ChangeExtension(path, UnlockedExtension);
        return new OutboxFile(path, CreateStream(path, NoLock, content));
    }

    /// <summary>Opens the file of another process.</summary>
    /// <returns>The file; null if its owner has locked it, or if it cannot be opened.</returns>
    public static OutboxFile? TryOpen(string path)
    {
        try
        {
            var share = path.EndsWith(LockedExtension, StringComparison.Ordinal) ? FileShare.None : NoLock;
            return new OutboxFile(path, new FileStream(path, FileMode.Open, FileAccess.ReadWrite, share, bufferSize: 0));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Creates the file again, with its entries, if it was deleted.</summary>
    public void EnsureExists()
    {
        lock (sync)
        {
            if (!File.Exists(Path))
            {
                var newStream = CreateStream(Path, IsLocked ? FileShare.None : NoLock, ReadAll());
                stream.Dispose();
                stream = newStream;
            }
        }
    }

    /// <summary>Writes an entry to free slots and flushes it to the disk.</summary>
    public void Add(byte[] entry)
    {
        lock (sync)
        {
            EnsureExists();
            var count = GetSlotCount(entry.Length);
            var slot = IsLocked ? FindFreeSlots(ReadAll(), count) : unusedSlot;
            Write(slot, Pad(entry, count));

            // No slot of a file without a lock is used twice, because another process can clear it.
            unusedSlot = Math.Max(unusedSlot, slot + count);
        }
    }

    /// <summary>Reads the entries.</summary>
    public List<OutboxLine> ReadLines()
    {
        byte[] content;
        lock (sync)
        {
            content = ReadAll();
        }

        var lines = new List<OutboxLine>();
        var slots = content.Length / SlotSize;
        for (var slot = 0; slot < slots;)
        {
            if (IsBlank(content, slot))
            {
                slot++;
                continue;
            }

            var start = slot;
            var entry = OutboxEntry.Parse(content.AsSpan(slot * SlotSize), out var length);
            slot += Math.Max(GetSlotCount(length), 1);

            // A damaged entry extends to the next one, or to a free slot.
            while (length == 0 && slot < slots && !IsBlank(content, slot) && OutboxEntry.Parse(content.AsSpan(slot * SlotSize), out _) is null)
            {
                slot++;
            }

            lines.Add(new OutboxLine(start, content[(start * SlotSize)..(slot * SlotSize)], entry));
        }

        return lines;
    }

    /// <summary>Clears the slots of an entry, unless they were changed since it was read.</summary>
    public void Clear(OutboxLine line)
    {
        lock (sync)
        {
            var current = new byte[line.Bytes.Length];
            Read(line.Slot, current);
            if (current.AsSpan().SequenceEqual(line.Bytes))
            {
                Write(line.Slot, CreateBlank(line.Bytes.Length / SlotSize));
            }
        }
    }

    /// <summary>Closes the file. A file without entries is deleted.</summary>
    public void CloseAndDeleteIfBlank()
    {
        lock (sync)
        {
            if (stream.SafeFileHandle.IsClosed)
            {
                return;
            }

            var isBlank = ReadAll().AsSpan().IndexOfAnyExcept(Blank) < 0;
            Dispose();
            if (isBlank)
            {
                File.Delete(Path);
            }
        }
    }

    public void Dispose() => stream.Dispose();

    /// <summary>Appends text to a file that only its owner can read.</summary>
    public static void AppendPrivate(string path, string text)
    {
        var options = new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var writer = new StreamWriter(path, options);
        writer.Write(text);
    }

    // Without the new name, another process could open a new file before it is locked, and consider its owner exited. Windows locks a file when it is created.
    private static FileStream CreateStream(string path, FileShare share, byte[] content)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = share, BufferSize = 0 };
        var newPath = path;
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            newPath += ".new";
        }

        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        var stream = new FileStream(newPath, options);
        try
        {
            RandomAccess.Write(stream.SafeFileHandle, content, 0);
            RandomAccess.FlushToDisk(stream.SafeFileHandle);
            if (newPath != path)
            {
                File.Move(newPath, path);
            }

            return stream;
        }
        catch
        {
            stream.Dispose();
            File.Delete(newPath);
            throw;
        }
    }

    private bool HasEffectiveLock()
    {
        try
        {
            new FileStream(Path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 0).Dispose();
            return false;
        }
        catch (IOException exception)
        {
            return SharingViolations.Contains(exception.HResult);
        }
    }

    private static int FindFreeSlots(byte[] content, int count)
    {
        var slots = content.Length / SlotSize;
        for (var slot = 0; ; slot++)
        {
            // Slots after the end are free.
            if (Enumerable.Range(slot, count).All(index => index >= slots || IsBlank(content, index)))
            {
                return slot;
            }
        }
    }

    private static bool IsBlank(byte[] content, int slot) => content.AsSpan(slot * SlotSize, SlotSize).IndexOfAnyExcept(Blank) < 0;

    private static int GetSlotCount(long length) => (int)((length + SlotSize - 1) / SlotSize);

    private static byte[] CreateBlank(int slots)
    {
        var content = new byte[slots * SlotSize];
        Array.Fill(content, Blank);
        return content;
    }

    private static byte[] Pad(byte[] entry, int slots)
    {
        var content = CreateBlank(slots);
        entry.CopyTo(content, 0);
        return content;
    }

    // The last slot is incomplete if the process exited while it extended the file.
    private byte[] ReadAll()
    {
        var content = CreateBlank(GetSlotCount(RandomAccess.GetLength(stream.SafeFileHandle)));
        Read(0, content);
        return content;
    }

    private void Read(int slot, byte[] buffer)
    {
        for (var read = 0; read < buffer.Length;)
        {
            var count = RandomAccess.Read(stream.SafeFileHandle, buffer.AsSpan(read), (slot * (long)SlotSize) + read);
            if (count == 0)
            {
                return;
            }

            read += count;
        }
    }

    private void Write(int slot, byte[] content)
    {
        RandomAccess.Write(stream.SafeFileHandle, content, slot * (long)SlotSize);
        RandomAccess.FlushToDisk(stream.SafeFileHandle);
    }
}

/// <summary>The slots of one entry.</summary>
/// <param name="Slot">The index of the first slot.</param>
/// <param name="Bytes">The content of the slots.</param>
/// <param name="Entry">The entry; null if it is damaged.</param>
internal sealed record OutboxLine(int Slot, byte[] Bytes, OutboxEntry? Entry);
