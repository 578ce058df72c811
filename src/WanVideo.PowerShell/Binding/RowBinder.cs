using System.Collections;
using System.Management.Automation;

namespace WanVideo.Binding;

/// <summary>Binds input rows to the parameters of a command where PowerShell does not: dictionaries, whose entries are not properties, and rows that are passed as an argument.</summary>
/// <param name="command">The command. Created in BeginProcessing, when only parameters from the command line and <c>$PSDefaultParameterValues</c> are bound.</param>
/// <param name="errors">Receives the errors of cells, by parameter.</param>
internal sealed class RowBinder(PSCmdlet command, IDictionary<string, InvalidValueException> errors)
{
    private readonly RowParameter[] fixedParameters = [.. RowParameter.GetAll(command.GetType()).Where(parameter => command.MyInvocation.BoundParameters.ContainsKey(parameter.Name))];
    private readonly HashSet<string> reported = [];

    /// <summary>Whether a script block on the command line, such as <c>-Prompt { $_.text }</c>, takes a parameter from the row.</summary>
    /// <remarks>Until the first row, PowerShell has a placeholder in place of the value, which is not set.</remarks>
    public bool HasScriptBlock { get; } = RowParameter.GetAll(command.GetType())
        .Any(parameter => command.MyInvocation.BoundParameters.TryGetValue(parameter.Name, out var value) && !Equals(value, parameter.GetValue(command)));

    /// <summary>Sets the parameters that have a column in the row.</summary>
    /// <returns>Restores the values, for the next row.</returns>
    public Action Bind(IReadOnlyList<KeyValuePair<string, object?>> columns)
    {
        // BoundParameters has the parameters of the previous row as well.
        var parameters = RowParameter.GetAll(command.GetType()).Where(parameter => !IsFixed(parameter.Name) && parameter.FindCell(columns) is not null).ToArray();
        var previous = parameters.Select(parameter => parameter.GetValue(command)).ToArray();
        foreach (var parameter in parameters)
        {
            try
            {
                parameter.SetValue(command, parameter.Convert(parameter.FindCell(columns)));
            }
            catch (InvalidValueException exception)
            {
                errors[parameter.Name] = exception;
            }
        }

        return () =>
        {
            foreach (var (parameter, value) in parameters.Zip(previous))
            {
                parameter.SetValue(command, value);
            }
        };
    }

    /// <summary>Whether the command line or <c>$PSDefaultParameterValues</c> sets a parameter.</summary>
    public bool IsFixed(string name) => Array.Exists(fixedParameters, parameter => parameter.Name == name);

    /// <summary>Finds cells that have no effect, because the command line or <c>$PSDefaultParameterValues</c> sets another value. Each parameter is reported once.</summary>
    /// <returns>The parameters, with the cell and the value used.</returns>
    public IEnumerable<(string Parameter, string Cell, string Value)> FindIgnoredCells(IReadOnlyList<KeyValuePair<string, object?>> columns) =>
        from parameter in fixedParameters
        let cell = parameter.FindCell(columns)
        where cell is not null && !reported.Contains(parameter.Name)
        let value = parameter.GetValue(command)
        where !AreEqual(parameter, cell, value) && reported.Add(parameter.Name)
        select (parameter.Name, FormatValue(cell), FormatValue(value));

    private static string FormatValue(object? value) => value is IEnumerable list and not string ? string.Join("; ", list.Cast<object>()) : FormattableString.Invariant($"{value}");

    private static bool AreEqual(RowParameter parameter, object cell, object? value)
    {
        try
        {
            return (parameter.Convert(cell), value) switch
            {
                (string left, string right) => left.Equals(right, StringComparison.OrdinalIgnoreCase),
                (IEnumerable left, IEnumerable right) => left.Cast<object>().SequenceEqual(right.Cast<object>()),
                var (left, right) => Equals(left, right),
            };
        }
        catch (InvalidValueException)
        {
            return false;
        }
    }
}
