namespace WanVideo.Binding;

/// <summary>One of the names of an enumeration.</summary>
/// <typeparam name="T">The enumeration.</typeparam>
internal sealed class NameTransformationAttribute<T> : ValueTransformationAttribute
    where T : struct, Enum
{
    protected override object Read(object value) => value switch
    {
        T name => name,
        string text when Enum.TryParse<T>(text.Trim(), ignoreCase: true, out var name) && Enum.IsDefined(name) && !char.IsAsciiDigit(text.Trim()[0]) => name,
        _ => throw Refusal($"{string.Join(" or ", Enum.GetNames<T>())} is wanted here, not '{value}'."),
    };
}
