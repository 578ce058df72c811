namespace WanVideo.Polling;

/// <summary>
/// The intervals into which the age of a task is divided: from 0.25 seconds to one day, each 15 percent longer than the previous one. Ages and
/// lengths are in seconds.
/// </summary>
internal static class AgeIntervals
{
    /// <summary>The end of the first interval, which starts at 0.</summary>
    public const double MinAge = 0.25;

    /// <summary>The providers drop a task after one day.</summary>
    public const double MaxAge = 86_400;

    private const double Growth = 1.15;

    /// <summary>The number of intervals.</summary>
    public static int Count { get; } = (int)Math.Ceiling(Math.Log(MaxAge / MinAge, Growth));

    private static readonly double[] Bounds = [0, .. Enumerable.Range(0, Count).Select(n => MinAge * Math.Pow(Growth, n))];

    /// <summary>The index of the interval that contains an age; the last one for every higher age.</summary>
    public static int IndexOf(double age) => age < MinAge ? 0 : Math.Min(Count - 1, (int)Math.Log(age / MinAge, Growth) + 1);

    /// <summary>The age at the middle of an interval.</summary>
    public static double GetMiddle(int index) => (Bounds[index] + Bounds[index + 1]) / 2;

    /// <summary>The length of an interval.</summary>
    public static double GetLength(int index) => Bounds[index + 1] - Bounds[index];

    /// <summary>The age at which an interval ends; infinity for the last one.</summary>
    public static double GetEnd(int index) => index >= Count - 1 ? double.PositiveInfinity : Bounds[index + 1];

    /// <summary>The length of the part of an interval between two ages.</summary>
    public static double GetOverlap(int index, double fromAge, double toAge) =>
        Math.Max(0, Math.Min(toAge, Bounds[index + 1]) - Math.Max(fromAge, Bounds[index]));

    /// <summary>The time from <paramref name="age"/> on after which the integral of a rate reaches <paramref name="total"/>.</summary>
    /// <param name="total">The value of the integral.</param>
    /// <param name="age">The age from which the rate is integrated.</param>
    /// <param name="max">The upper bound of the result.</param>
    /// <param name="getRate">The rate per second in the interval of an index.</param>
    public static double GetTimeToReach(double total, double age, double max, Func<int, double> getRate)
    {
        var (sum, reachedAge) = (0.0, age);
        for (var index = IndexOf(age); reachedAge - age < max; index++)
        {
            var (end, rate) = (GetEnd(index), getRate(index));
            if (sum + (rate * (end - reachedAge)) >= total)
            {
                return reachedAge + ((total - sum) / rate) - age;
            }

            sum += rate * (end - reachedAge);
            reachedAge = end;
        }

        return max;
    }
}
