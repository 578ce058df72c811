using System.Collections;
using System.Globalization;
using System.Management.Automation;

namespace WanVideo.Binding;

/// <summary>A value that a parameter does not accept.</summary>
/// <param name="expected">What the parameter accepts.</param>
/// <param name="value">The value.</param>
/// <param name="advice">A sentence that follows; empty for none.</param>
internal sealed class InvalidValueException(string expected, object? value, string advice = "")
    : ArgumentTransformationMetadataException($"Expected {expected}, not {Describe(value)}. {advice}".TrimEnd())
{
    private const int MaxTextLength = 60;

    /// <summary>The message for a row.</summary>
    /// <param name="parameter">The name of the parameter.</param>
    public string GetMessage(string parameter) => $"-{parameter} is {Describe(value)}; expected {expected}. {advice}".TrimEnd();

    private static string Describe(object? value) => (value is PSObject wrapper ? wrapper.BaseObject : value) switch
    {
        string text => Quote(text),
        ValueType or Uri => Quote(Convert.ToString(value, CultureInfo.InvariantCulture)!),
        IDictionary => "a hashtable",
        PSCustomObject => "an object",
        IEnumerable list => $"a list ({string.Join(", ", list.Cast<object?>().Select(Describe))})",
        null => "null",
        var other => $"a value of type {other.GetType().Name}",
    };

    private static string Quote(string text) => $"'{(text.Length <= MaxTextLength ? text : text[..(MaxTextLength - 1)] + "…")}'";
}
