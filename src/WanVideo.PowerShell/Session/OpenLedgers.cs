using WanVideo.Creating;
using WanVideo.Ledger;

namespace WanVideo.Session;

/// <summary>
/// The ledgers that commands of this process use. The one that was used last stays open for the next command; another is disposed when the last
/// command that uses it has ended.
/// </summary>
/// <param name="create">Creates the ledger at a location.</param>
internal sealed class OpenLedgers(Func<string, ILedger> create)
{
    private readonly Lock sync = new();
    private readonly List<Entry> entries = [];
    private Entry? latest;

    /// <summary>Gets the ledger at a location. The caller releases it.</summary>
    public TaskLedger Acquire(string location)
    {
        lock (sync)
        {
            if (latest?.Location != location)
            {
                // Created first: an invalid location keeps the current ledger.
                var entry = entries.Find(open => open.Location == location) ?? Open(location);
                var previous = latest;
                latest = entry;
                DisposeIfUnused(previous);
            }

            latest.UserCount++;
            return latest.Ledger;
        }
    }

    /// <summary>Releases a ledger from <see cref="Acquire"/>.</summary>
    public void Release(TaskLedger ledger)
    {
        lock (sync)
        {
            var entry = entries.Find(open => open.Ledger == ledger)!;
            entry.UserCount--;
            DisposeIfUnused(entry);
        }
    }

    /// <summary>Uses the ledger at a location outside of a command, and releases it afterwards.</summary>
    public async Task<T> UseAsync<T>(string location, Func<ILedger, Task<T>> use)
    {
        var ledger = Acquire(location);
        try
        {
            return await use(ledger.Store);
        }
        finally
        {
            Release(ledger);
        }
    }

    /// <summary>Gets the creator of a ledger from <see cref="Acquire"/>. Shared by all commands, so that they share one rate limit.</summary>
    public TaskCreator GetCreator(TaskLedger ledger)
    {
        lock (sync)
        {
            return entries.Find(open => open.Ledger == ledger)!.Creator;
        }
    }

    private Entry Open(string location)
    {
        var ledger = new TaskLedger(create(location), Path.Combine(LedgerLocation.StateFolder, "outbox"), TimeProvider.System);
        var entry = new Entry(location, ledger, new TaskCreator(ledger, new CreateRateLimiter(ledger, TimeProvider.System), TimeProvider.System));
        entries.Add(entry);
        return entry;
    }

    private void DisposeIfUnused(Entry? entry)
    {
        if (entry is { UserCount: 0 } && entry != latest)
        {
            entries.Remove(entry);

            // Not awaited: it waits for a checkpoint, and no command needs its result.
            _ = Task.Run(async () => await entry.Ledger.DisposeAsync());
        }
    }

    private sealed class Entry(string location, TaskLedger ledger, TaskCreator creator)
    {
        public string Location { get; } = location;

        public TaskLedger Ledger { get; } = ledger;

        public TaskCreator Creator { get; } = creator;

        public int UserCount { get; set; }
    }
}
