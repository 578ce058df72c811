using Microsoft.Coyote.Runtime;

namespace WanVideo.Concurrency.Controlled;

/// <summary>Replaces <see cref="System.Collections.Concurrent.BlockingCollection{T}"/>.</summary>
public sealed class BlockingCollection<T>
{
    private readonly ControlledQueue<T> queue = new();

    /// <summary>Adds an item.</summary>
    public void Add(T item) => queue.Add(item);

    /// <summary>Removes an item, without waiting.</summary>
    public bool TryTake(out T item) => queue.TryTake(out item);

    /// <summary>Removes an item. A timeout other than zero never elapses: an item that is never added is a deadlock.</summary>
    public bool TryTake(out T item, TimeSpan timeout)
    {
        if (timeout != TimeSpan.Zero)
        {
            Operation.PauseUntil(() => queue.HasItems);
        }

        return queue.TryTake(out item);
    }
}
