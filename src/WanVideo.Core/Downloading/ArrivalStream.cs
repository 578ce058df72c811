namespace WanVideo.Downloading;

/// <summary>
/// Takes what arrives, to be copied to: the framework's own loop reads a body with the fewest copies and is compiled ahead, which a loop of
/// this module's would not be.
/// </summary>
/// <param name="arrived">Told of every piece.</param>
internal sealed class ArrivalStream(ReadOnlySpanAction arrived) : Stream
{
    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> buffer) => arrived(buffer);

    public override void Write(byte[] buffer, int offset, int count) => arrived(buffer.AsSpan(offset, count));

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        arrived(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}

/// <summary>Told of bytes that are only lent.</summary>
/// <param name="bytes">The bytes.</param>
internal delegate void ReadOnlySpanAction(ReadOnlySpan<byte> bytes);
