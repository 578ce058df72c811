using System.Management.Automation;
using WanVideo.Commands.Base;

namespace WanVideo.Commands;

/// <summary>
/// Removes old, completed entries from the journal. No other command removes entries. Tasks that can still produce a video are kept, and so are
/// create requests with an unknown result while their task can still be found.
/// </summary>
[Cmdlet(VerbsCommon.Optimize, "WanVideoJournal", SupportsShouldProcess = true)]
public sealed class OptimizeWanVideoJournalCommand : WanVideoCommand
{
    /// <summary>The number of days for which entries are kept. Default 30.</summary>
    [Parameter(Position = 0)]
    [ValidateRange(0, 36500)]
    public int RetainDays { get; set; } = 30;

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        var journal = Session.Journal;
        var before = DateTimeOffset.UtcNow.AddDays(-RetainDays);
        if (!ShouldProcess(journal.Path, $"Remove entries that were completed before {before.ToLocalTime():yyyy-MM-dd HH:mm}"))
        {
            return;
        }

        ForInput(journal.Path, () =>
        {
            var (removed, kept) = RunBlocking(cancellationToken => journal.CompactAsync(before, cancellationToken));
            WriteVerbose($"{removed} entries removed, {kept} kept.");
        });
    }
}
