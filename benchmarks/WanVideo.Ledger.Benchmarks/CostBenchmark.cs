using System.Diagnostics;
using System.Globalization;

namespace WanVideo.Benchmarks;

/// <summary>
/// The processor time and the memory of a permit and its outcome, 32 in flight. Less affected by other load of the machine than a rate. The time of a
/// PostgreSQL server is that of its processes (Linux).
/// </summary>
internal static class CostBenchmark
{
    private const int InFlight = 32;
    private const int Latency = 30;
    private const int Rounds = 5;

    public static async Task RunAsync(string engine, int creates)
    {
        await using var database = await BenchmarkLedger.CreateAsync(engine);
        await using var ledger = database.Open();
        for (var round = 0; round <= Rounds; round++)
        {
            var (wall, processor, server, memory) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime, database.GetServerTime(), GC.GetTotalAllocatedBytes());
            await Parallel.ForAsync(0, creates, new ParallelOptions { MaxDegreeOfParallelism = InFlight }, async (number, _) =>
                await PermitBenchmark.CreateAsync(ledger, string.Create(CultureInfo.InvariantCulture, $"cost-{round}-{number}"), Latency));
            var rate = creates / Stopwatch.GetElapsedTime(wall).TotalSeconds;
            Console.WriteLine($"{(round == 0 ? "Warm-up" : "Round " + round)}: process {GetMicroseconds(Environment.CpuUsage.TotalTime - processor)} µs, server {GetMicroseconds(database.GetServerTime() - server)} µs, {(GC.GetTotalAllocatedBytes() - memory) / creates / 1024.0:0.0} KiB a create request; {rate:0} a second");
        }

        string GetMicroseconds(TimeSpan time) => (time / creates).TotalMicroseconds.ToString("0", CultureInfo.InvariantCulture);
    }
}
