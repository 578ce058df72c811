using System.Collections;
using System.Management.Automation;
using System.Text.RegularExpressions;

namespace WanVideo.Binding;

/// <summary>One text or several.</summary>
internal sealed partial class StringListTransformationAttribute : ValueTransformationAttribute
{
    protected override object? NotGiven => Array.Empty<string>();

    protected override object Read(object value) => value switch
    {
        string text => Separators().Split(text.Trim()),
        Uri address => new[] { address.OriginalString },
        IEnumerable many when many is not IDictionary => many.Cast<object?>().Select(Element).Where(text => text.Length > 0).ToArray(),
        _ => throw Refusal("Text, or a list of texts, is wanted here."),
    };

    private static string Element(object? value) => (value is PSObject wrapped ? wrapped.BaseObject : value) switch
    {
        null => "",
        string text => text.Trim(),
        Uri address => address.OriginalString,
        _ => throw Refusal("A list of texts is wanted here."),
    };

    // One cell holds several addresses with ';', '|' or white space between; all of these may also stand inside an address, so only what
    // is followed by the beginning of another one separates.
    [GeneratedRegex(@"[\s;|]+(?=(?:[A-Za-z][A-Za-z0-9+.-]*://|data:))")]
    private static partial Regex Separators();
}
