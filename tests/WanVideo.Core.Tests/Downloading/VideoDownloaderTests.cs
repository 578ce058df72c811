using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using WanVideo.Downloading;

namespace WanVideo.Tests.Downloading;

/// <summary>A file gets its final name only when it is complete.</summary>
public sealed class VideoDownloaderTests : IDisposable
{
    private static readonly Uri VideoUrl = new("https://media.example/video.mp4?Signature=secret");
    private static readonly byte[] Video = [0, 0, 0, 24, .. "ftypisom"u8, .. Enumerable.Range(0, 500_000).Select(n => (byte)n)];

    private readonly string folder = Directory.CreateTempSubdirectory("wanvideo").FullName;
    private readonly List<HttpRequestMessage> requests = [];

    private string Target => Path.Combine(folder, "sub", "a.mp4");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_video_is_downloaded()
    {
        await DownloadAsync(_ => CreateComplete());

        AssertOnlyCompleteFile();
    }

    [Fact]
    public async Task An_interrupted_download_resumes_where_it_stopped()
    {
        await DownloadAsync(request => request.Headers.Range is { } range ? CreatePartial(range) : CreateInterrupted(200_000));

        Assert.Equal(Video, File.ReadAllBytes(Target));
        var resumed = requests[1];
        Assert.Equal("bytes=200000-", resumed.Headers.Range!.ToString());
        Assert.Equal("\"v1\"", resumed.Headers.IfRange!.ToString());
    }

    [Fact]
    public async Task A_video_that_has_changed_is_downloaded_from_its_start()
    {
        await DownloadAsync(_ => requests.Count == 1 ? CreateInterrupted(200_000) : CreateComplete());

        Assert.Equal(Video, File.ReadAllBytes(Target));
    }

    [Fact]
    public async Task A_partial_response_at_another_position_is_an_error()
    {
        var exception = await Assert.ThrowsAsync<VideoException>(() => DownloadAsync(request => request.Headers.Range is null ? CreateInterrupted(200_000) : CreatePartial(new RangeHeaderValue(300_000, null))));

        AssertNothingSaved(exception, VideoErrorKind.DownloadFailed);
    }

    [Fact]
    public async Task A_download_that_is_never_completed_leaves_no_file()
    {
        var exception = await Assert.ThrowsAsync<VideoException>(() => DownloadAsync(_ => CreateInterrupted(0)));

        AssertNothingSaved(exception, VideoErrorKind.DownloadFailed);
        Assert.Equal(1 + new DownloadOptions().MaximumRetryCount, requests.Count);
    }

    [Fact]
    public async Task A_server_that_interrupts_and_does_not_support_ranges_is_an_error()
    {
        await Assert.ThrowsAsync<VideoException>(() => DownloadAsync(_ => CreateInterrupted(requests.Count % 2 == 0 ? 200_000 : 100_000)));

        Assert.Equal(2 + new DownloadOptions().MaximumRetryCount, requests.Count);
    }

    [Theory]
    [InlineData("<!DOCTYPE html><title>Sign in</title>")]
    [InlineData("<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code></Error>")]
    [InlineData("")]
    public async Task A_page_is_not_saved_as_a_video(string body)
    {
        var exception = await Assert.ThrowsAsync<VideoException>(() => DownloadAsync(_ => new(HttpStatusCode.OK) { Content = new StringContent(body) }));

        AssertNothingSaved(exception, VideoErrorKind.DownloadFailed);
    }

    [Fact]
    public async Task An_expired_signature_has_its_own_error_kind_and_is_not_shown()
    {
        var exception = await Assert.ThrowsAsync<VideoException>(() => DownloadAsync(_ => new(HttpStatusCode.Forbidden)
        {
            Content = new StringContent("<Error><Code>AccessDenied</Code><Message>Request has expired.</Message></Error>"),
        }));

        AssertNothingSaved(exception, VideoErrorKind.Expired);
        Assert.Equal("https://media.example/video.mp4 returned HTTP 403: Request has expired.", exception.Message);
    }

    [Fact]
    public async Task An_existing_file_is_not_changed()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Target)!);
        File.WriteAllText(Target, "mine");

        var exception = await Assert.ThrowsAsync<VideoException>(() => DownloadAsync(_ => CreateComplete()));

        Assert.Equal(VideoErrorKind.FileExists, exception.Error.Kind);
        Assert.Equal("mine", File.ReadAllText(Target));
        Assert.Empty(requests);
    }

    [Fact]
    public async Task A_file_is_overwritten_only_when_the_new_one_is_complete()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Target)!);
        File.WriteAllText(Target, "mine");

        await Assert.ThrowsAsync<VideoException>(() => DownloadAsync(_ => CreateInterrupted(0), overwrite: true));
        Assert.Equal("mine", File.ReadAllText(Target));

        await DownloadAsync(_ => CreateComplete(), overwrite: true);
        Assert.Equal(Video, File.ReadAllBytes(Target));
    }

    [Fact]
    public async Task The_part_file_of_another_download_is_not_changed()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Target)!);
        await using (var other = new FileStream(Target + ".part", FileMode.Create, FileAccess.ReadWrite, FileShare.None))
        {
            other.Write("theirs"u8);
            var exception = await Assert.ThrowsAsync<VideoException>(() => DownloadAsync(_ => CreateComplete()));
            Assert.Equal(VideoErrorKind.FileNotWritable, exception.Error.Kind);
        }

        Assert.Equal("theirs", File.ReadAllText(Target + ".part"));
    }

    [Fact]
    public async Task An_interrupted_download_resumes_in_the_next_call()
    {
        await Assert.ThrowsAsync<VideoException>(() => DownloadAsync(request => request.Headers.Range is null ? CreateInterrupted(200_000) : CreateUnavailable()));
        Assert.Equal(200_000, new FileInfo(Target + ".part").Length);
        Assert.False(File.Exists(Target));

        await DownloadAsync(request => CreatePartial(request.Headers.Range!));

        Assert.Equal("bytes=200000-", Assert.Single(requests).Headers.Range!.ToString());
        Assert.Equal("\"v1\"", requests[0].Headers.IfRange!.ToString());
        AssertOnlyCompleteFile();
    }

    [Fact]
    public async Task The_files_kept_for_the_next_call_contain_no_URL()
    {
        await Assert.ThrowsAsync<VideoException>(() => DownloadAsync(request => request.Headers.Range is null ? CreateInterrupted(200_000) : CreateUnavailable()));

        Assert.DoesNotContain("secret", File.ReadAllText(Target + ".part.json"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_next_call_downloads_a_video_that_has_changed_from_its_start()
    {
        await Assert.ThrowsAsync<VideoException>(() => DownloadAsync(request => request.Headers.Range is null ? CreateInterrupted(200_000) : CreateUnavailable()));

        await DownloadAsync(_ => CreateComplete());

        Assert.NotNull(Assert.Single(requests).Headers.Range);
        AssertOnlyCompleteFile();
    }

    [Theory]
    [InlineData(null, null, false)]
    [InlineData("W/\"v1\"", null, false)]
    [InlineData(null, "2026-11-20T12:00:00Z", false)]
    [InlineData(null, "2026-11-20T11:00:00Z", true)]
    [InlineData("\"v1\"", null, true)]
    public async Task A_part_is_kept_only_with_a_strong_entity_tag_or_a_Last_Modified_older_than_a_minute(string? tag, string? changed, bool isKept)
    {
        await Assert.ThrowsAsync<VideoException>(() => DownloadAsync(request =>
        {
            var response = CreateInterrupted(request.Headers.Range is null && requests.Count == 1 ? 200_000 : 0);
            response.Headers.ETag = tag is null ? null : EntityTagHeaderValue.Parse(tag);
            response.Headers.Date = DateTimeOffset.Parse("2026-11-20T12:00:10Z", null);
            response.Content.Headers.LastModified = changed is null ? null : DateTimeOffset.Parse(changed, null);
            return request.Headers.Range is null ? response : CreateUnavailable();
        }));

        Assert.Equal(isKept ? ["a.mp4.part", "a.mp4.part.json"] : [], Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task A_part_without_a_validator_is_discarded()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Target)!);
        File.WriteAllText(Target + ".part", "something");

        await DownloadAsync(_ => CreateComplete());

        Assert.Null(Assert.Single(requests).Headers.Range);
        AssertOnlyCompleteFile();
    }

    [Fact]
    public async Task A_416_restarts_the_download()
    {
        await DownloadAsync(request => request.Headers.Range is null ? requests.Count == 1 ? CreateInterrupted(200_000) : CreateComplete() : new(HttpStatusCode.RequestedRangeNotSatisfiable));

        Assert.Equal(3, requests.Count);
        AssertOnlyCompleteFile();
    }

    [Fact]
    public async Task A_video_that_does_not_match_its_digest_is_not_saved()
    {
        var exception = await Assert.ThrowsAsync<VideoException>(() => DownloadAsync(_ =>
        {
            var response = CreateComplete();
            response.Content.Headers.ContentMD5 = new byte[16];
            return response;
        }));

        AssertNothingSaved(exception, VideoErrorKind.DownloadFailed);
        Assert.Contains("Content-MD5", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_digest_of_a_resumed_download_is_verified()
    {
        await DownloadAsync(request =>
        {
            var response = request.Headers.Range is { } range ? CreatePartial(range) : CreateInterrupted(200_000);
#pragma warning disable CA5351 // What the header is defined with.
            response.Content.Headers.ContentMD5 = request.Headers.Range is null ? MD5.HashData(Video) : null;
#pragma warning restore CA5351
            return response;
        });

        AssertOnlyCompleteFile();
    }

    [Fact]
    public async Task A_Retry_After_is_observed()
    {
        var time = new VirtualTime();
        var start = time.GetUtcNow();
        var download = DownloadAsync(
            _ => requests.Count == 1 ? new(HttpStatusCode.ServiceUnavailable) { Headers = { RetryAfter = new RetryConditionHeaderValue(TimeSpan.FromSeconds(30)) } } : CreateComplete(),
            options: new DownloadOptions { TimeProvider = time });
        await time.RunAsync(download);

        Assert.Equal(TimeSpan.FromSeconds(30), time.GetUtcNow() - start);
        AssertOnlyCompleteFile();
    }

    [Fact]
    public async Task Cancellation_keeps_the_bytes_received_for_the_next_call()
    {
        using var cancellationSource = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => DownloadAsync(
            _ => CreateComplete(new EndlessStream(cancellationSource.Cancel)),
            cancellationToken: cancellationSource.Token));

        Assert.False(File.Exists(Target));
        await DownloadAsync(request => request.Headers.IfRange is null ? throw new InvalidOperationException("was not resumed") : CreateComplete());
        AssertOnlyCompleteFile();
    }

    private Task<FileInfo> DownloadAsync(
        Func<HttpRequestMessage, HttpResponseMessage> respond,
        bool overwrite = false,
        DownloadOptions? options = null,
        CancellationToken? cancellationToken = null)
    {
        requests.Clear();
        var media = new HttpMessageInvoker(new FakeHandler(request =>
        {
            requests.Add(request);
            return respond(request);
        }));
        var downloader = new VideoDownloader(media, options ?? new DownloadOptions { RetryInterval = TimeSpan.Zero });
        return downloader.DownloadAsync(VideoUrl, Target, overwrite, null, cancellationToken ?? TestContext.Current.CancellationToken);
    }

    private void AssertOnlyCompleteFile()
    {
        Assert.Equal(Video, File.ReadAllBytes(Target));
        Assert.Equal([Target], Directory.GetFiles(Path.GetDirectoryName(Target)!));
    }

    private void AssertNothingSaved(VideoException exception, VideoErrorKind kind)
    {
        Assert.Equal(kind, exception.Error.Kind);
        Assert.DoesNotContain("secret", exception.ToString(), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder, "*", SearchOption.AllDirectories));
    }

    private static HttpResponseMessage CreateComplete(Stream? body = null) => new(HttpStatusCode.OK)
    {
        Headers = { ETag = new EntityTagHeaderValue("\"v1\"") },
        Content = body is null ? new ByteArrayContent(Video) : new StreamContent(body),
    };

    private static HttpResponseMessage CreatePartial(RangeHeaderValue range)
    {
        var from = (int)range.Ranges.Single().From!;
        return new(HttpStatusCode.PartialContent)
        {
            Content = new ByteArrayContent(Video[from..]) { Headers = { ContentRange = new ContentRangeHeaderValue(from, Video.Length - 1, Video.Length) } },
        };
    }

    private static HttpResponseMessage CreateUnavailable() => new(HttpStatusCode.ServiceUnavailable);

    // Ends before its Content-Length.
    private static HttpResponseMessage CreateInterrupted(int after)
    {
        var response = CreateComplete(new MemoryStream(Video, 0, after));
        response.Content.Headers.ContentLength = Video.Length;
        return response;
    }

    /// <summary>Never ends. Calls back at the third read.</summary>
    private sealed class EndlessStream(Action onThirdRead) : MemoryStream
    {
        private int reads;

        public override bool CanSeek => false;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            cancellationToken.ThrowIfCancellationRequested();
            "....ftyp"u8.CopyTo(buffer.Span);
            if (++reads == 3)
            {
                onThirdRead();
            }

            return ValueTask.FromResult(buffer.Length);
        }
    }
}
