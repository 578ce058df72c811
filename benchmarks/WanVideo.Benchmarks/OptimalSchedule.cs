namespace WanVideo.Benchmarks;

/// <summary>
/// The best schedule there can be for one task at a time, found by dynamic programming over all moments half a second apart by someone who
/// knows the run times themselves. What a request is worth in seconds of delay is chosen so that the mean delay is a given one.
/// </summary>
internal sealed class BestSchedule(IReadOnlyList<double> runTimes)
{
    private const double Step = 0.5;

    private readonly double[] sorted = [.. runTimes.Order()];

    public (double RequestsPerTask, double MeanDelay) At(double meanDelay)
    {
        var (low, high) = (1e-4, 1e4);
        var best = Cost(1);
        for (var turn = 0; turn < 40; turn++)
        {
            var middle = Math.Sqrt(low * high);
            best = Cost(middle);
            (low, high) = best.MeanDelay > meanDelay ? (middle, high) : (low, middle);
        }

        return best;
    }

    // The price of a second of delay, in requests.
    private (double RequestsPerTask, double MeanDelay) Cost(double price)
    {
        var moments = (int)Math.Ceiling(sorted[^1] / Step) + 1;
        var running = new double[moments + 1];
        var sums = new double[moments + 1];
        var done = 0;
        var sum = 0.0;
        for (var m = 0; m <= moments; m++)
        {
            while (done < sorted.Length && sorted[done] <= m * Step)
            {
                sum += sorted[done++];
            }

            (running[m], sums[m]) = (sorted.Length - done, sum);
        }

        var cost = new double[moments + 1];
        var next = new int[moments + 1];
        for (var m = moments - 1; m >= 0; m--)
        {
            cost[m] = double.PositiveInfinity;
            for (var look = m + 1; look <= moments; look++)
            {
                var delay = (look * Step * (running[m] - running[look])) - (sums[look] - sums[m]);
                var total = running[m] + (price * delay) + (running[look] > 0 ? cost[look] : 0);
                if (total < cost[m])
                {
                    (cost[m], next[m]) = (total, look);
                }
            }
        }

        var (requests, delays) = (0.0, 0.0);
        for (var m = 0; running[m] > 0; m = next[m])
        {
            requests += running[m];
            delays += (next[m] * Step * (running[m] - running[next[m]])) - (sums[next[m]] - sums[m]);
        }

        return (requests / sorted.Length, delays / sorted.Length);
    }
}
