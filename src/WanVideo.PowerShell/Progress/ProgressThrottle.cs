namespace WanVideo.Progress;

/// <summary>
/// Limits redraws of a progress bar to five a second, because drawing blocks the pipeline thread. No redraw is due until the previous one is
/// completed. Thread-safe.
/// </summary>
/// <param name="time">The clock.</param>
internal sealed class ProgressThrottle(TimeProvider time)
{
    private static readonly TimeSpan MinInterval = TimeSpan.FromMilliseconds(200);

    private long lastDrawn;
    private int isDrawing;

    /// <summary>Whether a redraw is due. Returns true to one caller, which draws and then calls <see cref="CompleteRedraw"/>.</summary>
    public bool TryStartRedraw() =>
        (Interlocked.Read(ref lastDrawn) is var last && (last == 0 || time.GetElapsedTime(last) >= MinInterval))
        && Interlocked.Exchange(ref isDrawing, 1) == 0;

    /// <summary>Completes a redraw.</summary>
    public void CompleteRedraw()
    {
        Interlocked.Exchange(ref lastDrawn, time.GetTimestamp());
        Volatile.Write(ref isDrawing, 0);
    }
}
