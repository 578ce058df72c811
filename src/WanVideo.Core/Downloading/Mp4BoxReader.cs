using System.Buffers.Binary;
using System.Text;

namespace WanVideo.Downloading;

/// <summary>A box of an MP4 file.</summary>
/// <param name="Type">The type of four characters, such as <c>moov</c>.</param>
/// <param name="ContentStart">The offset of its content in the file.</param>
/// <param name="End">The offset of its end in the file.</param>
/// <param name="HasLength">Whether its header has a length. Without one, which is allowed for the last box, it extends to the end of the file.</param>
internal readonly record struct Mp4Box(string Type, long ContentStart, long End, bool HasLength);

/// <summary>
/// Reads the headers of the boxes of an MP4 file (ISO/IEC 14496-12, 4.2), or of the boxes inside one. Reads 16 bytes per box and no contents. The
/// number of boxes is bounded, since a file of a foreign server can consist of empty ones.
/// </summary>
internal sealed class Mp4BoxReader
{
    // A fragmented video has two boxes per fragment of a second or more.
    private const int MaxBoxes = 100_000;

    private const int HeaderLength = 8;
    private const int LongHeaderLength = 16;

    private readonly Stream stream;
    private readonly long end;
    private readonly byte[] header = new byte[LongHeaderLength];
    private long position;
    private int count;

    /// <param name="stream">The file. Its position changes with each box.</param>
    public Mp4BoxReader(Stream stream)
        : this(stream, 0, stream.Length)
    {
    }

    /// <param name="stream">The file. Its position changes with each box.</param>
    /// <param name="parent">The box whose content is read.</param>
    public Mp4BoxReader(Stream stream, Mp4Box parent)
        : this(stream, parent.ContentStart, parent.End)
    {
    }

    private Mp4BoxReader(Stream stream, long start, long end)
    {
        this.stream = stream;
        this.end = end;
        position = start;
    }

    /// <summary>The type of the box that extends beyond the end; null if no such box was read.</summary>
    public string? TruncatedType { get; private set; }

    /// <summary>Whether all boxes were read and the last one ends where the file, or the parent, ends.</summary>
    public bool IsAtEnd => position == end;

    /// <summary>Reads the next box; null at the end, and where the bytes are not a box or the box extends beyond the end.</summary>
    public Mp4Box? Read()
    {
        if (end - position < HeaderLength || count++ == MaxBoxes)
        {
            return null;
        }

        stream.Seek(position, SeekOrigin.Begin);
        var available = stream.ReadAtLeast(header.AsSpan(0, (int)Math.Min(LongHeaderLength, end - position)), HeaderLength, throwOnEndOfStream: false);
        var (length, headerLength) = (BinaryPrimitives.ReadUInt32BigEndian(header), HeaderLength) switch
        {
            // The length is in the following eight bytes.
            (1, _) when available == LongHeaderLength => (BinaryPrimitives.ReadUInt64BigEndian(header.AsSpan(HeaderLength)), LongHeaderLength),
            (0, _) => ((ulong)(end - position), HeaderLength),
            var (shortLength, shortHeaderLength) => ((ulong)shortLength, shortHeaderLength),
        };
        var type = Encoding.Latin1.GetString(header, 4, 4);
        if (length < (ulong)headerLength || length > (ulong)(end - position))
        {
            TruncatedType = length > (ulong)(end - position) ? type : null;
            return null;
        }

        var box = new Mp4Box(type, position + headerLength, position + (long)length, HasLength: header.AsSpan(0, 4).ContainsAnyExcept((byte)0));
        position = box.End;
        return box;
    }
}
