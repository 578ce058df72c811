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
    public void A_resumed_download_that_is_discarded_leaves_no_file()
    {
        Keep("12345678"u8);
        using var part = PartFile.Open(Target);
        Assert.Equal(8, part.Length);

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
    [InlineData(4, 4)]
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

    [Fact]
    public async Task Bytes_of_a_resumed_download_follow_those_that_were_kept()
    {
        Keep("12345678"u8);

        using var part = PartFile.Open(Target);
        part.Append("90"u8);
        await part.CompleteAsync(overwrite: false);

        Assert.Equal("1234567890", File.ReadAllText(Target));
        Assert.Equal([Target], Directory.GetFiles(folder));
    }

    [Theory]
    [InlineData(0, 100)]
    [InlineData(8, 8)]
    [InlineData(8, 7)]
    public void A_part_that_is_empty_or_as_long_as_the_video_is_not_resumed(int length, int videoLength)
    {
        Keep("12345678"u8, videoLength);
        using (var file = File.OpenWrite(Target + ".part"))
        {
            file.SetLength(length);
        }

        using var part = PartFile.Open(Target);
        Assert.Equal((0, null), (part.Length, part.Validator));
        Assert.Equal([Target + ".part"], Directory.GetFiles(folder));
    }

    [Fact]
    public void A_restarted_download_contains_nothing_of_the_earlier_version()
    {
        Keep("12345678"u8);
        using (var part = PartFile.Open(Target))
        {
            part.Restart(new ResourceValidator("\"v2\"", null, 100, null));
            Assert.Equal([Target + ".part"], Directory.GetFiles(folder));
            part.Append("ab"u8);
            part.Keep();
        }

        Assert.Equal("ab", File.ReadAllText(Target + ".part"));
        using var next = PartFile.Open(Target);
        Assert.Equal("\"v2\"", next.Validator?.EntityTag);
    }

    [Fact]
    public void A_download_without_a_byte_leaves_no_file()
    {
        using var part = PartFile.Open(Target);
        part.Restart(new ResourceValidator("\"v1\"", null, 100, null));

        part.Keep();

        Assert.Empty(Directory.GetFiles(folder));
    }

    [Fact]
    public void A_missing_folder_is_created()
    {
        using var part = PartFile.Open(Path.Combine(folder, "new", "nested", "a.mp4"));
        Assert.True(Directory.Exists(Path.Combine(folder, "new", "nested")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_existing_file_is_replaced_only_if_that_is_requested(bool overwrite)
    {
        using var part = PartFile.Open(Target);
        part.Append("new"u8);
        File.WriteAllText(Target, "old");

        var exception = await Record.ExceptionAsync(() => part.CompleteAsync(overwrite));

        Assert.Equal(overwrite, exception is null);
        Assert.Equal(overwrite ? "new" : "old", File.ReadAllText(Target));
    }

    [Fact]
    public async Task Another_process_can_use_the_files_as_soon_as_a_download_is_completed_kept_or_discarded()
    {
        var completed = PartFile.Open(Target);
        completed.Append("12345678"u8);
        await completed.CompleteAsync(overwrite: false);
        AssertIsFree(Target);

        var kept = PartFile.Open(Target);
        kept.Restart(new ResourceValidator("\"v1\"", null, 100, null));
        kept.Append("12345678"u8);
        kept.Keep();
        AssertIsFree(Target + ".part");

        var streams = new List<FileStream>();
        var discarded = PartFile.Open(Target, path => Open(path, streams));
        discarded.Discard();
        Assert.False(Assert.Single(streams).CanWrite);
    }

    [Fact]
    public void A_file_that_another_process_moved_before_it_was_locked_is_created_again()
    {
        var streams = new List<FileStream>();
        using var part = PartFile.Open(Target, path =>
        {
            var file = Open(path, streams);
            if (streams.Count == 1)
            {
                File.Move(path, Target);
            }

            return file;
        });

        part.Append("new"u8);
        Assert.Equal(2, streams.Count);
        Assert.False(streams[0].CanWrite);
        Assert.Equal("", File.ReadAllText(Target));
        Assert.True(File.Exists(Target + ".part"));
    }

    [Fact]
    public void A_link_that_is_created_while_the_file_is_opened_does_not_change_its_target()
    {
        var other = Path.Combine(folder, "other");
        File.WriteAllText(other, "theirs");
        var streams = new List<FileStream>();

        Assert.Throws<IOException>(() => PartFile.Open(Target, path =>
        {
            File.CreateSymbolicLink(path, other);
            return Open(path, streams);
        }));

        Assert.Equal("theirs", File.ReadAllText(other));
        Assert.False(Assert.Single(streams).CanWrite);
    }

    [Fact]
    public void A_pipe_in_place_of_the_file_is_an_error()
    {
        var streams = new List<FileStream>();
        var exception = Assert.Throws<IOException>(() => PartFile.Open(Target, path =>
        {
            streams.Add(new FaultyFileStream(path) { HasPosition = false });
            return streams[0];
        }));
        Assert.Contains(Target, exception.Message, StringComparison.Ordinal);
        Assert.False(streams[0].CanWrite);
    }

    [Fact]
    public void A_file_that_cannot_be_cleared_is_closed()
    {
        FileStream? stream = null;
        Assert.Throws<IOException>(() => PartFile.Open(Target, path => stream = new FaultyFileStream(path) { SetLengthException = new IOException("The disk failed.") }));
        Assert.False(stream!.CanWrite);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_disk_that_is_full_or_limits_the_length_of_files_is_an_error_of_the_file(bool isLengthLimit)
    {
        FaultyFileStream? stream = null;
        using var part = PartFile.Open(Target, path => stream = new FaultyFileStream(path));
        part.Append("1234"u8);
        stream!.WriteException = isLengthLimit ? new ArgumentOutOfRangeException(nameof(isLengthLimit)) : new IOException("No space left on device.");

        var exception = Assert.Throws<VideoException>(() => part.Append("5678"u8));

        Assert.Equal(VideoErrorKind.FileNotWritable, exception.Error.Kind);
        Assert.Contains(isLengthLimit ? "4 bytes" : "No space left on device.", exception.Message, StringComparison.Ordinal);
        Assert.Contains(Target, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("12345678", true)]
    [InlineData("12345679", false)]
    public async Task The_digest_is_that_of_the_whole_content(string text, bool isExpected)
    {
        using var part = PartFile.Open(Target);
        part.Restart(new ResourceValidator("\"v1\"", null, 8, Convert.FromHexString("25D55AD283AA400AF464C76D713C07AD")));
        part.Append(System.Text.Encoding.ASCII.GetBytes(text[..3]));
        part.Append(System.Text.Encoding.ASCII.GetBytes(text[3..]));

        Assert.Equal(isExpected, await part.HasExpectedDigestAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("moov mdat", true, true)]
    [InlineData("moov", true, false)]
    [InlineData("mdat", true, false)]
    [InlineData("moov mdat!", true, true)]
    [InlineData("moov mdat!", false, false)]
    [InlineData("moov mdat ?", true, false)]
    public void A_video_without_a_length_is_complete_if_its_boxes_end_where_it_ends(string boxes, bool allowsOpenEnd, bool isComplete)
    {
        using var part = PartFile.Open(Target);
        foreach (var box in boxes.Split(' '))
        {
            // "!" is a box without a length, and "?" is half a header.
            part.Append(box is "?" ? "\0\0"u8 : [0, 0, 0, box.EndsWith('!') ? (byte)0 : (byte)8, .. System.Text.Encoding.ASCII.GetBytes(box[..4])]);
        }

        Assert.Equal(isComplete, part.HasCompleteBoxes(allowsOpenEnd));
    }

    private void Keep(ReadOnlySpan<byte> content, long? videoLength = 100)
    {
        using var part = PartFile.Open(Target);
        part.Restart(new ResourceValidator("\"v1\"", null, videoLength, null));
        part.Append(content);
        part.Keep();
    }

    private static FileStream Open(string path, List<FileStream> streams)
    {
        streams.Add(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0));
        return streams[^1];
    }

    private static void AssertIsFree(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        Assert.Equal(8, file.Length);
    }

    private sealed class FaultyFileStream(string path)
        : FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Delete, bufferSize: 0)
    {
        public bool HasPosition { get; init; } = true;

        public Exception? SetLengthException { get; init; }

        public Exception? WriteException { get; set; }

        public override bool CanSeek => HasPosition && base.CanSeek;

        public override void SetLength(long value)
        {
            if (SetLengthException is not null)
            {
                throw SetLengthException;
            }

            base.SetLength(value);
        }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (WriteException is not null)
            {
                throw WriteException;
            }

            base.Write(buffer);
        }
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
