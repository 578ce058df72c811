using System.Globalization;
using WanVideo.Benchmarks;
using WanVideo.MockServer;
using WanVideo.Tests.Ledger.PostgreSql;

// dotnet build -c Release benchmarks/WanVideo.Ledger.Benchmarks, then run bin/Release/net10.0/WanVideo.Ledger.Benchmarks (not dotnet run, which stays beside it):
//   list ENGINE [RECORDS]   Lists of RECORDS recorded tasks (default 200,000), and permits beside them. ENGINE is sqlite or postgresql.
//   permit ENGINE [RECORDS] The time to get a permit among RECORDS recorded tasks, alone and beside 7 other processes that create tasks.
//   cost ENGINE [CREATES]   The processor time of a permit and its outcome, 32 in flight (default 2,000 a run).
//   rate [CREATES]          Create requests a second without a ledger, on SQLite and on PostgreSQL, 32 in flight (default 1,000 a run).
// Used by these and by Measure-FirstRequest.ps1:
//   load LOCATION LATENCY   Creates tasks one after the other until it is killed. LATENCY is the time between permit and response, in ms.
//   server LATENCY          A mock gateway. Writes its address. Runs until its standard input closes.
//   database                A PostgreSQL server in a temporary folder. Writes its address. Runs until its standard input closes.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
switch (args)
{
    case ["list", var engine, .. var records]:
        await using (var database = await BenchmarkLedger.CreateAsync(engine))
        {
            await database.FillAsync(records is [var count] ? Parse(count) : 200_000);
            await new ListBenchmark(database).RunAsync();
        }

        return 0;
    case ["permit", var engine, .. var records]:
        await using (var database = await BenchmarkLedger.CreateAsync(engine))
        {
            await database.FillAsync(records is [var count] ? Parse(count) : 200_000);
            await new PermitBenchmark(database).RunAsync();
        }

        return 0;
    case ["cost", var engine, .. var creates]:
        await CostBenchmark.RunAsync(engine, creates is [var requests] ? Parse(requests) : 2_000);
        return 0;
    case ["rate", .. var creates]:
        await RateBenchmark.RunAsync(creates is [var number] ? Parse(number) : 1_000);
        return 0;
    case ["load", var location, var latency]:
        await PermitBenchmark.LoadAsync(location, Parse(latency));
        return 0;
    case ["server", var latency]:
        await using (var server = await MockServer.StartAsync(new MockServerOptions { TaskDuration = TimeSpan.FromHours(1) }))
        {
            if (Parse(latency) is > 0 and var milliseconds)
            {
                server.Faults.Add(new Fault { Method = "POST", Action = new FaultAction { Kind = FaultKind.Delay, When = FaultTime.After, Milliseconds = milliseconds } });
            }

            WriteAndWait(server.BaseUri.AbsoluteUri);
        }

        return 0;
    case ["database"]:
        await using (var server = await PostgreSqlServer.StartAsync())
        {
            WriteAndWait(server.GetConnectionUri("postgres"));
        }

        return 0;
    default:
        Console.Error.WriteLine("The usage is in Program.cs.");
        return 1;
}

static int Parse(string text) => int.Parse(text, CultureInfo.InvariantCulture);

static void WriteAndWait(string address)
{
    Console.WriteLine(address);
    while (Console.In.ReadLine() is not null)
    {
    }
}
