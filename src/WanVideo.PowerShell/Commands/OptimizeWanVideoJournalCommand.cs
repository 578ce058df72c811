using System.Management.Automation;
using WanVideo.Pipeline;

namespace WanVideo.Commands;

/// <summary>
/// Makes the journal smaller: leaves out what is settled and old. Nothing else ever does. What may still come to a video stays, and so does a
/// create whose outcome is not known, for as long as it could still be found.
/// </summary>
[Cmdlet(VerbsCommon.Optimize, "WanVideoJournal", SupportsShouldProcess = true)]
public sealed class OptimizeWanVideoJournalCommand : WanVideoCommand
{
    /// <summary>How many days back everything stays. Default 30.</summary>
    [Parameter(Position = 0)]
    [ValidateRange(0, 36500)]
    public int RetainDays { get; set; } = 30;

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        var journal = Session.Journal;
        var before = DateTimeOffset.UtcNow.AddDays(-RetainDays);
        if (!ShouldProcess(journal.Path, $"Leave out what was settled before {before.ToLocalTime():yyyy-MM-dd HH:mm}"))
        {
            return;
        }

        ForInput(journal.Path, () =>
        {
            var (removed, kept) = Task.Run(() => journal.CompactAsync(before, CancellationToken.None)).GetAwaiter().GetResult();
            WriteVerbose($"{removed} creates and tasks were left out, {kept} stay.");
        });
    }
}
