using System.Management.Automation;

namespace WanVideo.Progress;

/// <summary>A progress bar that is removed however the command ends. Used on the pipeline thread only.</summary>
/// <param name="command">The cmdlet.</param>
/// <param name="activity">The title of the bar.</param>
internal sealed class ProgressBar(Cmdlet command, string activity)
{
    // "WV" in ASCII. Distinct from the ids that scripts use, which are usually small.
    private const int ActivityId = 0x57_56;

    private const int MaxNames = 2;

    private static long lastSourceId = (long)ActivityId << 32;

    // The source of the records. The host knows the bar by it when the pipeline accepts no more records.
    private readonly long sourceId = Interlocked.Increment(ref lastSourceId);

    private bool isShown;

    /// <summary>The first names, to begin a status text with; empty without names.</summary>
    public static string ListNames(IReadOnlyCollection<string> names) =>
        names.Count == 0 ? "" : $"{string.Join(", ", names.Take(MaxNames))}{(names.Count > MaxNames ? ", …" : "")}: ";

    /// <param name="status">The text below the title.</param>
    /// <param name="fraction">Completed fraction, from 0 to 1.</param>
    /// <param name="remaining">Estimated time to completion; null if unknown.</param>
    public void Show(string status, double fraction, TimeSpan? remaining = null)
    {
        isShown = true;
        command.CommandRuntime.WriteProgress(sourceId, new ProgressRecord(ActivityId, activity, status)
        {
            PercentComplete = (int)Math.Clamp(100 * fraction, 0, 100),
            SecondsRemaining = (int?)remaining?.TotalSeconds ?? -1,
        });
    }

    /// <summary>Removes the bar.</summary>
    public void Complete()
    {
        if (!isShown)
        {
            return;
        }

        isShown = false;
        var record = new ProgressRecord(ActivityId, activity, " ") { RecordType = ProgressRecordType.Completed };
        try
        {
            command.CommandRuntime.WriteProgress(sourceId, record);
        }
        catch (PipelineStoppedException)
        {
            // A stopping pipeline removes its progress bars itself. Must not replace the exception that stopped it.
        }
        catch (InvalidOperationException)
        {
            // Another command ended the pipeline. This one is being disposed and must not write to it.
            RemoveFromHost(record);
        }
    }

    private void RemoveFromHost(ProgressRecord record)
    {
        try
        {
            command.CommandRuntime.Host?.UI?.WriteProgress(sourceId, record);
        }
        catch (Exception)
        {
            // Not every host has a user interface.
        }
    }
}
