using System.Diagnostics;
using System.Globalization;
using WanVideo.Creating;
using WanVideo.Ledger;
using WanVideo.Providers;

namespace WanVideo.Benchmarks;

/// <summary>Create requests a second at a mock gateway in a process of its own: without a ledger, on SQLite and on PostgreSQL. The runs alternate.</summary>
internal static class RateBenchmark
{
    private const int InFlight = 32;
    private const int Rounds = 5;

    public static async Task RunAsync(int creates)
    {
        await using var sqlite = await BenchmarkLedger.CreateAsync("sqlite");
        await using var postgreSql = await BenchmarkLedger.CreateAsync("postgresql");
        var folder = Directory.CreateTempSubdirectory("wanvideo-benchmark-");
        (string Name, ILedger Ledger)[] ledgers = [("no ledger", new NullLedger()), ("SQLite", sqlite.Open()), ("PostgreSQL", postgreSql.Open())];
        foreach (var latency in new[] { 30, 0 })
        {
            using var server = BenchmarkLedger.Start("server", $"{latency}");
            var address = new Uri((await server.StandardOutput.ReadLineAsync())!);
            var rates = ledgers.ToDictionary(ledger => ledger.Name, _ => new List<double>());
            for (var round = 0; round <= Rounds; round++)
            {
                foreach (var (name, ledger) in ledgers)
                {
                    var rate = await MeasureAsync(ledger, Path.Combine(folder.FullName, name), address, $"{name}-{latency}-{round}", creates);
                    if (round > 0)
                    {
                        rates[name].Add(rate);
                    }
                }
            }

            server.StandardInput.Close();
            await server.WaitForExitAsync();
            foreach (var (name, values) in rates)
            {
                Console.WriteLine($"{latency} ms latency, {name}: {GetMedian(values):0} creates a second, {GetMedian(values) / GetMedian(rates["no ledger"]):0 %} of no ledger");
            }
        }

        foreach (var (_, ledger) in ledgers)
        {
            await ledger.DisposeAsync();
        }

        folder.Delete(recursive: true);
    }

    private static async Task<double> MeasureAsync(ILedger ledger, string stateFolder, Uri address, string prefix, int creates)
    {
        var factory = new ProviderFactory();
        using var provider = factory.Create(new ProviderOptions { Provider = factory.Providers.Single(info => info.Name == "AceData"), BaseUri = address, ApiKey = "key" });
        var tasks = new TaskLedger(ledger, stateFolder, TimeProvider.System);
        var creator = new TaskCreator(tasks, new CreateRateLimiter(tasks, TimeProvider.System), TimeProvider.System);
        var started = Stopwatch.GetTimestamp();
        await Parallel.ForAsync(0, creates, new ParallelOptions { MaxDegreeOfParallelism = InFlight }, async (number, _) =>
        {
            var label = string.Create(CultureInfo.InvariantCulture, $"{prefix}-{number}");
            var request = new CreateRequest(provider.Catalog.Prepare(new VideoRequest { Prompt = label })) { Label = label };
            await creator.CreateAsync(provider, request, NullMessages.Instance, CancellationToken.None, CancellationToken.None);
        });
        return creates / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static double GetMedian(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
