using System.Management.Automation;

namespace WanVideo.Binding;

/// <summary>
/// Makes a parameter take what a CSV row or a JSON object holds. An empty cell counts as not given; what cannot be meant is refused in words
/// instead of being bent to fit, as PowerShell would bend <c>5.6</c> to 6 seconds and <c>false</c> to a switch that is on. Each gives exactly
/// the parameter's type: a property that PowerShell itself cannot convert is passed over without a word, and the default would be billed.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal abstract class ValueTransformationAttribute : ArgumentTransformationAttribute
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
