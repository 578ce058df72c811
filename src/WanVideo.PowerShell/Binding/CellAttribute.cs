using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace WanVideo.Binding;

/// <summary>
/// Makes a parameter take what a CSV row or a JSON object holds. An empty cell counts as not given; what cannot be meant is refused in words
/// instead of being bent to fit, as PowerShell would bend <c>5.6</c> to 6 seconds and <c>false</c> to a switch that is on. Each gives exactly
/// the parameter's type: a property that PowerShell itself cannot convert is passed over without a word, and the default would be billed.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal abstract class CellAttribute : ArgumentTransformationAttribute
{
    public sealed override object? Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        // A custom object is nothing but its wrapping.
        var value = inputData is PSObject { BaseObject: not PSCustomObject and var wrapped } ? wrapped : inputData;
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

/// <summary>One of the names of an enumeration.</summary>
/// <typeparam name="T">The enumeration.</typeparam>
internal sealed class NameCellAttribute<T> : CellAttribute
    where T : struct, Enum
{
    protected override object Read(object value) => value switch
    {
        T name => name,
        string text when Enum.TryParse<T>(text.Trim(), ignoreCase: true, out var name) && Enum.IsDefined(name) && !char.IsAsciiDigit(text.Trim()[0]) => name,
        _ => throw Refusal($"{string.Join(" or ", Enum.GetNames<T>())} is wanted here, not '{value}'."),
    };
}

/// <summary>Names and values: a hashtable, an object from JSON, or JSON itself.</summary>
internal sealed class TableCellAttribute : CellAttribute
{
    protected override object Read(object value) => value switch
    {
        IDictionary table => table,
        PSObject { BaseObject: PSCustomObject } custom => Table(custom),
        string json => Table(json),
        _ => throw Refusal($"A hashtable is wanted here, not a {value.GetType().Name}."),
    };

    private static Hashtable Table(PSObject custom)
    {
        var table = new Hashtable();
        foreach (var property in custom.Properties)
        {
            table[property.Name] = property.Value;
        }

        return table;
    }

    private static Dictionary<string, JsonElement> Table(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(json)!;
        }
        catch (JsonException)
        {
            throw Refusal("A hashtable, or a JSON object, is wanted here.");
        }
    }
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
