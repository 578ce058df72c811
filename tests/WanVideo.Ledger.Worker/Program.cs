using System.Globalization;
using Microsoft.Data.Sqlite;
using WanVideo;
using WanVideo.Creating;
using WanVideo.Ledger;
using WanVideo.Providers;
using WanVideo.Tests;
using WanVideo.Tests.Ledger;

// Usage: WanVideo.Ledger.Worker COMMAND LOCATION [COUNT ...]. Writes "ready", waits for a line on standard input, runs the command and writes its results.
var (command, location, count) = (args[0], args[1], args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 0);
var owner = string.Create(CultureInfo.InvariantCulture, $"process-{Environment.ProcessId}");
await using var ledger = new LedgerFactory().Create(location, TimeProvider.System);
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

    // Tasks at a gateway, as New-WanVideoTask creates them: COUNT THROTTLE ADDRESS FIRST STATE_FOLDER. Their prompts and labels are numbered from FIRST.
    case "create":
        await CreateAtGatewayAsync(throttle: int.Parse(args[3], CultureInfo.InvariantCulture), new Uri(args[4]), first: int.Parse(args[5], CultureInfo.InvariantCulture), stateFolder: args[6]);
        break;
    case "open":
        var info = await ledger.GetInfoAsync(default);
        Write($"ledger {info.LedgerId:N}");
        break;

    // Claims and lists. Writes the errors.
    case "try":
        await WriteErrorAsync("claim", () => ledger.ClaimAsync(LedgerData.CreateClaim(LedgerData.CreateIntent("refused")), default));
        await WriteErrorAsync("list", () => ledger.ListAsync(new LedgerQuery(), default).ToListAsync().AsTask());
        break;

    // Is granted a permit with a lease of COUNT ms. On the next line of input, adds the outcome to its outbox.
    case "outbox":
        var sender = Outbox.Create(Path.GetDirectoryName(location)!, await ledger.OpenAsync(default));
        var sent = (ClaimResult.Granted)await ledger.ClaimAsync(LedgerData.CreateClaim(LedgerData.CreateIntent("shot"), sender.Owner, TimeSpan.FromMilliseconds(count)), default);
        Write("sent");
        Console.In.ReadLine();
        sender.Add(LedgerData.CreateSettlement(sent.Permit, AttemptEvent.Accept, "T1"));
        Write("added");
        Thread.Sleep(Timeout.Infinite);
        break;
    case "recover":
        var recovering = Outbox.Create(Path.GetDirectoryName(location)!, await ledger.OpenAsync(default));
        await recovering.RecoverAsync(ledger, new RecordedMessages(), default);
        Write("recovered");
        Thread.Sleep(Timeout.Infinite);
        break;

    // Holds the write lock until it is killed.
    case "lock":
        await ledger.GetInfoAsync(default);
        await using (var connection = new SqliteConnection($"Data Source={location};Pooling=False"))
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

async Task CreateAtGatewayAsync(int throttle, Uri address, int first, string stateFolder)
{
    // Ace Data has no idempotency key, so that a request that is sent twice creates two tasks.
    var factory = new ProviderFactory();
    using var provider = factory.Create(new ProviderOptions { Provider = factory.Providers.Single(info => info.Name == "AceData"), BaseUri = address, ApiKey = "key", MaximumRetryCount = 100 });
    await using var tasks = new TaskLedger(ledger, stateFolder, TimeProvider.System);
    var creator = new TaskCreator(tasks, new CreateRateLimiter(tasks, TimeProvider.System), TimeProvider.System);
    await Parallel.ForAsync(first, first + count, new ParallelOptions { MaxDegreeOfParallelism = throttle }, async (number, cancellationToken) =>
    {
        var label = string.Create(CultureInfo.InvariantCulture, $"shot-{number}");
        try
        {
            var request = provider.Catalog.Prepare(new VideoRequest { Prompt = label });
            await creator.CreateAsync(provider, new CreateRequest(request) { Label = label }, new RecordedMessages(), cancellationToken, CancellationToken.None);
        }
        catch (VideoException failure) when (failure.Error.Kind is VideoErrorKind.OutcomeUnknown)
        {
            // A killed process sent it.
        }
    });
}

static async Task WriteErrorAsync(string operation, Func<Task> run)
{
    try
    {
        await run();
    }
    catch (VideoException exception)
    {
        Write($"{operation}: {exception.Error.Kind}: {exception.Message}");
    }
}

static void Write(string line)
{
    Console.Out.WriteLine(line);
    Console.Out.Flush();
}
