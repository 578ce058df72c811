namespace WanVideo.Benchmarks;

/// <summary>A log-normal distribution of run times.</summary>
/// <param name="Median">In seconds.</param>
/// <param name="Sigma">The standard deviation of the logarithm.</param>
internal sealed record LogNormal(double Median, double Sigma)
{
    public double Sample(Random random)
    {
        // Box-Muller.
        var normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        return Median * Math.Exp(Sigma * normal);
    }
}
