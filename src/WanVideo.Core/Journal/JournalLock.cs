namespace WanVideo.Journal;

/// <summary>
/// The lock between the processes that use one journal: an empty file beside it, opened for nobody else. The journal itself is not locked, so
/// that it can be replaced while it is held.
/// </summary>
internal static class JournalLock
{
    // Another process holds it for as long as some lines take to reach the disk.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(5);

    /// <summary>Takes the lock; it is given back by disposing of it.</summary>
    public static async Task<FileStream> TakeAsync(string journal, TimeProvider time, CancellationToken cancellationToken)
    {
        for (var waited = TimeSpan.Zero; ; waited += Retry)
        {
            try
            {
                return new FileStream(journal + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
            }
            catch (IOException held) when (IsHeld(held) && waited < LongestWait)
            {
                await Task.Delay(Retry, time, cancellationToken);
            }
        }
    }

    /// <summary>Takes the lock for reading: where it cannot be made, in a folder that is only read, nobody writes.</summary>
    public static async Task<FileStream?> TryTakeAsync(string journal, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            return await TakeAsync(journal, time, cancellationToken);
        }
        catch (UnauthorizedAccessException)
        {
            return null;
        }
        catch (IOException readOnly) when (!IsHeld(readOnly))
        {
            return null;
        }
    }

    // ERROR_SHARING_VIOLATION on Windows; EWOULDBLOCK from flock elsewhere (11 on Linux, 35 on macOS).
    private static bool IsHeld(IOException failure) => failure.HResult is unchecked((int)0x80070020) or 11 or 35;
}
