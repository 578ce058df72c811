using System.Globalization;

namespace WanVideo;

/// <summary>Says when a finished video is about to be lost.</summary>
public static class ExpiryWarning
{
    private static readonly TimeSpan Soon = TimeSpan.FromHours(1);

    /// <summary>The warning; null if the video is saved, or there is time.</summary>
    /// <param name="task">The task.</param>
    /// <param name="now">The present time.</param>
    public static string? GetMessage(VideoTask task, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(task);
        if (task is not { Status: VideoStatus.Succeeded, SavedPath: null, ExpiresAt: { } end } || end - now >= Soon)
        {
            return null;
        }

        return end > now
            ? string.Create(CultureInfo.InvariantCulture, $"{task.Provider} may delete the video of {task.Id} in {Math.Ceiling((end - now).TotalMinutes)} min, at {end.ToLocalTime():HH:mm}. Save it before.")
            : string.Create(CultureInfo.InvariantCulture, $"{task.Provider} may have deleted the video of {task.Id}: its 24 hours ended at {end.ToLocalTime():yyyy-MM-dd HH:mm}.");
    }
}
