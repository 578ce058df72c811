using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace WanVideo.Binding;

/// <summary>
/// Converts a value from a CSV row or a JSON object to the parameter's type. An empty cell has no value. A value of another type is
/// rejected, where PowerShell would convert it: <c>5.6</c> to 6 seconds, <c>false</c> to a switch that is on. The result always has the
/// parameter's exact type, since PowerShell silently skips property values that it cannot convert.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal abstract class ValueTransformationAttribute : ArgumentTransformationAttribute
{
    [ThreadStatic]
    private static InvalidValueException? error;

    /// <summary>
    /// Whether the setter of the parameter takes the error of a value from <see cref="TakeError"/>. PowerShell reports an error of a transformation
    /// without the label of the row, and does not pass the row to the command.
    /// </summary>
    protected virtual bool IsErrorDeferred => true;

    /// <summary>The value of the parameter if the cell is empty.</summary>
    protected virtual object? EmptyValue => null;

    public sealed override object? Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        error = null;
        try
        {
            return ConvertValue(inputData);
        }
        catch (InvalidValueException exception) when (IsErrorDeferred)
        {
            error = exception;
            return EmptyValue;
        }
    }

    /// <summary>Gets and removes the error of the value that PowerShell is binding on this thread. It calls the setter immediately after the transformation.</summary>
    public static InvalidValueException? TakeError()
    {
        var taken = error;
        error = null;
        return taken;
    }

    /// <summary>Converts a value.</summary>
    /// <exception cref="InvalidValueException">The value has another type.</exception>
    public object? ConvertValue(object? inputData)
    {
        // The properties of a PSCustomObject are in its PSObject; other objects are unwrapped.
        var value = inputData is PSObject { BaseObject: not PSCustomObject and var baseObject } ? baseObject : inputData;
        return value is null or DBNull || (value is string text && string.IsNullOrWhiteSpace(text)) ? EmptyValue : Convert(value);
    }

    protected abstract object Convert(object value);

    protected static object? Unwrap(object? value) => value is PSObject wrapper ? wrapper.BaseObject : value;

    protected static string? ToInvariantString(object? value) => System.Convert.ToString(value, CultureInfo.InvariantCulture);
}

/// <summary>Text. Numbers and dates are formatted with the invariant culture.</summary>
internal class StringTransformationAttribute : ValueTransformationAttribute
{
    protected override object Convert(object value) => value switch
    {
        string text => text,
        IFormattable formattable when value is ValueType => formattable.ToString(null, CultureInfo.InvariantCulture),
        Uri uri => uri.OriginalString,
        _ => throw new InvalidValueException("text", value),
    };
}

/// <summary>One prompt.</summary>
internal sealed class PromptTransformationAttribute : StringTransformationAttribute
{
    protected override object Convert(object value) =>
        value is IEnumerable and not string ? throw new InvalidValueException("one prompt", value, "Pipe several prompts, or rows, to the command.") : base.Convert(value);
}

/// <summary>A choice, a name or a URL: text without white space around it, such as the no-break spaces of spreadsheets.</summary>
internal class ChoiceTransformationAttribute : StringTransformationAttribute
{
    protected override object Convert(object value) => ((string)base.Convert(value)).Trim();
}

/// <summary>The name of a connection, from text or from the object that <c>Get-WanVideoConnection</c> returns.</summary>
internal class ConnectionTransformationAttribute : ChoiceTransformationAttribute
{
    protected override bool IsErrorDeferred => false;

    protected override object Convert(object value) => value switch
    {
        WanVideoConnection connection => connection.Name,

        // A copy from another session.
        PSObject copy when copy.Properties[nameof(WanVideoConnection.Name)]?.Value is string name => name,
        _ => base.Convert(value),
    };
}

/// <summary>The name of a connection, from a command line or a row.</summary>
internal sealed class RowConnectionTransformationAttribute : ConnectionTransformationAttribute
{
    protected override bool IsErrorDeferred => true;
}

/// <summary>A list of strings.</summary>
internal sealed partial class StringListTransformationAttribute : ValueTransformationAttribute
{
    protected override object EmptyValue => Array.Empty<string>();

    protected override object Convert(object value) => value switch
    {
        string text when CommaSeparator().IsMatch(text) => throw new InvalidValueException("a list of URLs separated by ';'", text),
        string text => Split(text),
        Uri uri => new[] { uri.OriginalString },
        IEnumerable items when items is not IDictionary => items.Cast<object?>().Select(ConvertItem).Where(item => item.Length > 0).ToArray(),
        _ => throw new InvalidValueException("text or a list of strings", value),
    };

    /// <summary>The URLs of a cell.</summary>
    public static string[] Split(string cell) => Separators().Split(cell.Trim());

    private static string ConvertItem(object? item) => Unwrap(item) switch
    {
        null => "",
        string text => text.Trim(),
        Uri uri => uri.OriginalString,
        _ => throw new InvalidValueException("a list of strings", item),
    };

    // In one cell, URLs are separated by ';', '|' or white space. Each of these can also be part of a URL, so it separates only before the scheme of another.
    [GeneratedRegex(@"[\s;|]+(?=(?:[A-Za-z][A-Za-z0-9+.-]*://|data:))")]
    private static partial Regex Separators();

    // A comma can be part of a URL, but hardly before the scheme of another.
    [GeneratedRegex(@",\s*(?=[A-Za-z][A-Za-z0-9+.-]*://)")]
    private static partial Regex CommaSeparator();
}

/// <summary>A number, without thousands separators, with a point as the decimal separator.</summary>
/// <typeparam name="T">The type of the number.</typeparam>
internal sealed class NumberTransformationAttribute<T> : ValueTransformationAttribute
    where T : struct, INumber<T>
{
    public double Minimum { get; set; } = double.MinValue;

    public double Maximum { get; set; } = double.MaxValue;

    private string Expected => (typeof(T) == typeof(int) ? "a whole number" : "a number") + (Minimum is double.MinValue ? "" : FormattableString.Invariant($" from {Minimum:0} to {Maximum:0}"));

    protected override object Convert(object value) =>
        decimal.TryParse(ToInvariantString(value)?.Trim(), NumberStyles.Number & ~NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var number)
        && T.CreateSaturating(number) is var result && decimal.CreateSaturating(result) == number
        && (double)number >= Minimum && (double)number <= Maximum
            ? result
            : throw new InvalidValueException(Expected, value);
}

/// <summary>A duration in whole seconds. <c>smart</c>, Alibaba's name of a duration that the model chooses, is -1.</summary>
internal sealed class DurationTransformationAttribute : ValueTransformationAttribute
{
    private static readonly NumberTransformationAttribute<int> Seconds = new();

    protected override object Convert(object value) => value is string text && text.Trim().Equals("smart", StringComparison.OrdinalIgnoreCase) ? -1 : Seconds.ConvertValue(value)!;
}

/// <summary>A list of numbers that are not negative. In one cell, they are separated by ';', '|' or white space.</summary>
internal sealed class NumberListTransformationAttribute : ValueTransformationAttribute
{
    private static readonly char[] Separators = [';', '|', ' ', '\t', '\r', '\n'];

    protected override object EmptyValue => Array.Empty<decimal>();

    protected override object Convert(object value) => value switch
    {
        string text => text.Split(Separators, StringSplitOptions.RemoveEmptyEntries).Select(ConvertItem).ToArray(),
        IEnumerable items and not IDictionary => items.Cast<object?>().Select(ConvertItem).ToArray(),
        _ => new[] { ConvertItem(value) },
    };

    private static decimal ConvertItem(object? item) =>
        decimal.TryParse(ToInvariantString(Unwrap(item)), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= 0
            ? number
            : throw new InvalidValueException("numbers that are not negative", item);
}

/// <summary>A switch: <c>true</c>, <c>yes</c> or <c>1</c>; <c>false</c>, <c>no</c> or <c>0</c>.</summary>
internal sealed class SwitchTransformationAttribute : ValueTransformationAttribute
{
    protected override object EmptyValue => new SwitchParameter(false);

    protected override object Convert(object value) => value switch
    {
        SwitchParameter => value,
        bool flag => new SwitchParameter(flag),
        _ => ToInvariantString(value)?.Trim().ToLowerInvariant() switch
        {
            "true" or "yes" or "1" => new SwitchParameter(true),
            "false" or "no" or "0" => new SwitchParameter(false),
            _ => throw new InvalidValueException("true or false", value),
        },
    };
}

/// <summary>The name of a member of an enumeration. Numbers are rejected.</summary>
/// <typeparam name="T">The enumeration.</typeparam>
internal sealed class EnumTransformationAttribute<T> : ValueTransformationAttribute
    where T : struct, Enum
{
    protected override object Convert(object value) => value switch
    {
        T member => member,
        string text when Enum.TryParse<T>(text.Trim(), ignoreCase: true, out var member) && Enum.IsDefined(member) && !char.IsAsciiDigit(text.Trim()[0]) => member,
        _ => throw new InvalidValueException(string.Join(" or ", Enum.GetNames<T>()), value),
    };
}

/// <summary>Names and values: a hashtable, a custom object, or a JSON object.</summary>
internal sealed class JsonObjectTransformationAttribute : ValueTransformationAttribute
{
    private const string ExpectedType = "a hashtable or a JSON object";

    // Of two values of one name, a gateway would use either.
    private static readonly JsonSerializerOptions UniqueNames = new() { AllowDuplicateProperties = false };

    protected override object Convert(object value) => value switch
    {
        IDictionary dictionary => dictionary,
        JsonObject json => Parse(json.ToJsonString()),
        PSObject { BaseObject: PSCustomObject } customObject => customObject.Properties.ToDictionary(property => property.Name, property => property.Value),
        string json => Parse(json),
        _ => throw new InvalidValueException(ExpectedType, value),
    };

    private static Dictionary<string, JsonElement> Parse(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(json, UniqueNames)!;
        }
        catch (JsonException)
        {
            throw new InvalidValueException(ExpectedType + " without duplicate names", json);
        }
    }
}
