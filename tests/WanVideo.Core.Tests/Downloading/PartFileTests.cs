using WanVideo.Downloading;

namespace WanVideo.Tests.Downloading;

/// <summary>The order of the steps that complete a download.</summary>
public sealed class PartFileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("wanvideo").FullName;

    private string Target => Path.Combine(folder, "a.mp4");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task The_content_is_flushed_to_the_disk_before_the_file_gets_its_name()
    {
        var flushes = new List<(long Length, bool HasName)>();
        using var part = PartFile.Open(Target, path => new RecordingFileStream(path, length => flushes.Add((length, File.Exists(Target)))));
        part.Restart(new ResourceValidator("\"v1\"", null, null, null));
        part.Append("12345678"u8);

        await part.CompleteAsync(overwrite: false);

        Assert.Equal((8, false), Assert.Single(flushes));
        Assert.Equal("12345678", File.ReadAllText(Target));
        Assert.Equal([Target], Directory.GetFiles(folder));
    }

    [Theory]
    [InlineData("\"v1\"", true)]
    [InlineData(null, false)]
    public void An_interrupted_download_is_kept_if_it_can_be_resumed(string? entityTag, bool isKept)
    {
        using (var part = PartFile.Open(Target))
        {
            part.Restart(new ResourceValidator(entityTag, null, 100, null));
            part.Append("12345678"u8);
            part.Keep();
        }

        using var next = PartFile.Open(Target);
        Assert.Equal(isKept ? (8, entityTag) : (0, null), (next.Length, next.Validator?.EntityTag));
    }

    [Fact]
    public void A_truncated_validator_discards_the_content()
    {
        File.WriteAllText(Target + ".part", "12345678");
        File.WriteAllText(Target + ".part.json", "{\"entityTag\":\"v");

        using var part = PartFile.Open(Target);
        Assert.Equal((0, null), (part.Length, part.Validator));
    }

    [Fact]
    public void A_discarded_download_leaves_no_file()
    {
        using var part = PartFile.Open(Target);
        part.Restart(new ResourceValidator("\"v1\"", null, null, null));
        part.Append("12345678"u8);

        part.Discard();

        Assert.Empty(Directory.GetFiles(folder));
    }

    private sealed class RecordingFileStream(string path, Action<long> onFlushToDisk)
        : FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Delete, bufferSize: 0)
    {
        public override void Flush(bool flushToDisk)
        {
            if (flushToDisk)
            {
                onFlushToDisk(Length);
            }

            base.Flush(flushToDisk);
        }
    }
}
