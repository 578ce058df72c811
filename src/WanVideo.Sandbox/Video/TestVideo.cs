using System.Buffers.Binary;
using System.Globalization;
using System.Reflection;
using System.Text;

namespace WanVideo.Sandbox.Video;

/// <summary>
/// Creates the sandbox's videos from embedded clips, one per frame size. A clip is an MP4 file with 24 H.264 pictures. Its duration, its title and the size
/// at which players show it are overwritten in place (ISO/IEC 14496-12, 8.2 to 8.6).
/// </summary>
/// <remarks>
/// The command below created a clip. The empty 'free' box before 'mdat' was removed from its output.
/// <code>
/// ffmpeg -f lavfi -i smptehdbars=size=1280x720:rate=12 -f lavfi -i color=white:size=1280x64:rate=12 -filter_complex overlay=x=W*(n+1)/24-W:y=H/2-32
///   -frames:v 24 -c:v libx264 -profile:v baseline -pix_fmt yuv420p -preset slow -refs 1 -crf 30 -bsf:v filter_units=remove_types=6
///   -color_range tv -colorspace bt709 -color_primaries bt709 -color_trc bt709 -map_metadata -1 -metadata title=(48 zeros) -fflags +bitexact
///   -flags:v +bitexact -video_track_timescale 24000 -use_editlist 0 -movflags +faststart 1280x720.mp4
/// </code>
/// </remarks>
internal static class TestVideo
{
    private const int HeaderLength = 8;

    private static readonly byte[] TitlePlaceholder = [.. Enumerable.Repeat((byte)'0', 48)];

    private static readonly Dictionary<(int Width, int Height), byte[]> Clips =
        Assembly.GetExecutingAssembly().GetManifestResourceNames().ToDictionary(ParseSize, ReadResource);

    /// <summary>Creates a video. The same arguments produce the same bytes.</summary>
    /// <param name="width">The width in pixels. Without a clip of this frame size the one with the nearest shape is used, and players scale it.</param>
    /// <param name="height">The height in pixels.</param>
    /// <param name="seconds">The duration.</param>
    /// <param name="title">The title, at most 48 ASCII characters. It is written to the file, which is then unique.</param>
    public static byte[] Create(int width, int height, int seconds, string title)
    {
        byte[] video = [.. Clips[GetNearestSize(width, height)]];
        var movie = FindBox(video, "moov"u8);
        var track = FindBox(movie, "trak"u8);
        var media = FindBox(track, "mdia"u8);

        var movieHeader = FindBox(movie, "mvhd"u8);
        var movieDuration = seconds * ReadField(movieHeader, 12);
        WriteField(movieHeader, 16, movieDuration);

        var trackHeader = FindBox(track, "tkhd"u8);
        WriteField(trackHeader, 20, movieDuration);
        WriteField(trackHeader, trackHeader.Length - 8, width << 16);
        WriteField(trackHeader, trackHeader.Length - 4, height << 16);

        var mediaHeader = FindBox(media, "mdhd"u8);
        var mediaDuration = seconds * ReadField(mediaHeader, 12);
        WriteField(mediaHeader, 16, mediaDuration);

        // One entry: the number of pictures and the duration of each.
        var timeToSample = FindBox(FindBox(FindBox(media, "minf"u8), "stbl"u8), "stts"u8);
        WriteField(timeToSample, 12, mediaDuration / ReadField(timeToSample, 8));

        Encoding.ASCII.GetBytes(title.PadRight(TitlePlaceholder.Length), movie[movie.IndexOf(TitlePlaceholder)..]);
        return video;
    }

    private static (int Width, int Height) GetNearestSize(int width, int height) =>
        Clips.Keys.MinBy(clip => (Math.Abs(Math.Log((double)clip.Width / clip.Height * height / width)), Math.Abs((clip.Width * clip.Height) - (width * height))));

    /// <summary>Gets the content of the first box of a type.</summary>
    private static Span<byte> FindBox(Span<byte> boxes, ReadOnlySpan<byte> type)
    {
        while (!boxes[4..HeaderLength].SequenceEqual(type))
        {
            boxes = boxes[ReadField(boxes, 0)..];
        }

        return boxes[HeaderLength..ReadField(boxes, 0)];
    }

    private static int ReadField(ReadOnlySpan<byte> content, int offset) => BinaryPrimitives.ReadInt32BigEndian(content[offset..]);

    private static void WriteField(Span<byte> content, int offset, int value) => BinaryPrimitives.WriteInt32BigEndian(content[offset..], value);

    // The name of a resource is its frame size: 1280x720.
    private static (int Width, int Height) ParseSize(string name)
    {
        var dimensions = name.Split('x');
        return (int.Parse(dimensions[0], CultureInfo.InvariantCulture), int.Parse(dimensions[1], CultureInfo.InvariantCulture));
    }

    private static byte[] ReadResource(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
