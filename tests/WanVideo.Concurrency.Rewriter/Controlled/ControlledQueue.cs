using Microsoft.Coyote.Runtime;

namespace WanVideo.Concurrency.Controlled;

/// <summary>
/// The items of a controlled collection. Only one operation runs at a time, so that code between two scheduling points is atomic.
/// </summary>
internal sealed class ControlledQueue<T>
{
    private T[] items = [];

    public bool HasItems => items.Length > 0;

    public void Add(T item)
    {
        SchedulingPoint.Interleave();
        var previous = items;
        if (SeededRace.IsEnabled)
        {
            // An item that another operation adds here is lost.
            SchedulingPoint.Interleave();
        }

        items = [.. previous, item];
    }

    public bool TryPeek(out T item)
    {
        SchedulingPoint.Interleave();
        item = HasItems ? items[0] : default!;
        return HasItems;
    }

    public bool TryTake(out T item)
    {
        if (!TryPeek(out item))
        {
            return false;
        }

        items = items[1..];
        return true;
    }
}
