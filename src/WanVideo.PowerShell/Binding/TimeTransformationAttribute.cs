using System.Management.Automation;

namespace WanVideo.Binding;

/// <summary>A point in time. A <see cref="TimeSpan"/> is a time ago.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class TimeTransformationAttribute : ArgumentTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        inputData is TimeSpan or PSObject { BaseObject: TimeSpan } ? DateTimeOffset.UtcNow - LanguagePrimitives.ConvertTo<TimeSpan>(inputData) : inputData;
}
