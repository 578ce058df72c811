using System.Collections;
using System.Globalization;
using System.Management.Automation;

namespace WanVideo.Binding;

/// <summary>
/// Reads a task from a copy, whose properties have lost their types: a time is text or a property bag, a list is text. What cannot be read is left
/// out, because the ledger may have it.
/// </summary>
/// <param name="copy">The copy: an object or a dictionary.</param>
internal sealed class TaskCopy(object copy)
{
    private readonly IDictionary? dictionary = (copy is PSObject wrapper ? wrapper.BaseObject : copy) as IDictionary;

    /// <summary>The id; null if the object has none that is text.</summary>
    public string? Id => GetText(nameof(VideoTask.Id));

    public string? Provider => GetText(nameof(VideoTask.Provider));

    /// <summary>Whether the copy has an id, a gateway and a status, as a task has.</summary>
    public bool HasStatus => Id is not null && Provider is not null && GetText(nameof(VideoTask.Status)) is not null;

    /// <summary>Converts the copy to a task.</summary>
    /// <returns>The task; null if the copy has no gateway or no status.</returns>
    public VideoTask? ToTask()
    {
        if (Id is not { } id || Provider is not { } provider || GetText(nameof(VideoTask.Status)) is not { } status)
        {
            return null;
        }

        var task = new VideoTask { Id = id, Provider = provider, Status = VideoStatus.Parse(status) };
        SetProperties(task, [nameof(VideoTask.Id), nameof(VideoTask.Provider), nameof(VideoTask.Status)]);
        return task;
    }

    private void SetProperties(object target, string[] except)
    {
        foreach (var property in target.GetType().GetProperties().Where(property => property.CanWrite && !except.Contains(property.Name)))
        {
            if (GetValue(property.Name) is { } value && Convert(value, property.PropertyType) is { } converted)
            {
                property.SetValue(target, converted);
            }
        }
    }

    private static object? Convert(object value, Type type) => type switch
    {
        _ when type == typeof(DateTimeOffset?) => ToTime(value),
        _ when type == typeof(IDictionary) => value is IDictionary or PSObject ? InputRow.Parse(RowJson.Create(InputColumns.Read(value), out _)) : null,
        _ when type == typeof(Uri) => value as Uri ?? (Uri.TryCreate(value.ToString(), UriKind.Absolute, out var uri) ? uri : null),
        _ when type == typeof(IReadOnlyList<string>) => value is IEnumerable list and not string ? list.Cast<object>().Select(item => $"{item}").ToArray() : value is string { Length: > 0 } cell ? StringListTransformationAttribute.Split(cell) : null,
        _ when type == typeof(bool) && value is string text => bool.TryParse(text, out var flag) ? flag : null,
        _ when type == typeof(VideoError) => new TaskCopy(value).ToError(),
        _ when type == typeof(Usage) => new TaskCopy(value).ToUsage(),
        _ => LanguagePrimitives.TryConvertTo(value, type, CultureInfo.InvariantCulture, out var converted) && converted is not "" ? converted : null,
    };

    // Text, as a job writes nested objects, and a row of a CSV file, has no properties.
    private VideoError? ToError()
    {
        if (!Enum.TryParse<VideoErrorKind>(GetValue(nameof(VideoError.Kind))?.ToString(), out var kind) || GetText(nameof(VideoError.Message)) is not { } message)
        {
            return null;
        }

        var error = new VideoError { Kind = kind, Message = message };
        SetProperties(error, [nameof(VideoError.Kind), nameof(VideoError.Message)]);
        return error;
    }

    private Usage? ToUsage()
    {
        var usage = new Usage();
        SetProperties(usage, []);
        return usage == new Usage() ? null : usage;
    }

    // A deserialized DateTimeOffset is a PSObject with the properties of the original.
    private static DateTimeOffset? ToTime(object value) =>
        PSObject.AsPSObject(value).Properties[nameof(DateTimeOffset.UtcDateTime)]?.Value is DateTime utc ? new DateTimeOffset(DateTime.SpecifyKind(utc, DateTimeKind.Utc))
        : LanguagePrimitives.TryConvertTo(value, typeof(DateTimeOffset), CultureInfo.InvariantCulture, out var time) ? (DateTimeOffset)time
        : null;

    private string? GetText(string name) => GetValue(name) is string { Length: > 0 } text ? text : null;

    private object? GetValue(string name)
    {
        if (dictionary is not null)
        {
            return dictionary.Keys.OfType<string>().FirstOrDefault(key => key.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } key ? Unwrap(dictionary[key]) : null;
        }

        return Unwrap(PSObject.AsPSObject(copy).Properties[name]?.Value);
    }

    private static object? Unwrap(object? value) => value is PSObject { BaseObject: not PSCustomObject and var baseObject } ? baseObject : value;
}
