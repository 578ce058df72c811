using System.Collections;
using System.Management.Automation;

namespace WanVideo.Binding;

/// <summary>
/// Task ids as text. For pipeline input of another type, the error makes PowerShell bind the object's <c>Id</c> property instead of converting
/// the object to text.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class TaskIdTransformationAttribute : ArgumentTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) => Unwrap(inputData) switch
    {
        string id => new[] { Validate(id) },
        IEnumerable items and not IDictionary => items.Cast<object?>().Select(item => Unwrap(item) is string id ? Validate(id) : throw CreateNotTextException()).ToArray(),
        _ => throw CreateNotTextException(),
    };

    private static object? Unwrap(object? value) => value is PSObject wrapper ? wrapper.BaseObject : value;

    private static string Validate(string id) =>
        string.IsNullOrWhiteSpace(id) ? throw new ArgumentTransformationMetadataException("A task id must not be empty.") : id.Trim();

    // The inner exception is required: PowerShell tries the next way of binding only after a failed cast.
    private static ArgumentTransformationMetadataException CreateNotTextException()
    {
        const string Message = "A task id must be text.";
        return new(Message, new PSInvalidCastException(Message));
    }
}
