namespace WanVideo.Polling;

/// <summary>
/// Estimates the hazard rate per age interval as an occurrence/exposure rate: completions divided by the seconds that tasks were observed running
/// in the interval. Running tasks count in the denominator (right censoring): without them, the fast tasks, which complete first, would bias the
/// estimate. A prior with the weight of two tasks is added to both: log-normal around the provider's estimate, or 0.5 / age without one.
/// </summary>
internal sealed class RunTimeEstimator : IRunTimeEstimator
{
    // In tasks.
    private const double PriorTasks = 2;

    // Standard deviation of the logarithm of the run time around the provider's estimate. Assumed.
    private const double Sigma = 0.5;

    // Completions per e-fold of age. Benchmarked: a higher value causes more polls of tasks that run for minutes, a lower one delays tasks that run for seconds.
    private const double HazardWithoutEstimate = 0.5;

    private readonly double? median;
    private readonly double[] priorHazardRates;
    private readonly double[] completions = new double[AgeIntervals.Count];
    private readonly double[] exposure = new double[AgeIntervals.Count];
    private double totalExposure;
    private int completedTasks;

    /// <param name="estimate">The provider's estimate of the run time; null if there is none.</param>
    public RunTimeEstimator(TimeSpan? estimate)
    {
        median = estimate > TimeSpan.Zero ? estimate.Value.TotalSeconds : null;
        priorHazardRates = [.. Enumerable.Range(0, AgeIntervals.Count).Select(GetPriorHazardRate)];
    }

    /// <inheritdoc/>
    public bool HasEstimate => median is not null || completedTasks > 0;

    /// <inheritdoc/>
    public double GetTypicalRunTime(double age) =>
        median ?? (completedTasks > 0 ? Math.Max(AgeIntervals.MinAge, totalExposure / completedTasks) : age);

    /// <inheritdoc/>
    public double GetHazardRate(int interval)
    {
        var priorExposure = GetPriorExposure(interval);
        return (completions[interval] + (priorHazardRates[interval] * priorExposure)) / (exposure[interval] + priorExposure);
    }

    /// <inheritdoc/>
    public double GetPriorWeight(int interval)
    {
        var priorExposure = GetPriorExposure(interval);
        return priorExposure / (exposure[interval] + priorExposure);
    }

    /// <inheritdoc/>
    public void RecordRunning(double fromAge, double toAge)
    {
        var last = AgeIntervals.IndexOf(toAge);
        for (var index = AgeIntervals.IndexOf(fromAge); index <= last; index++)
        {
            AddExposure(index, AgeIntervals.GetOverlap(index, fromAge, toAge));
        }
    }

    /// <inheritdoc/>
    /// <remarks>One step of the EM algorithm: the completion is divided among the intervals in proportion to their current hazard.</remarks>
    public void RecordCompletionBetween(double fromAge, double toAge)
    {
        var (first, last) = (AgeIntervals.IndexOf(fromAge), AgeIntervals.IndexOf(toAge));
        var expected = new double[last - first + 1];
        for (var index = first; index <= last; index++)
        {
            expected[index - first] = GetHazardRate(index) * AgeIntervals.GetOverlap(index, fromAge, toAge);
        }

        var sum = expected.Sum();
        var running = 1.0;
        for (var index = first; index <= last && sum > 0; index++)
        {
            var share = expected[index - first] / sum;
            completions[index] += share;
            AddExposure(index, AgeIntervals.GetOverlap(index, fromAge, toAge) * (running - (share / 2)));
            running -= share;
        }

        completedTasks++;
    }

    /// <inheritdoc/>
    public void RecordCompletionAt(double fromAge, double completionAge)
    {
        completions[AgeIntervals.IndexOf(completionAge)]++;
        completedTasks++;
        RecordRunning(fromAge, completionAge);
    }

    private static double GetPriorExposure(int interval) => PriorTasks * AgeIntervals.GetLength(interval);

    private void AddExposure(int interval, double seconds)
    {
        exposure[interval] += seconds;
        totalExposure += seconds;
    }

    private double GetPriorHazardRate(int interval)
    {
        var age = AgeIntervals.GetMiddle(interval);
        return median is null ? HazardWithoutEstimate / age : NormalHazard.GetRate(Math.Log(age / median.Value) / Sigma) / (Sigma * age);
    }
}
