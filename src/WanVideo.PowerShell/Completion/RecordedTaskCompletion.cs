using WanVideo.Async;
using WanVideo.Journal;
using WanVideo.Session;

namespace WanVideo.Completion;

/// <summary>What the journal offers to a command line being typed: the newest first, and no more than one would look through.</summary>
internal static class RecordedTaskCompletion
{
    private const int Most = 50;

    // A key was pressed: what is older than a week is not what is looked for, and reading it would take time.
    private static readonly TimeSpan LookBack = TimeSpan.FromDays(7);

    // Tab completion has no command that Ctrl+C could stop.
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(1);

    public static IEnumerable<JournalEntry> Find(string? provider, Func<JournalEntry, bool> isWanted)
    {
        try
        {
            var since = DateTimeOffset.UtcNow - LookBack;
            using var timeout = new CancellationTokenSource(Timeout);
            return BlockingCall.Run(cancellationToken => WanVideoSession.Current.Journal.ReadAsync(cancellationToken, since), timeout.Token).Entries
                .Where(entry => entry.At >= since && (provider is null || string.Equals(entry.Provider, provider, StringComparison.OrdinalIgnoreCase)) && isWanted(entry))
                .Reverse()
                .Take(Most);
        }
        catch (Exception exception) when (exception is OperationCanceledException or VideoException { Error.Kind: VideoErrorKind.JournalUnavailable })
        {
            // No suggestions. The command itself reports the error.
            return [];
        }
    }
}
