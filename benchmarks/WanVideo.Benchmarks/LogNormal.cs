namespace WanVideo.Benchmarks;

/// <summary>Run times: their logarithms are spread like a bell.</summary>
/// <param name="Median">Seconds.</param>
/// <param name="Sigma">Of the logarithm.</param>
internal sealed record LogNormal(double Median, double Sigma)
{
    public double Sample(Random random)
    {
        var bell = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        return Median * Math.Exp(Sigma * bell);
    }
}
