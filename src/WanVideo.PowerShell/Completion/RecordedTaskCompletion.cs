using WanVideo.Async;
using WanVideo.Journal;
using WanVideo.Session;

namespace WanVideo.Completion;

/// <summary>Finds journal entries for completion: the newest 50 of the last 7 days.</summary>
internal static class RecordedTaskCompletion
{
    private const int MaxResults = 50;

    // Bounds the time to read the journal after a key press.
    private static readonly TimeSpan MaxAge = TimeSpan.FromDays(7);

    // Tab completion has no command that Ctrl+C could stop.
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(1);

    public static IEnumerable<JournalEntry> Find(string? provider, Func<JournalEntry, bool> isMatch)
    {
        try
        {
            var since = DateTimeOffset.UtcNow - MaxAge;
            using var timeout = new CancellationTokenSource(Timeout);
            return BlockingCall.Run(cancellationToken => WanVideoSession.Current.Journal.ReadAsync(cancellationToken, since), timeout.Token).Entries
                .Where(entry => entry.At >= since && (provider is null || string.Equals(entry.Provider, provider, StringComparison.OrdinalIgnoreCase)) && isMatch(entry))
                .Reverse()
                .Take(MaxResults);
        }
        catch (Exception exception) when (exception is OperationCanceledException or VideoException { Error.Kind: VideoErrorKind.JournalUnavailable })
        {
            // No suggestions. The command itself reports the error.
            return [];
        }
    }
}
