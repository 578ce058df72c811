namespace WanVideo.Benchmarks;

/// <summary>
/// The optimal poll times of one task whose run-time distribution is known, by dynamic programming over times half a second apart. The price of a
/// second of delay, in requests, is chosen so that the mean delay has a given value.
/// </summary>
/// <param name="runTimes">A sample of the run times, in seconds.</param>
internal sealed class OptimalSchedule(IReadOnlyList<double> runTimes)
{
    private const double Step = 0.5;

    private readonly double[] sorted = [.. runTimes.Order()];

    public (double RequestsPerTask, double MeanDelay) GetCost(double meanDelay)
    {
        var (low, high) = (1e-4, 1e4);
        var cost = GetCostAtPrice(1);
        for (var iteration = 0; iteration < 40; iteration++)
        {
            var price = Math.Sqrt(low * high);
            cost = GetCostAtPrice(price);
            (low, high) = cost.MeanDelay > meanDelay ? (price, high) : (low, price);
        }

        return cost;
    }

    private (double RequestsPerTask, double MeanDelay) GetCostAtPrice(double price)
    {
        var last = (int)Math.Ceiling(sorted[^1] / Step) + 1;

        // For each time: the number of tasks running, and the sum of the run times of those completed.
        var running = new double[last + 1];
        var runTimeSums = new double[last + 1];
        var completed = 0;
        var sum = 0.0;
        for (var time = 0; time <= last; time++)
        {
            while (completed < sorted.Length && sorted[completed] <= time * Step)
            {
                sum += sorted[completed++];
            }

            (running[time], runTimeSums[time]) = (sorted.Length - completed, sum);
        }

        var cost = new double[last + 1];
        var next = new int[last + 1];
        for (var time = last - 1; time >= 0; time--)
        {
            cost[time] = double.PositiveInfinity;
            for (var poll = time + 1; poll <= last; poll++)
            {
                var delay = (poll * Step * (running[time] - running[poll])) - (runTimeSums[poll] - runTimeSums[time]);
                var total = running[time] + (price * delay) + (running[poll] > 0 ? cost[poll] : 0);
                if (total < cost[time])
                {
                    (cost[time], next[time]) = (total, poll);
                }
            }
        }

        var (requests, delays) = (0.0, 0.0);
        for (var time = 0; running[time] > 0; time = next[time])
        {
            requests += running[time];
            delays += (next[time] * Step * (running[time] - running[next[time]])) - (runTimeSums[next[time]] - runTimeSums[time]);
        }

        return (requests / sorted.Length, delays / sorted.Length);
    }
}
