using WanVideo.Creating;
using WanVideo.Ledger;
using WanVideo.Polling;

namespace WanVideo.Session;

/// <summary>The state of this process, shared by all runspaces. Providers are loaded on first use, not when the module is imported.</summary>
internal sealed class WanVideoSession
{
    private readonly Lock sync = new();
    private (string Location, TaskLedger Ledger, TaskCreator Creator)? ledger;

    private WanVideoSession()
    {
        Providers = new(Path.Combine(Path.GetDirectoryName(typeof(WanVideoSession).Assembly.Location)!, "lib"));
        Connections = new(Providers);
    }

    public static WanVideoSession Current { get; } = new();

    /// <summary>The available providers.</summary>
    public ProviderRegistry Providers { get; }

    /// <summary>The open connections.</summary>
    public ConnectionRegistry Connections { get; }

    /// <summary>Measured run times of completed tasks.</summary>
    public RunTimeStatistics RunTimeStatistics { get; } = new();

    /// <summary>The ledger at a location. The same instance serves all commands until another location is used.</summary>
    public TaskLedger GetLedger(string location)
    {
        lock (sync)
        {
            if (ledger?.Location != location)
            {
                // Not disposed: another runspace may still use the previous one.
                var newLedger = new TaskLedger(Providers.CreateLedger(location), Path.Combine(LedgerLocation.StateFolder, "outbox"));
                ledger = (location, newLedger, CreateCreator(newLedger));
            }

            return ledger!.Value.Ledger;
        }
    }

    /// <summary>Creates tasks on a ledger from <see cref="GetLedger"/>. Shared by all commands, so that they share one rate limit.</summary>
    public TaskCreator GetCreator(TaskLedger taskLedger)
    {
        lock (sync)
        {
            return ledger is { } current && current.Ledger == taskLedger ? current.Creator : CreateCreator(taskLedger);
        }
    }

    private static TaskCreator CreateCreator(TaskLedger taskLedger) => new(taskLedger, new CreateRateLimiter(taskLedger.Store, TimeProvider.System), TimeProvider.System);
}
