namespace WanVideo.Tests.Polling;

/// <summary>Returns the same number each time. With 0.5, there is no jitter.</summary>
internal sealed class FixedRandom(double value) : Random
{
    public override double NextDouble() => value;
}
