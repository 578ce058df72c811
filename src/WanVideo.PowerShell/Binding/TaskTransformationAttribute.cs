using System.Collections;
using System.Management.Automation;

namespace WanVideo.Binding;

/// <summary>
/// Converts any value to task references. Never fails: a value that is not a task becomes a reference with an error, which the command writes as the
/// non-terminating error of that input.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class TaskTransformationAttribute : ArgumentTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) => GetReferences(inputData).ToArray();

    private static IEnumerable<TaskReference> GetReferences(object? value) => (value is PSObject wrapper ? wrapper.BaseObject : value) switch
    {
        string or IDictionary => [TaskReference.From(value)],
        IEnumerable items => items.Cast<object?>().SelectMany(GetReferences),
        _ => [TaskReference.From(value)],
    };
}
