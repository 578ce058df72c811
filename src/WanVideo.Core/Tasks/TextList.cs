using System.Collections.ObjectModel;

namespace WanVideo;

/// <summary>A read-only list of URLs. Its text form is a cell of a CSV file, as <c>Export-Csv</c> writes it: the URLs, separated by ';'.</summary>
internal sealed class TextList(IList<string> items) : ReadOnlyCollection<string>(items)
{
    public static TextList? From(IReadOnlyList<string>? items) => items switch
    {
        null => null,
        TextList list => list,
        _ => new([.. items]),
    };

    public override string ToString() => string.Join(';', this);
}
