namespace WanVideo;

/// <summary>Which of its tasks a gateway is asked to list. A gateway that cannot choose by one of these lists more, so whoever asks still chooses.</summary>
public sealed record TaskFilter
{
    /// <summary>Tasks that stand so; null for any.</summary>
    public VideoStatus? Status { get; init; }

    /// <summary>Tasks accepted at that moment or later; null for any.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Tasks of that model; null for any.</summary>
    public string? Model { get; init; }

    /// <summary>Whether a task is meant. What the gateway does not say of it is not held against it.</summary>
    /// <param name="task">The task.</param>
    public bool Includes(VideoTask task)
    {
        ArgumentNullException.ThrowIfNull(task);
        return (Status is null || task.Status == Status)
            && (Since is null || task.CreatedAt is null || task.CreatedAt >= Since)
            && (Model is null || task.Model is null || string.Equals(task.Model, Model, StringComparison.OrdinalIgnoreCase));
    }
}
