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
        IDictionary dictionary => [.. dictionary.Cast<DictionaryEntry>().Select(entry => Create(Convert.ToString(entry.Key, CultureInfo.InvariantCulture)!, entry.Value))],
        DataRowView view => Read(view.Row),
        DataRow row => [.. row.Table.Columns.Cast<DataColumn>().Select(column => Create(column.ColumnName, row[column]))],
        _ => [.. PSObject.AsPSObject(input).Properties.Where(property => property.IsGettable).Select(property => Create(property.Name, GetValue(property)))],
    };

    /// <summary>Whether a cell has no value: null, DBNull or white space.</summary>
    public static bool IsEmpty(object? cell) => cell is null || (cell is string text && string.IsNullOrWhiteSpace(text));

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
