using System.Globalization;
using System.Management.Automation;

namespace WanVideo.Binding;

/// <summary>A point in time: a date, or a time span ago. Text with hours, minutes and seconds, such as <c>00:30:00</c>, is a time span. A time of day without a date, such as <c>14:00</c>, is rejected.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class TimeTransformationAttribute : ArgumentTransformationAttribute
{
    private static readonly DateTime NoDate = DateTime.MinValue;

    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) => (inputData is PSObject wrapper ? wrapper.BaseObject : inputData) switch
    {
        TimeSpan span => Subtract(span),
        string text when text.Count(character => character is ':') == 2 && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var span) => Subtract(span),
        string text when DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.NoCurrentDateDefault, out var time) && time.Date == NoDate =>
            throw new InvalidValueException("a date, such as 2026-11-28, or a time span ago, such as 00:30:00", text),
        _ => inputData,
    };

    private static DateTimeOffset Subtract(TimeSpan span)
    {
        var now = DateTimeOffset.UtcNow;
        return span < now - DateTimeOffset.MinValue ? now - span : DateTimeOffset.MinValue;
    }
}
