using System.Diagnostics;
using System.Globalization;
using WanVideo.Tests;
using WanVideo.Polling;

namespace WanVideo.Benchmarks;

/// <summary>What waiting costs: requests a task, and how long after its end a task is seen to have ended.</summary>
internal static class WaitingComparison
{
    public static async Task RunAsync(int count, double sigma)
    {
        var distribution = new LogNormal(Median: 90, sigma);
        var random = new Random(20261121);
        double[] runTimes = [.. Enumerable.Range(0, count).Select(_ => distribution.Sample(random))];

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count} tasks, log-normal run times, median {distribution.Median} s, sigma {distribution.Sigma}, one request a look"));
        Console.WriteLine($"{"schedule",-54} {"requests/task",14} {"mean delay s",13} {"best at that delay",19} {"times the best",15}");
        var memory = new RunTimeStatistics();
        await OursAsync([.. Enumerable.Range(0, 200).Select(_ => distribution.Sample(random))], null, false, memory);
        foreach (var (name, estimate, tellsProgress, known) in new (string, double?, bool, RunTimeStatistics)[]
        {
            ("TaskPoller, knows nothing", null, false, new()),
            ("TaskPoller, waited for 200 such tasks before", null, false, memory),
            ("TaskPoller, the gateway says 90 s", 90, false, new()),
            ("TaskPoller, the gateway says 120 s", 120, false, new()),
            ("TaskPoller, the gateway tells an even progress", null, true, new()),
        })
        {
            var clock = Stopwatch.StartNew();
            var (requests, delay) = await OursAsync(runTimes, estimate, tellsProgress, known);
            Report(string.Create(CultureInfo.InvariantCulture, $"{name} ({clock.Elapsed.TotalSeconds:0.0} s)"), requests, delay);
        }

        foreach (var (name, steps) in new (string, Func<int, double>)[] { ("fixed 5 s", _ => 5), ("DashScope's SDK: 1, 2, 4, then 5 s", look => Math.Min(5, Math.Pow(2, look))) })
        {
            var (requests, delay) = Fixed(runTimes, steps);
            Report(name, requests, delay);
        }

        void Report(string name, double requests, double delay)
        {
            var best = new BestSchedule(runTimes).At(delay);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-54} {requests,14:0.00} {delay,13:0.00} {best.RequestsPerTask,19:0.00} {requests / best.RequestsPerTask,15:0.00}"));
        }
    }

    private static async Task<(double Requests, double Delay)> OursAsync(double[] runTimes, double? estimate, bool tellsProgress, RunTimeStatistics memory)
    {
        var time = new VirtualTime();
        var start = time.GetUtcNow();
        var ends = runTimes.Select((seconds, n) => (Id: $"{n}", At: start.AddSeconds(seconds))).ToDictionary(end => end.Id, end => end.At);
        var gateway = new SimulatedProvider(time, start, ends, tellsProgress);
        var watched = ends.Keys.Select(id => new TrackedTask(
            new VideoTask { Id = id, Provider = gateway.Name, Model = "m", Status = VideoStatus.Pending, CreatedAt = start, EstimatedTime = estimate is { } seconds ? TimeSpan.FromSeconds(seconds) : null },
            gateway)).ToArray();
        var observer = new Delays(time, ends);
        await time.RunAsync(new TaskPoller(time, new PollSchedule(statistics: memory, random: new Random(1)), observer, new Silence()).WaitAsync(watched, CancellationToken.None));
        return ((double)gateway.Requests / runTimes.Length, observer.Total / runTimes.Length);
    }

    private static (double Requests, double Delay) Fixed(double[] runTimes, Func<int, double> step)
    {
        var (requests, delays) = (0.0, 0.0);
        foreach (var end in runTimes)
        {
            var at = 0.0;
            for (var look = 0; at < end; look++)
            {
                at += step(look);
                requests++;
            }

            delays += at - end;
        }

        return (requests / runTimes.Length, delays / runTimes.Length);
    }

    private sealed class Delays(TimeProvider time, Dictionary<string, DateTimeOffset> ends) : IPollObserver
    {
        public double Total { get; private set; }

        public void OnPolled(TrackedTask watched)
        {
        }

        public void OnCompleted(TrackedTask watched) => Total += (time.GetUtcNow() - ends[watched.Task.Id]).TotalSeconds;

        public void OnFailed(TrackedTask watched, Exception failure) => throw failure;
    }

    private sealed class Silence : IUserMessages
    {
        public void WriteWarning(string message)
        {
        }

        public void WriteVerbose(string message)
        {
        }
    }
}
