using Microsoft.Coyote.Runtime;

namespace WanVideo.Concurrency.Controlled;

/// <summary>Replaces <see cref="System.Threading.Channels.Channel"/>.</summary>
public static class Channel
{
    /// <summary>Creates an unbounded channel.</summary>
    public static Channel<T> CreateUnbounded<T>(UnboundedChannelOptions options)
    {
        var queue = new ControlledQueue<T>();
        return new Channel<T>(new ChannelWriter<T>(queue), new ChannelReader<T>(queue));
    }
}

/// <summary>Replaces <see cref="System.Threading.Channels.Channel{T}"/>.</summary>
public sealed class Channel<T> : Channel<T, T>
{
    internal Channel(ChannelWriter<T> writer, ChannelReader<T> reader)
        : base(writer, reader)
    {
    }
}

/// <summary>Replaces <see cref="System.Threading.Channels.Channel{TWrite, TRead}"/>.</summary>
public abstract class Channel<TWrite, TRead>
{
    private protected Channel(ChannelWriter<TWrite> writer, ChannelReader<TRead> reader) => (Writer, Reader) = (writer, reader);

    /// <summary>The writer.</summary>
    public ChannelWriter<TWrite> Writer { get; }

    /// <summary>The reader.</summary>
    public ChannelReader<TRead> Reader { get; }
}

/// <summary>Replaces <see cref="System.Threading.Channels.ChannelWriter{T}"/>.</summary>
public sealed class ChannelWriter<T>
{
    private readonly ControlledQueue<T> queue;

    internal ChannelWriter(ControlledQueue<T> queue) => this.queue = queue;

    /// <summary>Adds an item.</summary>
    public bool TryWrite(T item)
    {
        queue.Add(item);
        return true;
    }
}

/// <summary>Replaces <see cref="System.Threading.Channels.ChannelReader{T}"/>.</summary>
public sealed class ChannelReader<T>
{
    private readonly ControlledQueue<T> queue;

    internal ChannelReader(ControlledQueue<T> queue) => this.queue = queue;

    /// <summary>Removes an item, without waiting.</summary>
    public bool TryRead(out T item) => queue.TryTake(out item);

    /// <summary>Returns the next item without removing it.</summary>
    public bool TryPeek(out T item) => queue.TryPeek(out item);

    /// <summary>Waits for an item.</summary>
    public async ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        Operation.PauseUntil(() => queue.HasItems || cancellationToken.IsCancellationRequested);
        cancellationToken.ThrowIfCancellationRequested();
        return true;
    }

    /// <summary>Waits for an item and removes it.</summary>
    public async ValueTask<T> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await WaitToReadAsync(cancellationToken);
            if (TryRead(out var item))
            {
                return item;
            }
        }
    }
}

/// <summary>Replaces <see cref="System.Threading.Channels.ChannelOptions"/>.</summary>
public abstract class ChannelOptions
{
    /// <summary>Not used: only one operation runs at a time.</summary>
    public bool SingleReader { get; set; }
}

/// <summary>Replaces <see cref="System.Threading.Channels.UnboundedChannelOptions"/>.</summary>
public sealed class UnboundedChannelOptions : ChannelOptions;
