using System.Runtime.CompilerServices;

namespace WanVideo.Sandbox.Video;

/// <summary>
/// Makes the video that the sandbox gives for a task: colour bars that step on by one colour each second, in an MP4 file that every player
/// opens. Nothing is rendered and nothing compressed: the bars are said in so few words of H.264 that a second is a few kilobytes.
/// </summary>
internal static class TestVideo
{
    private const int LongestSeconds = 60;

    /// <summary>Makes a video. The same arguments give the same bytes.</summary>
    /// <param name="width">The width in pixels, even as 4:2:0 wants it.</param>
    /// <param name="height">The height in pixels, even too.</param>
    /// <param name="seconds">The duration, 1 to 60.</param>
    /// <param name="label">The title in the file. Videos of two labels are two files, however alike they look.</param>
    /// <returns>The file.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The size is one that H.264 has no picture for, or the duration is out of its range.</exception>
    public static byte[] Create(int width, int height, int seconds, string label)
    {
        RequireEven(width);
        RequireEven(height);
        ArgumentOutOfRangeException.ThrowIfLessThan(seconds, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(seconds, LongestSeconds);
        ArgumentNullException.ThrowIfNull(label);

        return Mp4File.Create(new H264Stream(new SandboxFrameSize(width, height), seconds), label);
    }

    private static void RequireEven(int length, [CallerArgumentExpression(nameof(length))] string? name = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length, name);
        if (int.IsOddInteger(length))
        {
            throw new ArgumentOutOfRangeException(name, length, "A picture in 4:2:0 has an even width and an even height.");
        }
    }
}
