using System.Management.Automation;
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

    public static IEnumerable<VideoTask> Find(string? connection, Func<VideoTask, bool> isMatch)
    {
        try
        {
            using var timeout = new CancellationTokenSource(Timeout);
            var query = new LedgerQuery { Since = DateTimeOffset.UtcNow - MaxAge };
            var location = LedgerLocation.Get(GetFullPath);
            return BlockingCall.Run(
                cancellationToken => WanVideoSession.Current.Ledgers.UseAsync<IReadOnlyList<VideoTask>>(location, async ledger =>
                {
                    var tasks = new List<VideoTask>();
                    await foreach (var record in ledger.ListAsync(query, cancellationToken))
                    {
                        if (record.ToTask() is var task && ConnectionRegistry.IsCreatedWith(task, connection) && isMatch(task))
                        {
                            tasks.Add(task);
                            if (tasks.Count == MaxResults)
                            {
                                break;
                            }
                        }
                    }

                    return tasks;
                }),
                timeout.Token);
        }
        catch (Exception exception) when (exception is OperationCanceledException or VideoException { Error.Kind: VideoErrorKind.LedgerUnavailable })
        {
            // No suggestions. The command itself reports the error.
            return [];
        }
    }

    // A completer has no SessionState property. The script runs on the thread that completes, in its runspace.
    private static string GetFullPath(string file) => Runspace.DefaultRunspace is null
        ? Path.GetFullPath(file)
        : (string)ScriptBlock.Create("$ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($args[0])").Invoke(file)[0].BaseObject;
}
