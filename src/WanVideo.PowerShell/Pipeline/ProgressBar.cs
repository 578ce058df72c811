using System.Management.Automation;

namespace WanVideo.Pipeline;

/// <summary>A progress bar that is taken away however the command ends. Used on the pipeline thread only.</summary>
/// <param name="command">The cmdlet.</param>
/// <param name="activity">What is being done.</param>
internal sealed class ProgressBar(Cmdlet command, string activity)
{
    // 'WV': a bar of our own, whatever others a script shows.
    private const int ActivityId = 0x57_56;

    private bool isShown;

    /// <summary>Draws the bar.</summary>
    /// <param name="status">How far it has come, in words.</param>
    /// <param name="part">How far it has come, from 0 to 1.</param>
    /// <param name="left">How long it will still take; null if nobody knows.</param>
    public void Show(string status, double part, TimeSpan? left = null)
    {
        isShown = true;
        command.WriteProgress(new ProgressRecord(ActivityId, activity, status)
        {
            PercentComplete = (int)Math.Clamp(100 * part, 0, 100),
            SecondsRemaining = (int?)left?.TotalSeconds ?? -1,
        });
    }

    /// <summary>Takes it away.</summary>
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
            // A pipeline that is stopping takes all its bars away itself, and the exception that stopped it is on its way.
        }
    }
}
