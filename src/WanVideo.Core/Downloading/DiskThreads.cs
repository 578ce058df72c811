namespace WanVideo.Downloading;

/// <summary>
/// Threads that wait for a disk. There is no asynchronous way to, and on the pool's threads a few files would hold up every download. One is
/// made when all others are busy, and ends when there was nothing to do for a while.
/// </summary>
internal static class DiskThreads
{
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(5);

    private static readonly Queue<Action> Work = new();
    private static int idle;

    /// <summary>Runs an action that blocks.</summary>
    /// <param name="action">The action.</param>
    public static Task RunAsync(Action action)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (Work)
        {
            Work.Enqueue(() => Complete(action, done));
            if (Work.Count > idle)
            {
                new Thread(Run) { IsBackground = true, Name = "WanVideo: disk" }.Start();
            }
            else
            {
                Monitor.Pulse(Work);
            }
        }

        return done.Task;
    }

    private static void Run()
    {
        while (Next() is { } action)
        {
            action();
        }
    }

    private static Action? Next()
    {
        lock (Work)
        {
            idle++;
            while (Work.Count == 0 && Monitor.Wait(Work, Linger))
            {
            }

            idle--;
            return Work.TryDequeue(out var action) ? action : null;
        }
    }

    private static void Complete(Action action, TaskCompletionSource done)
    {
        try
        {
            action();
            done.SetResult();
        }
        catch (Exception failure)
        {
            done.SetException(failure);
        }
    }
}
