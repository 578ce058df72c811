using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace WanVideo.Ledger;

/// <summary>
/// Holds the outcomes of create requests that the ledger could not record. One file per process and ledger, with an exclusive lock that the
/// operating system releases when the process exits, so that an unlocked file belongs to a process that has exited. The space for
/// <see cref="SlotCount"/> outcomes is allocated before the first create request, so that they can be written to a full disk.
/// </summary>
public sealed class Outbox : IDisposable
{
    private const int SlotCount = 32;
    private const int SlotSize = 2048;
    private const int DigestLength = 8;
    private const int MaxErrorLength = 500;
    private const int MaxFileAttempts = 3;
    private const string Extension = ".outbox";
    private const byte Blank = (byte)' ';

    private readonly Lock sync = new();
    private readonly string folder;
    private readonly Guid ledgerId;
    private readonly FileStream file;
    private readonly List<int> usedSlots = [];

    private Outbox(string folder, Guid ledgerId, string owner, FileStream file)
    {
        this.folder = folder;
        this.ledgerId = ledgerId;
        this.file = file;
        Owner = owner;
    }

    /// <summary>The name of this process in the ledger.</summary>
    public string Owner { get; }

    /// <summary>Creates this process's outbox for a ledger.</summary>
    /// <param name="stateFolder">The folder of the outboxes.</param>
    /// <param name="ledgerId">The id of the ledger. Outcomes are replayed to this ledger only.</param>
    /// <exception cref="VideoException">The file cannot be created, or its space cannot be allocated (<see cref="VideoErrorKind.LedgerUnavailable"/>).</exception>
    public static Outbox Create(string stateFolder, Guid ledgerId)
    {
        var folder = Path.Combine(stateFolder, ledgerId.ToString("N"));
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return CreateFile(folder, ledgerId);
            }
            catch (IOException) when (attempt < MaxFileAttempts)
            {
                // Before the new file is locked, another process can treat it as the file of an owner that has exited, and lock it.
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw new VideoException(
                    VideoErrorKind.LedgerUnavailable,
                    $"The outbox in {folder} cannot be written: {exception.Message} It is required before a create request is sent, so nothing was sent.",
                    exception);
            }
        }
    }

    /// <summary>Stores an outcome on disk until <see cref="RecoverAsync"/> has recorded it.</summary>
    /// <param name="settlement">The outcome.</param>
    /// <exception cref="IOException">The allocated space is used, and the disk is full.</exception>
    public void Add(AttemptSettlement settlement)
    {
        var line = Format(settlement);
        lock (sync)
        {
            var slot = Enumerable.Range(0, int.MaxValue).First(index => !usedSlots.Contains(index));
            WriteSlot(file, slot, line);
            usedSlots.Add(slot);
        }
    }

    /// <summary>Records the outcomes in the outboxes of this process and of processes that have exited. Marks the other attempts of these processes, and attempts whose lease has ended, as unresolved.</summary>
    /// <param name="ledger">The ledger.</param>
    /// <param name="messages">Receives a warning for each outcome that cannot be recorded; it is moved to a file named <c>.rejected</c>.</param>
    /// <param name="cancellationToken">Cancels the replay. Outcomes that were not recorded remain.</param>
    /// <exception cref="VideoException">The ledger cannot be used.</exception>
    public async Task RecoverAsync(ILedger ledger, IUserMessages messages, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        ArgumentNullException.ThrowIfNull(messages);
        int[] ownSlots;
        lock (sync)
        {
            ownSlots = [.. usedSlots];
        }

        foreach (var slot in ownSlots)
        {
            await ReplaySlotAsync(file, slot, Owner, ledger, messages, cancellationToken);
            lock (sync)
            {
                usedSlots.Remove(slot);
            }
        }

        var exitedOwners = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var path in Directory.EnumerateFiles(folder, "*" + Extension))
        {
            var owner = Path.GetFileNameWithoutExtension(path);
            if (owner == Owner)
            {
                continue;
            }

            // The file can be opened only if its owner has exited.
            if (TryOpen(path) is not { } other)
            {
                continue;
            }

            await using (other)
            {
                for (var slot = 0; slot * (long)SlotSize < other.Length; slot++)
                {
                    await ReplaySlotAsync(other, slot, owner, ledger, messages, cancellationToken);
                }

                exitedOwners.Add(owner, path);
            }
        }

        await ledger.ExpireAsync(exitedOwners.Keys, cancellationToken);
        foreach (var path in exitedOwners.Values)
        {
            File.Delete(path);
        }
    }

    /// <summary>Closes the file. Deletes it if it is empty.</summary>
    public void Dispose()
    {
        lock (sync)
        {
            if (usedSlots.Count == 0)
            {
                File.Delete(file.Name);
            }

            file.Dispose();
        }
    }

    private static Outbox CreateFile(string folder, Guid ledgerId)
    {
        Directory.CreateDirectory(folder);
        var owner = Guid.CreateVersion7().ToString("N");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        var file = new FileStream(Path.Combine(folder, owner + Extension), options);
        file.Write(Enumerable.Repeat(Blank, SlotCount * SlotSize).ToArray());
        file.Flush(flushToDisk: true);
        return new Outbox(folder, ledgerId, owner, file);
    }

    private async Task ReplaySlotAsync(FileStream stream, int slot, string owner, ILedger ledger, IUserMessages messages, CancellationToken cancellationToken)
    {
        var line = ReadSlot(stream, slot);
        if (line.Length == 0)
        {
            return;
        }

        try
        {
            if (Parse(line) is not { } entry || entry.LedgerId != ledgerId)
            {
                throw new FormatException("The entry is damaged or belongs to another ledger.");
            }

            await ledger.SettleAsync(entry.Settlement, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException and not VideoException { Error.Kind: VideoErrorKind.LedgerUnavailable })
        {
            var rejectedPath = Path.Combine(folder, owner + ".rejected");
            await File.AppendAllTextAsync(rejectedPath, line + Environment.NewLine, cancellationToken);
            messages.WriteWarning($"An outcome of a create request could not be recorded and was moved to {rejectedPath}: {exception.Message}");
        }

        WriteSlot(stream, slot, "");
    }

    private static FileStream? TryOpen(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string ReadSlot(FileStream stream, int slot)
    {
        var bytes = new byte[SlotSize];
        stream.Seek(slot * (long)SlotSize, SeekOrigin.Begin);
        var length = stream.ReadAtLeast(bytes, SlotSize, throwOnEndOfStream: false);
        return Encoding.UTF8.GetString(bytes, 0, length).TrimEnd();
    }

    private static void WriteSlot(FileStream stream, int slot, string line)
    {
        var bytes = Enumerable.Repeat(Blank, SlotSize).ToArray();
        Encoding.UTF8.GetBytes(line).CopyTo(bytes, 0);
        stream.Seek(slot * (long)SlotSize, SeekOrigin.Begin);
        stream.Write(bytes);
        stream.Flush(flushToDisk: true);
    }

    // The digest detects a partially written line.
    private string Format(AttemptSettlement settlement)
    {
        var error = settlement.Error;
        for (var length = MaxErrorLength; ; length /= 2)
        {
            // Without the body, the input row, the prompt and the video URL.
            var entry = new OutboxEntry(ledgerId, settlement with
            {
                Intent = settlement.Intent with { Request = null, Details = null, Prompt = null },
                Task = settlement.Task is { } task ? new VideoTask { Id = task.Id, Provider = task.Provider, BaseUri = task.BaseUri, Status = task.Status, CreatedAt = task.CreatedAt, ExpiresAt = task.ExpiresAt, IsBilled = task.IsBilled } : null,
                Error = error is { Message.Length: var size } && size > length ? error with { Message = error.Message[..length] } : error,
                Account = null,
                PauseAccountFor = null,
            });
            var json = JsonSerializer.Serialize(entry, OutboxJson.Default.OutboxEntry);
            var line = $"{GetDigest(json)} {json}";
            if (Encoding.UTF8.GetByteCount(line) <= SlotSize || length == 0)
            {
                return line;
            }
        }
    }

    private static OutboxEntry? Parse(string line)
    {
        if (line.Length <= DigestLength || line[..DigestLength] != GetDigest(line[(DigestLength + 1)..]))
        {
            return null;
        }

        return JsonSerializer.Deserialize(line[(DigestLength + 1)..], OutboxJson.Default.OutboxEntry);
    }

    private static string GetDigest(string json) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(json)))[..DigestLength];
}

/// <summary>An outcome in the outbox.</summary>
internal sealed record OutboxEntry(Guid LedgerId, AttemptSettlement Settlement);

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true, IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(OutboxEntry))]
internal sealed partial class OutboxJson : JsonSerializerContext;
