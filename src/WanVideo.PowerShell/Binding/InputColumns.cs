using System.Collections;
using System.Data;
using System.Globalization;
using System.Management.Automation;

namespace WanVideo.Binding;

/// <summary>Reads the columns of an input: the entries of a dictionary, the columns of a DataRow, or the properties of any other object.</summary>
internal static class InputColumns
{
    /// <summary>The columns in their order. Text and numbers have none.</summary>
    public static IReadOnlyList<KeyValuePair<string, object?>> Read(object input) => (input is PSObject wrapper ? wrapper.BaseObject : input) switch
    {
        string or ValueType or Uri => [],
        IDictionary dictionary => ReadEntries(dictionary),
        IEnumerable<KeyValuePair<string, object?>> entries => [.. entries.Select(entry => Create(entry.Key, entry.Value))],
        DataRowView view => Read(view.Row),
        DataRow row => [.. row.Table.Columns.Cast<DataColumn>().Select(column => Create(column.ColumnName, row[column]))],
        _ => [.. PSObject.AsPSObject(input).Properties.Where(property => property.IsGettable).Select(property => Create(property.Name, GetValue(property)))],
    };

    /// <summary>Whether an input is a dictionary, whose entries are not properties.</summary>
    public static bool IsDictionary(object? input) => input is IDictionary or IEnumerable<KeyValuePair<string, object?>>;

    /// <summary>Whether a cell has no value: null, DBNull or white space.</summary>
    public static bool IsEmpty(object? cell) => cell is null || (cell is string text && string.IsNullOrWhiteSpace(text));

    // The IEnumerable of a generic dictionary has pairs instead of DictionaryEntry values.
    private static List<KeyValuePair<string, object?>> ReadEntries(IDictionary dictionary)
    {
        var columns = new List<KeyValuePair<string, object?>>(dictionary.Count);
        foreach (DictionaryEntry entry in dictionary)
        {
            columns.Add(Create(Convert.ToString(entry.Key, CultureInfo.InvariantCulture)!, entry.Value));
        }

        return columns;
    }

    private static KeyValuePair<string, object?> Create(string name, object? value) =>
        new(name, value switch
        {
            DBNull => null,
            PSObject { BaseObject: not PSCustomObject and var baseObject } => baseObject,
            _ => value,
        });

    private static object? GetValue(PSPropertyInfo property)
    {
        try
        {
            return property.Value;
        }
        catch (GetValueException)
        {
            // A property that throws has no value.
            return null;
        }
    }
}
