using System.Diagnostics;
using System.Globalization;
using WanVideo.Ledger;
using WanVideo.Tests.Ledger;

namespace WanVideo.Benchmarks;

/// <summary>The time between the request for a permit and the commit that grants it: alone, and beside 7 other processes that create tasks on the same ledger.</summary>
internal sealed class PermitBenchmark(BenchmarkLedger database)
{
    private const int OtherProcesses = 7;

    public async Task RunAsync()
    {
        await using var ledger = database.Open();
        await MeasureAsync(ledger, "warm-up", 200);
        Console.WriteLine($"Alone: {await MeasureAsync(ledger, "alone", 1_000)}");
        Console.WriteLine($"Flush of a file after 48 KiB, alone: {MeasureFlush()}");
        await MeasureRateAsync(ledger, 4_000);
        foreach (var latency in new[] { 30, 0 })
        {
            var others = Enumerable.Range(0, OtherProcesses).Select(_ => BenchmarkLedger.Start("load", database.Location, $"{latency}")).ToArray();
            await Task.Delay(4_000);
            var (wall, processor, created) = (Stopwatch.GetTimestamp(), GetProcessorTime(), await CountAsync(ledger));
            var times = await MeasureAsync(ledger, $"beside-{latency}", 500, latency);
            var elapsed = Stopwatch.GetElapsedTime(wall);
            var share = (GetProcessorTime() - processor) / elapsed / Environment.ProcessorCount;
            var rate = (await CountAsync(ledger) - created) / elapsed.TotalSeconds;
            Console.WriteLine($"Beside {OtherProcesses} processes, {latency} ms latency: {times}; {rate:0} creates a second, {share:0 %} of the processor time is used by these processes");
            Console.WriteLine($"Flush of a file after 48 KiB, beside them: {MeasureFlush()}");
            foreach (var other in others)
            {
                other.Kill();
                await other.WaitForExitAsync();
            }

            if (database.LogPath is { } log)
            {
                Console.WriteLine($"Log: {new FileInfo(log).Length >> 20} MiB");
            }

            TimeSpan GetProcessorTime() => others.Append(Process.GetCurrentProcess()).Aggregate(TimeSpan.Zero, (sum, process) =>
            {
                process.Refresh();
                return sum + process.TotalProcessorTime;
            });
        }
    }

    /// <summary>Creates tasks one after the other until the process is killed.</summary>
    /// <param name="location">The ledger.</param>
    /// <param name="latency">The time between permit and response, in ms.</param>
    public static async Task LoadAsync(string location, int latency)
    {
        await using var ledger = new LedgerFactory().Create(location, TimeProvider.System);
        for (var number = 0; ; number++)
        {
            await CreateAsync(ledger, string.Create(CultureInfo.InvariantCulture, $"load-{Environment.ProcessId}-{number}"), latency);
        }
    }

    /// <summary>Measures permits of tasks that are created one after the other.</summary>
    public static async Task<Statistics> MeasureAsync(ILedger ledger, string name, int count, int latency = 0)
    {
        var times = new Statistics();
        for (var number = 0; number < count; number++)
        {
            times.Add(await CreateAsync(ledger, string.Create(CultureInfo.InvariantCulture, $"{name}-{number}"), latency));
        }

        return times;
    }

    /// <summary>Creates one task.</summary>
    /// <returns>The time to get the permit.</returns>
    public static async Task<TimeSpan> CreateAsync(ILedger ledger, string label, int latency = 0)
    {
        var claim = LedgerData.CreateClaim(LedgerData.CreateIntent(label));
        var started = Stopwatch.GetTimestamp();
        var result = await ledger.ClaimAsync(claim, default);
        var elapsed = Stopwatch.GetElapsedTime(started);
        if (latency > 0)
        {
            await Task.Delay(latency);
        }

        var permit = ((ClaimResult.Granted)result).Permit;
        await ledger.SettleAsync(LedgerData.CreateSettlement(permit, AttemptEvent.Accept, $"T-{permit.Intent.Id:N}"), default);
        return elapsed;
    }

    // A permit on SQLite writes about this much and flushes it.
    private static Statistics MeasureFlush()
    {
        var times = new Statistics();
        var path = Path.GetTempFileName();
        using (var file = new FileStream(path, FileMode.Open))
        {
            for (var number = 0; number < 200; number++)
            {
                var started = Stopwatch.GetTimestamp();
                file.Write(new byte[48 * 1024]);
                file.Flush(flushToDisk: true);
                times.Add(Stopwatch.GetElapsedTime(started));
            }
        }

        File.Delete(path);
        return times;
    }

    private static async Task<long> CountAsync(SqlLedger ledger) => (await ledger.GetInfoAsync(default)).Counts.Values.Sum();

    private static async Task MeasureRateAsync(SqlLedger ledger, int count)
    {
        var times = new Statistics();
        var all = Stopwatch.GetTimestamp();
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (number, _) =>
            times.Add(await CreateAsync(ledger, string.Create(CultureInfo.InvariantCulture, $"rate-{number}"))));
        Console.WriteLine($"32 in flight, no latency: {count / Stopwatch.GetElapsedTime(all).TotalSeconds:0} permits with outcome a second; {times}");
    }
}
