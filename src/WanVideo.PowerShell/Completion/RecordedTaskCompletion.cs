using WanVideo.Journal;
using WanVideo.Session;

namespace WanVideo.Completion;

/// <summary>What the journal offers to a command line being typed: the newest first, and no more than one would look through.</summary>
internal static class RecordedTaskCompletion
{
    private const int Most = 50;

    // A key was pressed: what is older than a week is not what is looked for, and reading it would take time.
    private static readonly TimeSpan LookBack = TimeSpan.FromDays(7);

    public static IEnumerable<JournalEntry> Find(string? provider, Func<JournalEntry, bool> isWanted)
    {
        try
        {
            var since = DateTimeOffset.UtcNow - LookBack;
            return WanVideoSession.Current.Recorded(since).Entries
                .Where(entry => entry.At >= since && (provider is null || string.Equals(entry.Provider, provider, StringComparison.OrdinalIgnoreCase)) && isWanted(entry))
                .Reverse()
                .Take(Most);
        }
        catch (VideoException unavailable) when (unavailable.Error.Kind is VideoErrorKind.JournalUnavailable)
        {
            // Nothing to offer. The command itself will say so, where it matters.
            return [];
        }
    }
}
