using System.Diagnostics;
using WanVideo.Ledger;

namespace WanVideo.Benchmarks;

/// <summary>Lists of recorded tasks, and permits while they are listed.</summary>
internal sealed class ListBenchmark(BenchmarkLedger database)
{
    private const int Runs = 20;

    public async Task RunAsync()
    {
        await using var ledger = database.Open();
        await MeasureListAsync("Newest ten", new LedgerQuery(), take: 10);
        await MeasureListAsync("Failed in the last 3 hours", new LedgerQuery { Statuses = [VideoStatus.Failed], Since = DateTimeOffset.UtcNow.AddHours(-3) }, take: int.MaxValue);
        await MeasureListAsync("Failed in the last 2 days", new LedgerQuery { Statuses = [VideoStatus.Failed], Since = DateTimeOffset.UtcNow.AddDays(-2) }, take: int.MaxValue);
        await MeasureListAsync("Unresolved", new LedgerQuery { Statuses = [VideoStatus.Unresolved] }, take: int.MaxValue);
        await MeasureListAsync("Unsaved", new LedgerQuery { IsUnsaved = true }, take: int.MaxValue);
        await MeasureListAsync("One label", new LedgerQuery { Labels = ["row-77"] }, take: int.MaxValue);
        await MeasureFullListAsync();

        await PermitBenchmark.MeasureAsync(ledger, "warm-up", 200);
        Console.WriteLine($"Permits without other load: {await PermitBenchmark.MeasureAsync(ledger, "alone", 500)}");
        await MeasurePermitsAsync("Permits beside a full list", 500, pauseEvery: int.MaxValue);

        // Acceptance test 9: Get-WanVideoTask | ForEach-Object { Start-Sleep }.
        await MeasurePermitsAsync("Permits beside a full list whose reader sleeps 1 ms in 100 records", 5_000, pauseEvery: 100);
        if (database.LogPath is { } log)
        {
            Console.WriteLine($"Log: {new FileInfo(log).Length >> 20} MiB");
        }

        async Task MeasureListAsync(string name, LedgerQuery query, int take)
        {
            var times = new Statistics();
            var (found, allocated) = (0, 0L);
            for (var run = 0; run <= Runs; run++)
            {
                (found, var bytes, var started) = (0, GC.GetTotalAllocatedBytes(precise: true), Stopwatch.GetTimestamp());
                await foreach (var record in ledger.ListAsync(query, default))
                {
                    if (++found == take)
                    {
                        break;
                    }
                }

                if (run > 0)
                {
                    times.Add(Stopwatch.GetElapsedTime(started));
                }

                allocated = GC.GetTotalAllocatedBytes(precise: true) - bytes;
            }

            Console.WriteLine($"{name}: {found} records, {times}, {allocated / 1048576.0:0.00} MiB allocated");
        }

        async Task MeasureFullListAsync()
        {
            var (records, peak, started, before) = (0, 0L, Stopwatch.GetTimestamp(), GC.GetTotalMemory(forceFullCollection: true));
            await foreach (var record in ledger.ListAsync(new LedgerQuery(), default))
            {
                if (++records % 20_000 == 0)
                {
                    peak = Math.Max(peak, GC.GetTotalMemory(forceFullCollection: true) - before);
                }
            }

            Console.WriteLine($"All: {records} records in {Stopwatch.GetElapsedTime(started).TotalMilliseconds:0} ms, peak heap {peak / 1048576.0:0.0} MiB above the start");
        }

        async Task MeasurePermitsAsync(string name, int permits, int pauseEvery)
        {
            using var end = new CancellationTokenSource();
            var listing = Task.Run(async () =>
            {
                for (var read = 0; !end.IsCancellationRequested;)
                {
                    await foreach (var record in ledger.ListAsync(new LedgerQuery(), default))
                    {
                        if (++read % pauseEvery == 0)
                        {
                            await Task.Delay(1);
                        }

                        if (end.IsCancellationRequested)
                        {
                            break;
                        }
                    }
                }
            });
            Console.WriteLine($"{name}: {await PermitBenchmark.MeasureAsync(ledger, name, permits)}");
            await end.CancelAsync();
            await listing;
        }
    }
}
