using System.Text;
using WanVideo.Downloading;

namespace WanVideo.Tests.Downloading;

public sealed class VideoFileNameTests
{
    [Theory]
    [InlineData("task-unified-1757169743-7cvnl5zw", "task-unified-1757169743-7cvnl5zw.mp4")]
    [InlineData("../../etc/passwd", "_.._etc_passwd.mp4")]
    [InlineData(@"..\..\boot.ini", "_.._boot.ini.mp4")]
    [InlineData("..", "_.mp4")]
    [InlineData("/", "_.mp4")]
    [InlineData("C:task", "C_task.mp4")]
    [InlineData("nul", "_nul.mp4")]
    [InlineData("COM1.x", "_COM1.x.mp4")]
    [InlineData("a\0b\nc", "a_b_c.mp4")]
    [InlineData("name. . ", "name.mp4")]
    public void A_name_made_from_an_id_stays_in_its_folder(string id, string name)
    {
        Assert.Equal(name, VideoFileName.Default.Format(Task(id), 1));
        Assert.Equal(name, Path.GetFileName(Path.GetFullPath(Path.Combine("/videos", VideoFileName.Default.Format(Task(id), 1)))));
    }

    [Theory]
    [InlineData("{Model}-{Id}", "wan2.6-text-to-video-t1.mp4")]
    [InlineData("{model}-{ID}.mp4", "wan2.6-text-to-video-t1.mp4")]
    [InlineData("{Index}", "7.mp4")]
    [InlineData("shot {Index:000} of {Provider}", "shot 007 of EvoLink.mp4")]
    [InlineData("{Prompt}", "A paper boat_ 5_7 _wet.mp4")]
    [InlineData("{CreatedAt:yyyy-MM}", "2026-11.mp4")]
    [InlineData("always the same", "always the same.mp4")]
    public void Placeholders_are_replaced_with_members_of_the_task(string template, string name) =>
        Assert.Equal(name, new VideoFileName(template).Format(Task("t1"), 7));

    [Theory]
    [InlineData("{Title}", "-Name '{Title}' has the unknown placeholder {Title}. Placeholders are {Id}, {Model}, {Provider}, {Prompt}, {CreatedAt}, {Index}, as in '{Model}-{Id}' or '{Index:000}'.")]
    [InlineData("{Id", "*has an unmatched brace*")]
    [InlineData("{{Id}}", "*has an unmatched brace*")]
    [InlineData("a/{Id}", "*is a path. Specify the folder with -Path*")]
    [InlineData(@"..\{Id}", "*is a path*")]
    [InlineData("{Index:Q}", "*has an invalid format*")]
    public void An_invalid_template_is_an_error_before_any_download(string template, string message)
    {
        var exception = Assert.Throws<VideoException>(() => new VideoFileName(template));

        Assert.Equal(VideoErrorKind.InvalidParameter, exception.Error.Kind);
        Assert.Matches("^" + System.Text.RegularExpressions.Regex.Escape(message).Replace("\\*", ".*", StringComparison.Ordinal) + "$", exception.Message);
    }

    [Fact]
    public void A_placeholder_without_a_value_is_an_error()
    {
        var exception = Assert.Throws<VideoException>(() => new VideoFileName("{Model}-{Id}").Format(Task("t1") with { Model = null }, 1));

        Assert.StartsWith("-Name '{Model}-{Id}' requires the Model of t1, which is not known.", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("雨")]
    [InlineData("🎬")]
    public void A_long_name_is_truncated_to_what_file_systems_allow(string character)
    {
        var name = VideoFileName.Default.Format(Task(string.Concat(Enumerable.Repeat(character, 1000))), 1) + ".part.json";

        Assert.InRange(Encoding.UTF8.GetByteCount(name), 200, 255);
        Assert.Equal(name, Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(name)));
    }

    private static VideoTask Task(string id) => new()
    {
        Id = id,
        Provider = "EvoLink",
        Model = "wan2.6-text-to-video",
        Prompt = "A paper boat: 5/7 \"wet",
        Status = VideoStatus.Succeeded,
        CreatedAt = new DateTimeOffset(2026, 11, 15, 12, 0, 0, TimeSpan.Zero),
    };
}
