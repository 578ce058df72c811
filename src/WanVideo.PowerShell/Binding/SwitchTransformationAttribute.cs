using System.Globalization;
using System.Management.Automation;

namespace WanVideo.Binding;

/// <summary>A switch: <c>true</c>, <c>yes</c> or <c>1</c>, or <c>false</c>, <c>no</c> or <c>0</c>.</summary>
internal sealed class SwitchTransformationAttribute : ValueTransformationAttribute
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
