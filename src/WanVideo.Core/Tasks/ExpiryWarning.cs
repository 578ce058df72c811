using System.Globalization;

namespace WanVideo;

/// <summary>The warning that a video expires before it is saved.</summary>
public static class ExpiryWarning
{
    private static readonly TimeSpan WarningPeriod = TimeSpan.FromHours(1);

    /// <summary>The message for a task whose video expires within an hour and is not saved; null otherwise.</summary>
    /// <param name="task">The task.</param>
    /// <param name="now">The current time.</param>
    public static string? GetMessage(VideoTask task, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(task);
        if (task is not { Status: VideoStatus.Succeeded, SavedPath: null, ExpiresAt: { } expiresAt } || expiresAt - now >= WarningPeriod)
        {
            return null;
        }

        var prefix = task.Label is null ? "" : $"{task.Label}: ";
        return expiresAt > now
            ? string.Create(CultureInfo.InvariantCulture, $"{prefix}{task.Provider} may delete the video of {task.Id} in {Math.Ceiling((expiresAt - now).TotalMinutes)} min, at {expiresAt.ToLocalTime():HH:mm}. Save it before then.")
            : string.Create(CultureInfo.InvariantCulture, $"{prefix}{task.Provider} may have deleted the video of {task.Id}. It expired at {expiresAt.ToLocalTime():yyyy-MM-dd HH:mm}.");
    }
}
