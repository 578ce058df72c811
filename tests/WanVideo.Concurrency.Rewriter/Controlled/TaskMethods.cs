using Microsoft.Coyote.Runtime;

namespace WanVideo.Concurrency.Controlled;

/// <summary>Replaces methods of <see cref="Task{TResult}"/> that Coyote does not control.</summary>
public static class TaskMethods
{
    /// <summary>Replaces <see cref="Task{TResult}.WaitAsync(CancellationToken)"/>.</summary>
    public static async Task<T> WaitAsync<T>(Task<T> task, CancellationToken cancellationToken)
    {
        if (SeededRace.IsEnabled)
        {
            // The cancellation is checked before the wait only.
            cancellationToken.ThrowIfCancellationRequested();
            return await task;
        }

        Operation.PauseUntil(() => task.IsCompleted || cancellationToken.IsCancellationRequested);
        if (!task.IsCompleted)
        {
            cancellationToken.ThrowIfCancellationRequested();
        }

        return await task;
    }
}
