using System.Globalization;
using Microsoft.Data.Sqlite;
using WanVideo.Ledger;
using WanVideo.Ledger.Sqlite;
using WanVideo.Tests.Ledger;

// Usage: WanVideo.Ledger.Worker COMMAND FILE [COUNT]. Writes "ready", waits for a line on standard input, runs the command and writes its results.
var (command, path, count) = (args[0], args[1], args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 0);
var owner = string.Create(CultureInfo.InvariantCulture, $"process-{Environment.ProcessId}");
await using var ledger = new SqlLedger(new SqliteEngine(path, TimeProvider.System), TimeProvider.System);
Write("ready");
Console.In.ReadLine();
switch (command)
{
    // Labels that every process has: each is to be granted to one of them.
    case "same":
        var granted = await Task.WhenAll(Enumerable.Range(0, count).Select(number => CreateAsync(string.Create(CultureInfo.InvariantCulture, $"shot-{number}"))));
        Write(string.Create(CultureInfo.InvariantCulture, $"granted {granted.Count(isGranted => isGranted)}"));
        break;

    // One after the other, with a line for each request that is sent and each task that is recorded.
    case "each":
        for (var number = 0; number < count; number++)
        {
            await CreateAsync(string.Create(CultureInfo.InvariantCulture, $"shot-{number}"));
        }

        break;

    // Labels of this process.
    case "own":
        for (var number = 0; number < count; number++)
        {
            await CreateAsync(string.Create(CultureInfo.InvariantCulture, $"{owner}-{number}"), isQuiet: true);
        }

        break;
    case "open":
        var info = await ledger.GetInfoAsync(default);
        Write($"ledger {info.LedgerId:N}");
        break;

    // Is granted a permit with a lease of COUNT ms. On the next line of input, adds the outcome to its outbox.
    case "outbox":
        var sender = Outbox.Create(Path.GetDirectoryName(path)!, await ledger.OpenAsync(default));
        var sent = (ClaimResult.Granted)await ledger.ClaimAsync(LedgerData.CreateClaim(LedgerData.CreateIntent("shot"), sender.Owner, TimeSpan.FromMilliseconds(count)), default);
        Write("sent");
        Console.In.ReadLine();
        sender.Add(LedgerData.CreateSettlement(sent.Permit, AttemptEvent.Accept, "T1"));
        Write("added");
        Thread.Sleep(Timeout.Infinite);
        break;
    case "recover":
        var recovering = Outbox.Create(Path.GetDirectoryName(path)!, await ledger.OpenAsync(default));
        await recovering.RecoverAsync(ledger, new NoMessages(), default);
        Write("recovered");
        Thread.Sleep(Timeout.Infinite);
        break;

    // Holds the write lock until it is killed.
    case "lock":
        await ledger.GetInfoAsync(default);
        await using (var connection = new SqliteConnection($"Data Source={path};Pooling=False"))
        {
            await connection.OpenAsync();
            await using var begin = connection.CreateCommand();
            begin.CommandText = "BEGIN IMMEDIATE; UPDATE ledger SET created = created";
            await begin.ExecuteNonQueryAsync();
            Write("locked");
            Thread.Sleep(Timeout.Infinite);
        }

        break;
    default:
        throw new ArgumentException($"There is no command {command}.");
}

async Task<bool> CreateAsync(string label, bool isQuiet = false)
{
    var claim = LedgerData.CreateClaim(LedgerData.CreateIntent(label), owner);
    if (await ledger.ClaimAsync(claim, default) is not ClaimResult.Granted { Permit: var permit } || !permit.TryUse())
    {
        return false;
    }

    if (!isQuiet)
    {
        Write($"sent {label}");
    }

    var task = $"T-{permit.Intent.Id:N}-{permit.Attempt}";
    await ledger.SettleAsync(LedgerData.CreateSettlement(permit, AttemptEvent.Accept, task), default);
    if (!isQuiet)
    {
        Write($"recorded {task}");
    }

    return true;
}

static void Write(string line)
{
    Console.Out.WriteLine(line);
    Console.Out.Flush();
}

internal sealed class NoMessages : WanVideo.IUserMessages
{
    public void WriteWarning(string message)
    {
    }

    public void WriteVerbose(string message)
    {
    }
}
