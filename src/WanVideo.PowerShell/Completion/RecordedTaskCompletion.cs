using WanVideo.Journal;
using WanVideo.Session;

namespace WanVideo.Completion;

/// <summary>Finds journal entries for completion: the newest 50 of the last 7 days.</summary>
internal static class RecordedTaskCompletion
{
    private const int MaxResults = 50;

    // Bounds the time to read the journal after a key press.
    private static readonly TimeSpan MaxAge = TimeSpan.FromDays(7);

    public static IEnumerable<JournalEntry> Find(string? provider, Func<JournalEntry, bool> isMatch)
    {
        try
        {
            var since = DateTimeOffset.UtcNow - MaxAge;
            return WanVideoSession.Current.Recorded(since).Entries
                .Where(entry => entry.At >= since && (provider is null || string.Equals(entry.Provider, provider, StringComparison.OrdinalIgnoreCase)) && isMatch(entry))
                .Reverse()
                .Take(MaxResults);
        }
        catch (VideoException exception) when (exception.Error.Kind is VideoErrorKind.JournalUnavailable)
        {
            // The command itself reports the error.
            return [];
        }
    }
}
