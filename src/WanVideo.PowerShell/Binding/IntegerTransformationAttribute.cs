using System.Globalization;

namespace WanVideo.Binding;

/// <summary>A whole number.</summary>
internal sealed class IntegerTransformationAttribute : ValueTransformationAttribute
{
    protected override object Read(object value) =>
        decimal.TryParse(Convert.ToString(value, CultureInfo.InvariantCulture), NumberStyles.Number & ~NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var number)
        && number == decimal.Truncate(number) && number is >= int.MinValue and <= int.MaxValue
            ? (int)number
            : throw Refusal($"A whole number is wanted here, not '{value}'.");
}
