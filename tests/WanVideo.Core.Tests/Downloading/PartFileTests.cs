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

    [Fact]
    public async Task The_folder_is_flushed_to_the_disk_after_the_file_got_its_name()
    {
        var flushed = new List<(string Folder, bool HasName)>();
        using var part = PartFile.Open(Target, flushFolder: path => flushed.Add((path, File.Exists(Target))));
        part.Append("12345678"u8);

        await part.CompleteAsync(overwrite: false);

        Assert.Equal((folder, true), Assert.Single(flushed));
    }

    [Fact]
    public void A_folder_that_cannot_be_flushed_is_not_an_error()
    {
        FolderEntries.Flush(folder);
        FolderEntries.Flush(Target);
    }

    [Fact]
    public void A_second_download_to_the_same_file_fails_and_changes_nothing()
    {
        using var part = PartFile.Open(Target);
        part.Append("12345678"u8);

        Assert.Throws<IOException>(() => PartFile.Open(Target));

        Assert.Equal(8, new FileInfo(Target + ".part").Length);
    }

    [Theory]
    [InlineData(5, 5)]
    [InlineData(3, 0)]
    public void A_download_of_4_MiB_or_more_resumes_after_the_process_was_killed(int mebibytes, int expectedMebibytes)
    {
        using (var part = PartFile.Open(Target))
        {
            part.Restart(new ResourceValidator("\"v1\"", null, 100 << 20, null));
            for (var n = 0; n < mebibytes; n++)
            {
                part.Append(new byte[1 << 20]);
            }

            // A process that is killed calls neither Keep nor Discard.
        }

        using var next = PartFile.Open(Target);
        Assert.Equal(expectedMebibytes << 20, next.Length);
    }

    [Theory]
    [InlineData(".part")]
    [InlineData(".part.json")]
    public void A_link_in_place_of_a_file_does_not_change_its_target(string extension)
    {
        var other = Path.Combine(folder, "other");
        File.WriteAllText(other, "theirs");
        if (extension is ".part.json")
        {
            File.WriteAllText(Target + ".part", "12345678");
        }

        File.CreateSymbolicLink(Target + extension, other);

        try
        {
            using var part = PartFile.Open(Target);
            part.Restart(new ResourceValidator("\"v1\"", null, 100, null));
            part.Append("12345678"u8);
            part.Keep();
        }
        catch (IOException exception)
        {
            Assert.Contains("is a link", exception.Message, StringComparison.Ordinal);
        }

        Assert.Equal("theirs", File.ReadAllText(other));
    }

    [Fact]
    public void A_link_to_a_file_that_does_not_exist_creates_none()
    {
        File.CreateSymbolicLink(Target + ".part", Path.Combine(folder, "other"));

        Assert.Throws<IOException>(() => PartFile.Open(Target));

        Assert.False(File.Exists(Path.Combine(folder, "other")));
    }

    [Fact]
    public void A_link_that_is_created_during_the_download_does_not_change_its_target()
    {
        using var part = PartFile.Open(Target);
        part.Restart(new ResourceValidator("\"v1\"", null, 100, null));
        part.Append("12345678"u8);
        File.CreateSymbolicLink(Target + ".part.json", Path.Combine(folder, "other"));

        Assert.Throws<IOException>(part.Keep);

        Assert.False(File.Exists(Path.Combine(folder, "other")));
    }

    [Fact]
    public void A_link_in_place_of_the_validator_is_replaced()
    {
        File.CreateSymbolicLink(Target + ".part.json", Path.Combine(folder, "other"));

        using (var part = PartFile.Open(Target))
        {
            part.Restart(new ResourceValidator("\"v1\"", null, 100, null));
            part.Append("12345678"u8);
            part.Keep();
        }

        Assert.Null(new FileInfo(Target + ".part.json").LinkTarget);
        Assert.False(File.Exists(Path.Combine(folder, "other")));
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
