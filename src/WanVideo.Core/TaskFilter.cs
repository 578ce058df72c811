namespace WanVideo;

/// <summary>Selects tasks of a list request. A gateway that does not support a criterion returns more tasks: callers apply <see cref="Includes"/> to the result.</summary>
public sealed record TaskFilter
{
    /// <summary>The status; null for any.</summary>
    public string? Status { get; init; }

    /// <summary>The earliest creation time; null for any.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>The name of the model, not case-sensitive; null for any.</summary>
    public string? Model { get; init; }

    /// <summary>Whether a task meets all criteria. Members that the gateway did not return are ignored.</summary>
    /// <param name="task">The task.</param>
    public bool Includes(VideoTask task)
    {
        ArgumentNullException.ThrowIfNull(task);
        return (Status is null || task.Status == Status)
            && (Since is null || task.CreatedAt is null || task.CreatedAt >= Since)
            && (Model is null || task.Model is null || string.Equals(task.Model, Model, StringComparison.OrdinalIgnoreCase));
    }
}
