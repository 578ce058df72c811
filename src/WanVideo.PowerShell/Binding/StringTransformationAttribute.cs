using System.Globalization;

namespace WanVideo.Binding;

/// <summary>Text.</summary>
internal sealed class StringTransformationAttribute : ValueTransformationAttribute
{
    protected override object Read(object value) => value switch
    {
        string text => text,
        IFormattable scalar when value is ValueType => scalar.ToString(null, CultureInfo.InvariantCulture),
        Uri address => address.OriginalString,
        _ => throw Refusal("Text is wanted here."),
    };
}
