using System.Buffers.Binary;
using System.Text;
using WanVideo.Downloading;

namespace WanVideo.Tests.Downloading;

/// <summary>The boxes of MP4 files, and of bytes that are none.</summary>
public sealed class Mp4BoxReaderTests
{
    [Fact]
    public void The_boxes_of_a_file_are_read_with_their_positions()
    {
        byte[] file = [.. Box("ftyp", 4), .. Box("moov", 0), .. Box("mdat", 100)];

        Assert.Equal(("ftyp 8-12, moov 20-20, mdat 28-128", true), Read(file));
    }

    [Fact]
    public void The_boxes_inside_a_box_are_read()
    {
        byte[] file = [.. Box("ftyp", 4), .. Box("moov", 28), .. Box("mdat", 4)];
        Box("mvhd", 12).CopyTo(file, 20);
        Box("trak", 0).CopyTo(file, 40);
        using var stream = new MemoryStream(file);
        var reader = new Mp4BoxReader(stream);
        reader.Read();

        var inner = new Mp4BoxReader(stream, reader.Read()!.Value);

        Assert.Equal("mvhd trak", $"{inner.Read()?.Type} {inner.Read()?.Type}");
        Assert.Null(inner.Read());
        Assert.True(inner.IsAtEnd);
        Assert.Equal("mdat", reader.Read()?.Type);
    }

    [Fact]
    public void A_length_of_64_bits_is_read()
    {
        byte[] file = [0, 0, 0, 1, .. "mdat"u8, 0, 0, 0, 0, 0, 0, 0, 20, 1, 2, 3, 4, .. Box("moov", 0)];

        Assert.Equal(("mdat 16-20, moov 28-28", true), Read(file));
    }

    [Fact]
    public void A_box_without_a_length_extends_to_the_end()
    {
        using var stream = new MemoryStream([0, 0, 0, 0, .. "mdat"u8, 1, 2, 3]);
        var reader = new Mp4BoxReader(stream);

        Assert.Equal(new Mp4Box("mdat", 8, 11, HasLength: false), reader.Read());
        Assert.Null(reader.Read());
        Assert.True(reader.IsAtEnd);
    }

    [Theory]
    [InlineData("00000009 6d646174")]
    [InlineData("00000007 6d646174")]
    [InlineData("00000001 6d646174")]
    [InlineData("00000001 6d646174 00000000 00000011")]
    [InlineData("00000001 6d646174 00000000 0000000f")]
    [InlineData("00000001 6d646174 ffffffff ffffffff")]
    [InlineData("00000001 6d646174 7fffffff ffffffff")]
    [InlineData("00000008 6d6461")]
    [InlineData("00")]
    public void Bytes_that_are_no_complete_box_end_the_reading(string bytes)
    {
        byte[] file = [.. Box("ftyp", 4), .. Convert.FromHexString(bytes.Replace(" ", "", StringComparison.Ordinal))];

        Assert.Equal(("ftyp 8-12", false), Read(file));
    }

    [Fact]
    public void The_number_of_boxes_is_bounded()
    {
        var (boxes, isAtEnd) = Read([.. Enumerable.Repeat(Box("free", 0), 100_001).SelectMany(box => box)]);

        Assert.Equal((100_000, false), (boxes.Split(", ").Length, isAtEnd));
    }

    [Fact]
    public void An_empty_file_has_no_boxes() => Assert.Equal(("", true), Read([]));

    private static (string Boxes, bool IsAtEnd) Read(byte[] file)
    {
        using var stream = new MemoryStream(file);
        var reader = new Mp4BoxReader(stream);
        var boxes = new List<string>();
        while (reader.Read() is { } box)
        {
            boxes.Add(FormattableString.Invariant($"{box.Type} {box.ContentStart}-{box.End}"));
        }

        return (string.Join(", ", boxes), reader.IsAtEnd);
    }

    internal static byte[] Box(string type, int contentLength)
    {
        var box = new byte[8 + contentLength];
        BinaryPrimitives.WriteInt32BigEndian(box, box.Length);
        Encoding.ASCII.GetBytes(type).CopyTo(box, 4);
        return box;
    }
}
