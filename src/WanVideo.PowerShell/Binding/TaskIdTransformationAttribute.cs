using System.Collections;
using System.Management.Automation;

namespace WanVideo.Binding;

/// <summary>
/// Takes ids, and nothing else. An object from the pipeline that is not text is refused in the way that makes the binder look at its
/// properties next: a task that came back from a file has an <c>Id</c> there, and as a whole must not become a text.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class TaskIdTransformationAttribute : ArgumentTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        var value = Unwrapped(inputData);
        return value switch
        {
            string id => new[] { Checked(id) },
            IEnumerable many and not IDictionary => many.Cast<object?>().Select(one => Unwrapped(one) is string id ? Checked(id) : throw NotText()).ToArray(),
            _ => throw NotText(),
        };
    }

    private static object? Unwrapped(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;

    private static string Checked(string id) =>
        string.IsNullOrWhiteSpace(id) ? throw new ArgumentTransformationMetadataException("An id is empty.") : id.Trim();

    private static ArgumentTransformationMetadataException NotText()
    {
        const string Message = "An id is text.";
        return new(Message, new PSInvalidCastException(Message));
    }
}
