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
        command.WriteProgress(new ProgressRecord(ActivityId, activity, status)
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
        try
        {
            command.WriteProgress(new ProgressRecord(ActivityId, activity, " ") { RecordType = ProgressRecordType.Completed });
        }
        catch (PipelineStoppedException)
        {
            // A stopping pipeline removes its progress bars itself. Must not replace the exception that stopped it.
        }
    }
}
