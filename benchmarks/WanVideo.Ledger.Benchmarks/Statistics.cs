namespace WanVideo.Benchmarks;

/// <summary>Durations in milliseconds.</summary>
internal sealed class Statistics
{
    private readonly List<double> values = [];

    public void Add(TimeSpan duration)
    {
        lock (values)
        {
            values.Add(duration.TotalMilliseconds);
        }
    }

    public double GetPercentile(int percent)
    {
        values.Sort();
        return values[Math.Min(values.Count - 1, values.Count * percent / 100)];
    }

    public override string ToString() => FormattableString.Invariant($"p50 {GetPercentile(50):0.00} ms, p95 {GetPercentile(95):0.00} ms, longest {GetPercentile(100):0.0} ms");
}
