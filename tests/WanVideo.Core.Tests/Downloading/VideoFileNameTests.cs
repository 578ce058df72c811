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
    public void An_id_becomes_a_name_that_stays_in_its_folder(string id, string name)
    {
        Assert.Equal(name, VideoFileName.For(id));
        Assert.Equal(name, Path.GetFileName(Path.GetFullPath(Path.Combine("/videos", VideoFileName.For(id)))));
    }

    [Fact]
    public void A_long_id_fits_in_a_file_system() => Assert.Equal(204, VideoFileName.For(new string('x', 1000)).Length);
}
