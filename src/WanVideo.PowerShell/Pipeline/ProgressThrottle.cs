namespace WanVideo.Pipeline;

/// <summary>
/// Says when a progress bar is worth drawing again: five times a second, since a console takes longer to draw it than it takes to read, and not
/// before it was drawn the last time, for which a busy pipeline may take its time. May be used from many threads.
/// </summary>
internal sealed class ProgressThrottle
{
    private static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(200);

    private long drawnAt;
    private int isBeingDrawn;

    /// <summary>Whether it is time, for one of those who ask. That one draws it, and says so.</summary>
    public bool IsDue() =>
        (Interlocked.Read(ref drawnAt) is var last && (last == 0 || TimeProvider.System.GetElapsedTime(last) >= Frame))
        && Interlocked.Exchange(ref isBeingDrawn, 1) == 0;

    /// <summary>It was drawn.</summary>
    public void Drawn()
    {
        Interlocked.Exchange(ref drawnAt, TimeProvider.System.GetTimestamp());
        Volatile.Write(ref isBeingDrawn, 0);
    }
}
