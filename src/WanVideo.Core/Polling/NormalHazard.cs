namespace WanVideo.Polling;

/// <summary>The hazard rate of the standard normal distribution: its density divided by the probability of a higher value.</summary>
internal static class NormalHazard
{
    private const double TableStart = -2;
    private const double TableStep = 0.5;

    // From -2 to 4, to six digits.
    private static readonly double[] Table =
        [0.0552479, 0.138790, 0.287600, 0.509160, 0.797885, 1.141078, 1.525135, 1.938677, 2.373216, 2.822745, 3.283099, 3.751391, 4.225607];

    /// <summary>The rate at a value, with an error below 9 percent.</summary>
    public static double GetRate(double value)
    {
        var position = (value - TableStart) / TableStep;
        if (position < 0)
        {
            // The probability of a higher value is 0.98 or more: the density remains.
            return Math.Exp(-value * value / 2) / Math.Sqrt(2 * Math.PI);
        }

        var index = (int)Math.Min(position, Table.Length);
        return index < Table.Length - 1
            ? double.Lerp(Table[index], Table[index + 1], position - index)
            : value + (1 / value);
    }
}
