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
    [InlineData("COM¹", "_COM¹.mp4")]
    [InlineData("lpt³.x", "_lpt³.x.mp4")]
    [InlineData("conin$", "_conin$.mp4")]
    [InlineData("CONOUT$.a", "_CONOUT$.a.mp4")]
    [InlineData("con .a", "_con .a.mp4")]
    [InlineData("a\0b\nc", "a_b_c.mp4")]
    [InlineData("a\u007fb\u0085c\u009bd", "a_b_c_d.mp4")]
    [InlineData("a\u202E4pm.exe", "a_4pm.exe.mp4")]
    [InlineData("a\u2066b\u200Ec", "a_b_c.mp4")]
    [InlineData("name. . ", "name.mp4")]
    public void A_name_made_from_an_id_stays_in_its_folder(string id, string name)
    {
        Assert.Equal(name, VideoFileName.Default.Format(Task(id) with { Label = null }, 1));
        Assert.Equal(name, Path.GetFileName(Path.GetFullPath(Path.Combine("/videos", VideoFileName.Default.Format(Task(id) with { Label = null }, 1)))));
    }

    [Fact]
    public void A_surrogate_without_its_other_half_is_replaced() => Assert.Equal("a_b.mp4", VideoFileName.Create("a\ud83db"));

    [Theory]
    [InlineData("{Model}-{Id}", "wan2.6-text-to-video-t1.mp4")]
    [InlineData("{model}-{ID}.mp4", "wan2.6-text-to-video-t1.mp4")]
    [InlineData("{Index}", "7.mp4")]
    [InlineData("shot {Index:000} of {Provider}", "shot 007 of EvoLink.mp4")]
    [InlineData("{Prompt}", "A paper boat_ 5_7 _wet.mp4")]
    [InlineData("{CreatedAt:yyyy-MM}", "2026-11.mp4")]
    [InlineData("{Label}-{Seed}-{Connection}", "shot-01-42-studio.mp4")]
    [InlineData("{Seed:00000} {Resolution} {Duration}", "00042 720p 5.mp4")]
    [InlineData("{Scene:000}-{Take}", "007-2.mp4")]
    [InlineData("{shot name}", "The boat_ wide.mp4")]
    [InlineData("always the same", "always the same.mp4")]
    public void Placeholders_are_replaced_with_values_of_the_task_and_its_row(string template, string name) =>
        Assert.Equal(name, new VideoFileName(template).Format(Task("t1"), 7));

    [Theory]
    [InlineData("{Id}.mov", "*ends in .mov*")]
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

        Assert.Equal(
            "-Name '{Model}-{Id}': the Model of shot-01 is not known. Placeholders of this task are {Label}, {Prompt}, {Index}, {Seed}, {Resolution}, {Duration}, {Model}, {Provider}, {Connection}, {CreatedAt}, {Id}, {Scene}, {Take}, {Shot name}.",
            exception.Message);
    }

    [Theory]
    [InlineData("{Title}", "*shot-01 has no column Title. Placeholders of this task are *{Scene}, {Take}, {Shot name}.")]
    [InlineData("{Take:Q}", "*has an invalid format*")]
    public void A_placeholder_that_is_not_a_column_of_the_row_is_an_error(string template, string message)
    {
        var exception = Assert.Throws<VideoException>(() => new VideoFileName(template).Format(Task("t1"), 1));

        Assert.Equal(VideoErrorKind.InvalidParameter, exception.Error.Kind);
        Assert.Matches("^" + System.Text.RegularExpressions.Regex.Escape(message).Replace("\\*", ".*", StringComparison.Ordinal) + "$", exception.Message);
    }

    [Fact]
    public void The_default_name_is_the_label_or_else_the_id()
    {
        Assert.Equal("shot-01.mp4", VideoFileName.Default.Format(Task("t1"), 1));
        Assert.Equal("t1.mp4", VideoFileName.Default.Format(Task("t1") with { Label = null }, 1));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("雨")]
    [InlineData("🎬")]
    public void A_long_name_is_truncated_to_what_file_systems_allow(string character)
    {
        var name = VideoFileName.Default.Format(Task("t1") with { Label = string.Concat(Enumerable.Repeat(character, 1000)) }, 1) + ".part.json";

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
        Label = "shot-01",
        Connection = "studio",
        Seed = 42,
        Resolution = "720p",
        Duration = 5,
        Row = InputRow.Parse("""{"Scene":"7","Take":2,"Shot name":"The boat: wide"}"""),
        CreatedAt = new DateTimeOffset(2026, 11, 15, 12, 0, 0, TimeSpan.Zero),
    };
}
