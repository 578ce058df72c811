using System.Management.Automation;
using WanVideo.Binding;

namespace WanVideo;

/// <summary>A value of a <c>-Task</c> parameter: a task, a copy of one (from Clixml, remoting, JSON or CSV, or a hashtable), or an id.</summary>
public sealed class TaskReference
{
    private TaskReference(object? inputObject) => InputObject = inputObject;

    /// <summary>The value that was passed. It is the target of errors.</summary>
    internal object? InputObject { get; }

    /// <summary>The id of the task at its gateway, or of its intent.</summary>
    internal string Id { get; private init; } = "";

    /// <summary>The gateway; null if only an id was passed.</summary>
    internal string? Provider { get; private init; }

    /// <summary>The task; null if its status is not known.</summary>
    internal VideoTask? Task { get; private init; }

    /// <summary>Whether the value is not the task object itself, so that the ledger may have more of it.</summary>
    internal bool IsCopy { get; private init; }

    /// <summary>What the value is instead of a task; null if it is one.</summary>
    internal string? Error { get; private init; }

    /// <summary>Creates a reference.</summary>
    /// <param name="value">Any value.</param>
    internal static TaskReference From(object? value)
    {
        var baseObject = value is PSObject wrapper ? wrapper.BaseObject : value;
        return baseObject switch
        {
            null or DBNull => new(null) { Error = "null" },
            TaskReference reference => reference,
            VideoTask task => new(task) { Id = task.Id, Provider = task.Provider, Task = task },
            string id when string.IsNullOrWhiteSpace(id) => new(id) { Error = "empty text" },
            string json when json.AsSpan().TrimStart() is ['{' or '[', ..] => new(json) { Error = "JSON text, which ConvertFrom-Json converts to tasks" },
            string path when path.AsSpan().ContainsAny('/', '\\') => new(path) { Error = $"the path '{path}'" },
            string id => new(id) { Id = id.Trim() },
            Guid id => new(id) { Id = id.ToString("N") },
            _ => FromCopy(value!),
        };
    }

    /// <summary>The id.</summary>
    public override string ToString() => Id;

    private static TaskReference FromCopy(object value)
    {
        var copy = new TaskCopy(value);
        return copy.Id is { } id
            ? new(value) { Id = id, Provider = copy.Provider, Task = copy.ToTask(), IsCopy = true }
            : new(value) { Error = $"a value of type {PSObject.AsPSObject(value).BaseObject.GetType().Name}" };
    }
}
