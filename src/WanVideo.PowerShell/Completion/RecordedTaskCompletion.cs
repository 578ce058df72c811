using System.Management.Automation.Runspaces;
using WanVideo.Async;
using WanVideo.Ledger;
using WanVideo.Session;

namespace WanVideo.Completion;

/// <summary>Finds recorded tasks for completion: the newest 50 of the last 7 days.</summary>
internal static class RecordedTaskCompletion
{
    private const int MaxResults = 50;

    // Bounds the time to read the ledger after a key press.
    private static readonly TimeSpan MaxAge = TimeSpan.FromDays(7);

    // Tab completion has no command that Ctrl+C could stop.
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(1);

    public static IEnumerable<VideoTask> Find(string? provider, Func<VideoTask, bool> isMatch)
    {
        TaskLedger? ledger = null;
        try
        {
            using var timeout = new CancellationTokenSource(Timeout);
            var query = new LedgerQuery { Provider = provider is null ? null : WanVideoSession.Current.FindProviderInfo(provider)?.Name, Since = DateTimeOffset.UtcNow - MaxAge };
            return BlockingCall.Run<IReadOnlyList<VideoTask>>(
                async cancellationToken =>
                {
                    ledger = WanVideoSession.Current.Ledgers.Acquire(LedgerLocation.Get(GetFullPath));
                    var tasks = new List<VideoTask>();
                    await foreach (var record in ledger.Store.ListAsync(query, cancellationToken))
                    {
                        if (record.ToTask() is var task && isMatch(task))
                        {
                            tasks.Add(task);
                            if (tasks.Count == MaxResults)
                            {
                                break;
                            }
                        }
                    }

                    return tasks;
                },
                timeout.Token);
        }
        catch (Exception exception) when (exception is OperationCanceledException or VideoException { Error.Kind: VideoErrorKind.LedgerUnavailable })
        {
            // No suggestions. The command itself reports the error.
            return [];
        }
        finally
        {
            if (ledger is not null)
            {
                WanVideoSession.Current.Ledgers.Release(ledger);
            }
        }
    }

    // A completer has no SessionState property.
    private static string GetFullPath(string file) => Runspace.DefaultRunspace?.SessionStateProxy.Path.GetUnresolvedProviderPathFromPSPath(file) ?? Path.GetFullPath(file);
}
