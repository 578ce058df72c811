using System.Collections.Concurrent;
using System.Management.Automation;
using System.Reflection;

namespace WanVideo.Binding;

/// <summary>A parameter that takes its value from a column of the input row.</summary>
internal sealed class RowParameter
{
    private static readonly ConcurrentDictionary<Type, IReadOnlyList<RowParameter>> Cache = new();

    private readonly PropertyInfo property;
    private readonly ValueTransformationAttribute transformation;

    private RowParameter(PropertyInfo property)
    {
        this.property = property;
        Names = [property.Name, .. property.GetCustomAttributes<AliasAttribute>().SelectMany(alias => alias.AliasNames)];
        transformation = property.GetCustomAttribute<ValueTransformationAttribute>()!;
    }

    public string Name => property.Name;

    /// <summary>The name and the aliases.</summary>
    public IReadOnlyList<string> Names { get; }

    public static IReadOnlyList<RowParameter> GetAll(Type command) => Cache.GetOrAdd(command, type =>
        [.. type.GetProperties().Where(property => property.GetCustomAttributes<ParameterAttribute>().Any(parameter => parameter.ValueFromPipelineByPropertyName)).Select(property => new RowParameter(property))]);

    /// <summary>The cell of the column with the parameter's name, or one of its aliases; null if it is empty or there is none.</summary>
    public object? FindCell(IReadOnlyList<KeyValuePair<string, object?>> columns) => Names
        .Select(name => columns.FirstOrDefault(column => column.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value)
        .FirstOrDefault(cell => !InputColumns.IsEmpty(cell));

    /// <summary>Converts a cell to the parameter's type.</summary>
    /// <exception cref="InvalidValueException">The cell has another type.</exception>
    public object? Convert(object? cell) => transformation.ConvertValue(cell);

    public object? GetValue(object command) => property.GetValue(command);

    public void SetValue(object command, object? value) => property.SetValue(command, value);
}
