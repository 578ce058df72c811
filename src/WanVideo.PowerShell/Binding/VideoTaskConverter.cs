using System.Management.Automation;

namespace WanVideo.Binding;

/// <summary>Converts a deserialized task, from <c>Import-Clixml</c>, a job or remoting, to a task. PowerShell calls it when it reads the object.</summary>
public sealed class VideoTaskConverter : PSTypeConverter
{
    /// <inheritdoc/>
    public override bool CanConvertFrom(object sourceValue, Type destinationType) => sourceValue is PSObject { BaseObject: PSCustomObject } copy && new TaskCopy(copy).HasStatus;

    /// <inheritdoc/>
    public override object ConvertFrom(object sourceValue, Type destinationType, IFormatProvider formatProvider, bool ignoreCase) =>
        new TaskCopy(sourceValue).ToTask() ?? throw new PSInvalidCastException("The object has no id, no gateway or no status.");

    /// <inheritdoc/>
    public override bool CanConvertTo(object sourceValue, Type destinationType) => false;

    /// <inheritdoc/>
    public override object ConvertTo(object sourceValue, Type destinationType, IFormatProvider formatProvider, bool ignoreCase) => throw new PSInvalidCastException("A task is not converted to another type.");
}
