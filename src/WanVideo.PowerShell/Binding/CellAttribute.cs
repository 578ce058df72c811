using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Text.RegularExpressions;

namespace WanVideo.Binding;

/// <summary>
/// Makes a parameter take what a CSV row or a JSON object holds. An empty cell counts as not given; what cannot be meant is refused in words
/// instead of being bent to fit, as PowerShell would bend <c>5.6</c> to 6 seconds and <c>false</c> to a switch that is on.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal abstract class CellAttribute : ArgumentTransformationAttribute
{
    public sealed override object? Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        var value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return value is null || (value is string text && string.IsNullOrWhiteSpace(text)) ? NotGiven : Read(value);
    }

    /// <summary>What the parameter is when the cell is empty.</summary>
    protected virtual object? NotGiven => null;

    protected abstract object Read(object value);

    protected static Exception Refusal(string message) => new ArgumentTransformationMetadataException(message);
}

/// <summary>Text.</summary>
internal sealed class TextCellAttribute : CellAttribute
{
    protected override object Read(object value) => value switch
    {
        string text => text,
        IFormattable scalar when value is ValueType => scalar.ToString(null, CultureInfo.InvariantCulture),
        Uri address => address.OriginalString,
        _ => throw Refusal("Text is wanted here."),
    };
}

/// <summary>One text or several.</summary>
internal sealed partial class TextListCellAttribute : CellAttribute
{
    protected override object? NotGiven => Array.Empty<string>();

    protected override object Read(object value) => value switch
    {
        string text => Separators().Split(text.Trim()),
        Uri address => new[] { address.OriginalString },
        IEnumerable many when many is not IDictionary => many.Cast<object?>().Select(Element).Where(text => text.Length > 0).ToArray(),
        _ => throw Refusal("Text, or a list of texts, is wanted here."),
    };

    private static string Element(object? value) => (value is PSObject wrapped ? wrapped.BaseObject : value) switch
    {
        null => "",
        string text => text.Trim(),
        Uri address => address.OriginalString,
        _ => throw Refusal("A list of texts is wanted here."),
    };

    // One cell holds several addresses with ';', '|' or white space between; all of these may also stand inside an address, so only what
    // is followed by the beginning of another one separates.
    [GeneratedRegex(@"[\s;|]+(?=(?:[A-Za-z][A-Za-z0-9+.-]*://|data:))")]
    private static partial Regex Separators();
}

/// <summary>A whole number.</summary>
internal sealed class WholeNumberCellAttribute : CellAttribute
{
    protected override object Read(object value) =>
        decimal.TryParse(Convert.ToString(value, CultureInfo.InvariantCulture), NumberStyles.Number & ~NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var number)
        && number == decimal.Truncate(number) && number is >= int.MinValue and <= int.MaxValue
            ? (int)number
            : throw Refusal($"A whole number is wanted here, not '{value}'.");
}

/// <summary>A switch: <c>true</c>, <c>yes</c> or <c>1</c>, or <c>false</c>, <c>no</c> or <c>0</c>.</summary>
internal sealed class SwitchCellAttribute : CellAttribute
{
    protected override object? NotGiven => new SwitchParameter(false);

    protected override object Read(object value) => value switch
    {
        SwitchParameter given => given,
        bool given => new SwitchParameter(given),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)?.Trim().ToLowerInvariant() switch
        {
            "true" or "yes" or "1" => new SwitchParameter(true),
            "false" or "no" or "0" => new SwitchParameter(false),
            var other => throw Refusal($"true or false is wanted here, not '{other}'."),
        },
    };
}
