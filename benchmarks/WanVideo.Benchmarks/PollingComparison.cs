using System.Diagnostics;
using System.Globalization;
using WanVideo.Polling;
using WanVideo.Tests;

namespace WanVideo.Benchmarks;

/// <summary>The cost of polling, in requests per task and in the mean delay from the completion of a task to the poll that returns it.</summary>
internal static class PollingComparison
{
    public static async Task RunAsync(int count, double sigma)
    {
        var distribution = new LogNormal(Median: 90, sigma);
        var random = new Random(20261121);
        double[] runTimes = [.. Enumerable.Range(0, count).Select(_ => distribution.Sample(random))];

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count} tasks, log-normal run times, median {distribution.Median} s, sigma {distribution.Sigma}, no batches"));
        Console.WriteLine($"{"schedule",-54} {"requests/task",14} {"mean delay s",13} {"optimum",9} {"ratio to optimum",17}");
        var statistics = new RunTimeStatistics();
        await PollAsync([.. Enumerable.Range(0, 200).Select(_ => distribution.Sample(random))], null, false, statistics);
        foreach (var (name, estimate, reportsProgress, initial) in new (string, double?, bool, RunTimeStatistics)[]
        {
            ("TaskPoller, no estimate", null, false, new()),
            ("TaskPoller, 200 tasks observed before", null, false, statistics),
            ("TaskPoller, provider estimate 90 s", 90, false, new()),
            ("TaskPoller, provider estimate 120 s", 120, false, new()),
            ("TaskPoller, even progress", null, true, new()),
        })
        {
            var stopwatch = Stopwatch.StartNew();
            var (requests, delay) = await PollAsync(runTimes, estimate, reportsProgress, initial);
            Report(string.Create(CultureInfo.InvariantCulture, $"{name} ({stopwatch.Elapsed.TotalSeconds:0.0} s)"), requests, delay);
        }

        foreach (var (name, getDelay) in new (string, Func<int, double>)[] { ("fixed 5 s", _ => 5), ("DashScope's SDK: 1, 2, 4, then 5 s", poll => Math.Min(5, Math.Pow(2, poll))) })
        {
            var (requests, delay) = PollFixed(runTimes, getDelay);
            Report(name, requests, delay);
        }

        void Report(string name, double requests, double delay)
        {
            var optimum = new OptimalSchedule(runTimes).GetCost(delay);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-54} {requests,14:0.00} {delay,13:0.00} {optimum.RequestsPerTask,9:0.00} {requests / optimum.RequestsPerTask,17:0.00}"));
        }
    }

    private static async Task<(double Requests, double Delay)> PollAsync(double[] runTimes, double? estimate, bool reportsProgress, RunTimeStatistics statistics)
    {
        var time = new VirtualTime();
        var start = time.GetUtcNow();
        var completions = runTimes.Select((seconds, n) => (Id: $"{n}", At: start.AddSeconds(seconds))).ToDictionary(completion => completion.Id, completion => completion.At);
        var provider = new SimulatedProvider(time, start, completions, reportsProgress);
        var tasks = completions.Keys.Select(id => new TrackedTask(
            new VideoTask { Id = id, Provider = provider.Name, Model = "m", Status = VideoStatus.Pending, CreatedAt = start, EstimatedSec = estimate },
            provider)).ToArray();
        var observer = new DelayObserver(time, completions);
        await time.RunAsync(new TaskPoller(time, new PollSchedule(statistics: statistics, random: new Random(1)), observer, NullMessages.Instance).WaitAsync(tasks, CancellationToken.None));
        return ((double)provider.Requests / runTimes.Length, observer.Total / runTimes.Length);
    }

    private static (double Requests, double Delay) PollFixed(double[] runTimes, Func<int, double> getDelay)
    {
        var (requests, delays) = (0.0, 0.0);
        foreach (var runTime in runTimes)
        {
            var age = 0.0;
            for (var poll = 0; age < runTime; poll++)
            {
                age += getDelay(poll);
                requests++;
            }

            delays += age - runTime;
        }

        return (requests / runTimes.Length, delays / runTimes.Length);
    }

    private sealed class DelayObserver(TimeProvider time, Dictionary<string, DateTimeOffset> completions) : IPollObserver
    {
        public double Total { get; private set; }

        public void OnPolled(TrackedTask task)
        {
        }

        public void OnCompleted(TrackedTask task) => Total += (time.GetUtcNow() - completions[task.Task.Id]).TotalSeconds;

        public void OnFailed(TrackedTask task, VideoException exception) => throw exception;
    }
}
