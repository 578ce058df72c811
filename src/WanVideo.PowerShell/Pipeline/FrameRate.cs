namespace WanVideo.Pipeline;

/// <summary>Says when a progress bar is worth drawing again: five times a second, since a console takes longer to draw it than it takes to read. May be used from many threads.</summary>
internal sealed class FrameRate
{
    private static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(200);

    private long drawnAt;

    /// <summary>Whether it is time, for one of those who ask.</summary>
    public bool IsDue()
    {
        var last = Interlocked.Read(ref drawnAt);
        return (last == 0 || TimeProvider.System.GetElapsedTime(last) >= Frame)
            && Interlocked.CompareExchange(ref drawnAt, TimeProvider.System.GetTimestamp(), last) == last;
    }
}
