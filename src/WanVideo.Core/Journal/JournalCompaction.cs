namespace WanVideo.Journal;

/// <summary>Writes a journal anew without what is settled and old, and puts it in the old one's place in one step.</summary>
internal static class JournalCompaction
{
    public static async Task<(int Removed, int Kept)> RunAsync(string path, DateTimeOffset before, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var lines = await File.ReadAllLinesAsync(path, cancellationToken);
        JournalContents contents;
        await using (var file = File.OpenRead(path))
        {
            contents = await JournalReader.ReadAsync(file, cancellationToken);
        }

        var removed = contents.Entries.Where(entry => entry.At < before && IsSettled(entry, now)).ToArray();
        var attempts = removed.Select(entry => entry.AttemptId).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var tasks = removed.Select(entry => entry.Task).OfType<VideoTask>().Select(task => (task.Provider, task.Id)).ToHashSet();

        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            await using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                if (!OperatingSystem.IsWindows())
                {
                    File.SetUnixFileMode(file.SafeFileHandle, File.GetUnixFileMode(path));
                }

                await using var text = new StreamWriter(file, leaveOpen: true) { NewLine = "\n" };
                foreach (var line in lines.Where(IsKept))
                {
                    await text.WriteLineAsync(line.AsMemory(), cancellationToken);
                }

                await text.FlushAsync(cancellationToken);
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }

        return (removed.Length, contents.Entries.Count - removed.Length);

        // What a newer version wrote is not this one's to judge.
        bool IsKept(string text) => JournalReader.Parse(text, out var isNewer) is { } line
            ? !(line.Attempt is not null && attempts.Contains(line.Attempt)) && !(line.Id is not null && tasks.Contains((line.Provider, line.Id)))
            : isNewer;
    }

    // Past its life a task comes to nothing more, and a lost answer finds nothing more.
    private static bool IsSettled(JournalEntry entry, DateTimeOffset now) =>
        entry.Outcome is AttemptOutcome.Refused
        || entry.Task is { SavedPath: not null } or { Status: VideoStatus.Failed or VideoStatus.Canceled or VideoStatus.Unknown }
        || entry.At + VideoTask.Life < now;
}
