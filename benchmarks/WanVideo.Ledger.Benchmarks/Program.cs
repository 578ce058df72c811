using System.Diagnostics;
using System.Globalization;
using WanVideo;
using WanVideo.Ledger;
using WanVideo.Ledger.Sqlite;
using WanVideo.Tests.Ledger;

// dotnet run -c Release --project benchmarks/WanVideo.Ledger.Benchmarks -- [RECORDS] [FOLDER]
// With "load FILE LATENCY" it creates tasks one after the other until it is killed. LATENCY is the time between permit and response, in ms.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args is ["load", var file, var latency])
{
    await using var loadedLedger = Open(file);
    for (var number = 0; ; number++)
    {
        await CreateAsync(loadedLedger, $"load-{Environment.ProcessId}-{number}", int.Parse(latency, CultureInfo.InvariantCulture));
    }
}

var count = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 200_000;
var folder = Directory.CreateDirectory(Path.Combine(args.Length > 1 ? args[1] : Path.GetTempPath(), $"wanvideo-benchmark-{Environment.ProcessId}")).FullName;
var path = Path.Combine(folder, "ledger.db");
try
{
    await using (var engine = new SqliteEngine(path, TimeProvider.System))
    {
        var started = Stopwatch.GetTimestamp();
        await LedgerGenerator.AddAsync(engine, count);
        Console.WriteLine($"{count} records generated in {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s.");
    }

    await using var ledger = Open(path);
    Console.WriteLine($"Size: {(await ledger.GetInfoAsync(default)).SizeBytes >> 20} MiB");
    await MeasureListAsync("Newest ten", new LedgerQuery(), take: 10);
    await MeasureListAsync("Failed in the last 3 hours", new LedgerQuery { Statuses = [VideoStatus.Failed], Since = DateTimeOffset.UtcNow.AddHours(-3) }, take: int.MaxValue);
    await MeasureListAsync("Failed in the last 2 days", new LedgerQuery { Statuses = [VideoStatus.Failed], Since = DateTimeOffset.UtcNow.AddDays(-2) }, take: int.MaxValue);
    await MeasureListAsync("Unresolved", new LedgerQuery { Statuses = [VideoStatus.Unresolved] }, take: int.MaxValue);
    await MeasureListAsync("Unsaved", new LedgerQuery { IsUnsaved = true }, take: int.MaxValue);
    await MeasureListAsync("One label", new LedgerQuery { Labels = ["row-77"] }, take: int.MaxValue);

    // All records: duration and peak heap size.
    var all = Stopwatch.GetTimestamp();
    var (records, peak) = (0, 0L);
    var before = GC.GetTotalMemory(forceFullCollection: true);
    await foreach (var record in ledger.ListAsync(new LedgerQuery(), default))
    {
        if (++records % 20_000 == 0)
        {
            peak = Math.Max(peak, GC.GetTotalMemory(forceFullCollection: true) - before);
        }
    }

    Console.WriteLine($"All: {records} records in {Stopwatch.GetElapsedTime(all).TotalMilliseconds:0} ms, peak heap {peak / 1048576.0:0.0} MiB above the start.");

    await MeasureClaimsAsync("Claims, no other load", 500);
    using (var stop = new CancellationTokenSource())
    {
        var listing = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                await foreach (var record in ledger.ListAsync(new LedgerQuery(), default))
                {
                    if (stop.IsCancellationRequested)
                    {
                        break;
                    }
                }
            }
        });
        await MeasureClaimsAsync("Claims during a full listing", 200);
        await stop.CancelAsync();
        await listing;
    }

    await MeasureRateAsync(4000);
    foreach (var pause in new[] { 30, 0 })
    {
        var others = Enumerable.Range(0, 7).Select(_ => Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["load", path, $"{pause}"]))!).ToArray();
        await Task.Delay(3000);
        await MeasureClaimsAsync($"Claims during creation by 7 other processes, {pause} ms latency", 300);
        foreach (var other in others)
        {
            other.Kill();
            await other.WaitForExitAsync();
        }

        Console.WriteLine($"Log: {new FileInfo(path + "-wal").Length >> 20} MiB");
    }

    async Task MeasureListAsync(string name, LedgerQuery query, int take)
    {
        var times = new List<double>();
        var (found, allocated) = (0, 0L);
        for (var run = 0; run < 21; run++)
        {
            (found, var bytes, var started) = (0, GC.GetTotalAllocatedBytes(precise: true), Stopwatch.GetTimestamp());
            await foreach (var record in ledger.ListAsync(query, default))
            {
                if (++found == take)
                {
                    break;
                }
            }

            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            allocated = GC.GetTotalAllocatedBytes(precise: true) - bytes;
        }

        Console.WriteLine($"{name}: {found} records, median {GetPercentile(times, 50):0.0} ms, {allocated / 1048576.0:0.00} MiB");
    }

    async Task MeasureClaimsAsync(string name, int number)
    {
        var times = new List<double>();
        for (var index = 0; index < number; index++)
        {
            var claim = LedgerData.CreateClaim(LedgerData.CreateIntent($"{name}-{index}"));
            var started = Stopwatch.GetTimestamp();
            var result = await ledger.ClaimAsync(claim, default);
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            await SettleAsync(ledger, result);
        }

        Console.WriteLine($"{name}: p50 {GetPercentile(times, 50):0.00} ms, p95 {GetPercentile(times, 95):0.00} ms, longest {times.Max():0.0} ms");
    }

    async Task MeasureRateAsync(int number)
    {
        var times = new System.Collections.Concurrent.ConcurrentBag<double>();
        var all = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(Enumerable.Range(0, number), new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (index, _) =>
        {
            var started = Stopwatch.GetTimestamp();
            await CreateAsync(ledger, $"rate-{index}");
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        });
        Console.WriteLine($"32 in flight: {number / Stopwatch.GetElapsedTime(all).TotalSeconds:0} claims with settlement a second, p95 of both {GetPercentile([.. times], 95):0.0} ms");
    }
}
finally
{
    Directory.Delete(folder, recursive: true);
}

return 0;

static SqlLedger Open(string path) => new(new SqliteEngine(path, TimeProvider.System), TimeProvider.System);

static async Task CreateAsync(SqlLedger ledger, string label, int latency = 0)
{
    var result = await ledger.ClaimAsync(LedgerData.CreateClaim(LedgerData.CreateIntent(label)), default);
    if (latency > 0)
    {
        await Task.Delay(latency);
    }

    await SettleAsync(ledger, result);
}

static async Task SettleAsync(SqlLedger ledger, ClaimResult result)
{
    var permit = ((ClaimResult.Granted)result).Permit;
    await ledger.SettleAsync(LedgerData.CreateSettlement(permit, AttemptEvent.Accept, $"T-{permit.Intent.Id:N}"), default);
}

static double GetPercentile(List<double> times, int percent)
{
    times.Sort();
    return times[Math.Min(times.Count - 1, times.Count * percent / 100)];
}
