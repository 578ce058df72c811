namespace WanVideo.Tests.FaultMatrix;

/// <summary>The client's side of a connection to a gateway in the same process. No byte leaves the memory, and no call takes time.</summary>
/// <param name="respond">Gets the response to a request.</param>
internal sealed class InMemoryConnection(Func<WireRequest, WireReply> respond) : Stream
{
    private readonly Lock sync = new();
    private readonly RequestReader reader = new();
    private TaskCompletionSource changed = NewSignal();
    private ReadOnlyMemory<byte> pending;
    private Ending ending = Ending.KeepAlive;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            Task next;
            lock (sync)
            {
                if (pending.Length == 0 && ending is Ending.Endless)
                {
                    buffer.Span.Fill((byte)'x');
                    return buffer.Length;
                }

                if (pending.Length > 0 || ending is not Ending.KeepAlive)
                {
                    var count = Math.Min(buffer.Length, pending.Length);
                    pending[..count].CopyTo(buffer);
                    pending = pending[count..];
                    return count;
                }

                next = changed.Task;
            }

            await next.WaitAsync(cancellationToken);
        }
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (reader.Append(buffer.Span) is { } request)
        {
            var reply = respond(request);
            Change(reply.ToBytes(), reply.Ending);
        }

        return ValueTask.CompletedTask;
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    protected override void Dispose(bool disposing)
    {
        Change(default, Ending.Close);
        base.Dispose(disposing);
    }

    private void Change(ReadOnlyMemory<byte> bytes, Ending newEnding)
    {
        lock (sync)
        {
            (pending, ending) = (bytes, newEnding);
            changed.TrySetResult();
            changed = NewSignal();
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
