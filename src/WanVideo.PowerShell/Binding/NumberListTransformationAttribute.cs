using System.Collections;
using System.Globalization;
using System.Management.Automation;

namespace WanVideo.Binding;

/// <summary>One number or several; in one cell with ';', '|' or white space between.</summary>
internal sealed class NumberListTransformationAttribute : ValueTransformationAttribute
{
    private static readonly char[] Separators = [';', '|', ' ', '\t', '\r', '\n'];

    protected override object? NotGiven => Array.Empty<decimal>();

    protected override object Read(object value) => value switch
    {
        string text => text.Split(Separators, StringSplitOptions.RemoveEmptyEntries).Select(Number).ToArray(),
        IEnumerable many and not IDictionary => many.Cast<object?>().Select(Number).ToArray(),
        _ => new[] { Number(value) },
    };

    private static decimal Number(object? value) =>
        decimal.TryParse(Convert.ToString(value is PSObject wrapped ? wrapped.BaseObject : value, CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        && number >= 0
            ? number
            : throw Refusal($"Numbers are wanted here, not '{value}'.");
}
