using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using WanVideo.Downloading;

namespace WanVideo.Tests.Downloading;

/// <summary>A file has its final name only once it is whole.</summary>
public sealed class VideoDownloaderTests : IDisposable
{
    private static readonly Uri Source = new("https://media.example/video.mp4?Signature=secret");
    private static readonly byte[] Video = [0, 0, 0, 24, .. "ftypisom"u8, .. Enumerable.Range(0, 500_000).Select(n => (byte)n)];

    private readonly string folder = Directory.CreateTempSubdirectory("wanvideo").FullName;
    private readonly List<HttpRequestMessage> requests = [];

    private string Target => Path.Combine(folder, "sub", "a.mp4");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_video_arrives_whole()
    {
        await Download(_ => Whole());

        AssertWholeAndAlone();
    }

    [Fact]
    public async Task A_connection_that_breaks_is_taken_up_where_it_broke()
    {
        await Download(request => request.Headers.Range is { } range ? Rest(range) : Broken(200_000));

        Assert.Equal(Video, File.ReadAllBytes(Target));
        var resumed = requests[1];
        Assert.Equal("bytes=200000-", resumed.Headers.Range!.ToString());
        Assert.Equal("\"v1\"", resumed.Headers.IfRange!.ToString());
    }

    [Fact]
    public async Task A_video_that_changed_meanwhile_is_fetched_from_its_beginning()
    {
        await Download(_ => requests.Count == 1 ? Broken(200_000) : Whole());

        Assert.Equal(Video, File.ReadAllBytes(Target));
    }

    [Fact]
    public async Task A_resumption_at_another_place_is_refused()
    {
        var failure = await Assert.ThrowsAsync<VideoException>(() => Download(request => request.Headers.Range is null ? Broken(200_000) : Rest(new RangeHeaderValue(300_000, null))));

        AssertNothingKept(failure, VideoErrorKind.DownloadFailed);
    }

    [Fact]
    public async Task A_video_that_never_arrives_whole_leaves_no_file()
    {
        var failure = await Assert.ThrowsAsync<VideoException>(() => Download(_ => Broken(0)));

        AssertNothingKept(failure, VideoErrorKind.DownloadFailed);
        Assert.Equal(1 + new DownloadOptions().MaximumRetryCount, requests.Count);
    }

    [Fact]
    public async Task A_server_that_breaks_off_and_knows_no_parts_is_given_up()
    {
        await Assert.ThrowsAsync<VideoException>(() => Download(_ => Broken(requests.Count % 2 == 0 ? 200_000 : 100_000)));

        Assert.Equal(2 + new DownloadOptions().MaximumRetryCount, requests.Count);
    }

    [Theory]
    [InlineData("<!DOCTYPE html><title>Sign in</title>")]
    [InlineData("<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code></Error>")]
    [InlineData("")]
    public async Task A_page_is_not_kept_as_a_video(string body)
    {
        var failure = await Assert.ThrowsAsync<VideoException>(() => Download(_ => new(HttpStatusCode.OK) { Content = new StringContent(body) }));

        AssertNothingKept(failure, VideoErrorKind.DownloadFailed);
    }

    [Fact]
    public async Task An_expired_signature_is_told_apart_and_not_shown()
    {
        var failure = await Assert.ThrowsAsync<VideoException>(() => Download(_ => new(HttpStatusCode.Forbidden)
        {
            Content = new StringContent("<Error><Code>AccessDenied</Code><Message>Request has expired.</Message></Error>"),
        }));

        AssertNothingKept(failure, VideoErrorKind.Expired);
        Assert.Equal("The video at https://media.example/video.mp4 was refused with HTTP 403: Request has expired.", failure.Message);
    }

    [Fact]
    public async Task A_file_of_that_name_is_left_as_it_is()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Target)!);
        File.WriteAllText(Target, "mine");

        var failure = await Assert.ThrowsAsync<VideoException>(() => Download(_ => Whole()));

        Assert.Equal(VideoErrorKind.FileExists, failure.Error.Kind);
        Assert.Equal("mine", File.ReadAllText(Target));
        Assert.Empty(requests);
    }

    [Fact]
    public async Task A_file_that_is_to_be_replaced_stays_until_the_new_one_is_whole()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Target)!);
        File.WriteAllText(Target, "mine");

        await Assert.ThrowsAsync<VideoException>(() => Download(_ => Broken(0), overwrite: true));
        Assert.Equal("mine", File.ReadAllText(Target));

        await Download(_ => Whole(), overwrite: true);
        Assert.Equal(Video, File.ReadAllBytes(Target));
    }

    [Fact]
    public async Task What_another_download_has_fetched_so_far_is_left_alone()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Target)!);
        await using (var other = new FileStream(Target + ".part", FileMode.Create, FileAccess.ReadWrite, FileShare.None))
        {
            other.Write("theirs"u8);
            var failure = await Assert.ThrowsAsync<VideoException>(() => Download(_ => Whole()));
            Assert.Equal(VideoErrorKind.FileNotWritable, failure.Error.Kind);
        }

        Assert.Equal("theirs", File.ReadAllText(Target + ".part"));
    }

    [Fact]
    public async Task A_download_that_was_given_up_is_taken_up_by_the_next_call()
    {
        await Assert.ThrowsAsync<VideoException>(() => Download(request => request.Headers.Range is null ? Broken(200_000) : Down()));
        Assert.Equal(200_000, new FileInfo(Target + ".part").Length);
        Assert.False(File.Exists(Target));

        await Download(request => Rest(request.Headers.Range!));

        Assert.Equal("bytes=200000-", Assert.Single(requests).Headers.Range!.ToString());
        Assert.Equal("\"v1\"", requests[0].Headers.IfRange!.ToString());
        AssertWholeAndAlone();
    }

    [Fact]
    public async Task What_is_kept_for_the_next_call_holds_no_address()
    {
        await Assert.ThrowsAsync<VideoException>(() => Download(request => request.Headers.Range is null ? Broken(200_000) : Down()));

        Assert.DoesNotContain("secret", File.ReadAllText(Target + ".part.json"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_next_call_fetches_a_video_that_changed_meanwhile_from_its_beginning()
    {
        await Assert.ThrowsAsync<VideoException>(() => Download(request => request.Headers.Range is null ? Broken(200_000) : Down()));

        await Download(_ => Whole());

        Assert.NotNull(Assert.Single(requests).Headers.Range);
        AssertWholeAndAlone();
    }

    [Theory]
    [InlineData("no version", null, "2026-11-20T12:00:00Z", false)]
    [InlineData("a weak tag", "W/\"v1\"", null, false)]
    [InlineData("a date as young as the answer", null, "2026-11-20T12:00:00Z", false)]
    [InlineData("a date that is old enough", null, "2026-11-20T11:00:00Z", true)]
    [InlineData("a tag", "\"v1\"", null, true)]
    public async Task Only_what_can_be_told_from_another_version_is_kept(string name, string? tag, string? changed, bool isKept)
    {
        Assert.NotEmpty(name);
        await Assert.ThrowsAsync<VideoException>(() => Download(request =>
        {
            var response = Broken(request.Headers.Range is null && requests.Count == 1 ? 200_000 : 0);
            response.Headers.ETag = tag is null ? null : EntityTagHeaderValue.Parse(tag);
            response.Headers.Date = DateTimeOffset.Parse("2026-11-20T12:00:10Z", null);
            response.Content.Headers.LastModified = changed is null ? null : DateTimeOffset.Parse(changed, null);
            return request.Headers.Range is null ? response : Down();
        }));

        Assert.Equal(isKept ? ["a.mp4.part", "a.mp4.part.json"] : [], Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task A_part_whose_version_nobody_wrote_down_is_not_trusted()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Target)!);
        File.WriteAllText(Target + ".part", "something");

        await Download(_ => Whole());

        Assert.Null(Assert.Single(requests).Headers.Range);
        AssertWholeAndAlone();
    }

    [Fact]
    public async Task A_server_that_has_nothing_to_add_is_asked_for_all_of_it()
    {
        await Download(request => request.Headers.Range is null ? requests.Count == 1 ? Broken(200_000) : Whole() : new(HttpStatusCode.RequestedRangeNotSatisfiable));

        Assert.Equal(3, requests.Count);
        AssertWholeAndAlone();
    }

    [Fact]
    public async Task A_video_that_is_not_what_its_digest_says_is_not_kept()
    {
        var failure = await Assert.ThrowsAsync<VideoException>(() => Download(_ =>
        {
            var response = Whole();
            response.Content.Headers.ContentMD5 = new byte[16];
            return response;
        }));

        AssertNothingKept(failure, VideoErrorKind.DownloadFailed);
        Assert.Contains("Content-MD5", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_digest_is_that_of_the_whole_also_when_it_came_in_two_parts()
    {
        await Download(request =>
        {
            var response = request.Headers.Range is { } range ? Rest(range) : Broken(200_000);
#pragma warning disable CA5351 // What the header is defined with.
            response.Content.Headers.ContentMD5 = request.Headers.Range is null ? MD5.HashData(Video) : null;
#pragma warning restore CA5351
            return response;
        });

        AssertWholeAndAlone();
    }

    [Fact]
    public async Task A_server_that_asks_for_a_pause_gets_it()
    {
        var time = new VirtualTime();
        var start = time.GetUtcNow();
        var download = Download(
            _ => requests.Count == 1 ? new(HttpStatusCode.ServiceUnavailable) { Headers = { RetryAfter = new RetryConditionHeaderValue(TimeSpan.FromSeconds(30)) } } : Whole(),
            options: new DownloadOptions { TimeProvider = time });
        await time.RunAsync(download);

        Assert.Equal(TimeSpan.FromSeconds(30), time.GetUtcNow() - start);
        AssertWholeAndAlone();
    }

    [Fact]
    public async Task Stopping_keeps_what_the_next_call_can_go_on_from()
    {
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Download(
            _ => Whole(new EndlessStream(stop.Cancel)),
            cancellationToken: stop.Token));

        Assert.False(File.Exists(Target));
        await Download(request => request.Headers.IfRange is null ? throw new InvalidOperationException("was not taken up") : Whole());
        AssertWholeAndAlone();
    }

    private Task<FileInfo> Download(
        Func<HttpRequestMessage, HttpResponseMessage> answer,
        bool overwrite = false,
        DownloadOptions? options = null,
        CancellationToken? cancellationToken = null)
    {
        requests.Clear();
        var media = new HttpMessageInvoker(new FakeHandler(request =>
        {
            requests.Add(request);
            return answer(request);
        }));
        var downloader = new VideoDownloader(media, options ?? new DownloadOptions { RetryInterval = TimeSpan.Zero });
        return downloader.DownloadAsync(Source, Target, overwrite, null, cancellationToken ?? TestContext.Current.CancellationToken);
    }

    private void AssertWholeAndAlone()
    {
        Assert.Equal(Video, File.ReadAllBytes(Target));
        Assert.Equal([Target], Directory.GetFiles(Path.GetDirectoryName(Target)!));
    }

    private void AssertNothingKept(VideoException failure, VideoErrorKind kind)
    {
        Assert.Equal(kind, failure.Error.Kind);
        Assert.DoesNotContain("secret", failure.ToString(), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder, "*", SearchOption.AllDirectories));
    }

    private static HttpResponseMessage Whole(Stream? body = null) => new(HttpStatusCode.OK)
    {
        Headers = { ETag = new EntityTagHeaderValue("\"v1\"") },
        Content = body is null ? new ByteArrayContent(Video) : new StreamContent(body),
    };

    private static HttpResponseMessage Rest(RangeHeaderValue range)
    {
        var from = (int)range.Ranges.Single().From!;
        return new(HttpStatusCode.PartialContent)
        {
            Content = new ByteArrayContent(Video[from..]) { Headers = { ContentRange = new ContentRangeHeaderValue(from, Video.Length - 1, Video.Length) } },
        };
    }

    private static HttpResponseMessage Down() => new(HttpStatusCode.ServiceUnavailable);

    // Says it is whole, and breaks off.
    private static HttpResponseMessage Broken(int after)
    {
        var response = Whole(new MemoryStream(Video, 0, after));
        response.Content.Headers.ContentLength = Video.Length;
        return response;
    }

    /// <summary>Gives bytes for ever, and tells when it has begun to.</summary>
    private sealed class EndlessStream(Action begun) : MemoryStream
    {
        private int reads;

        public override bool CanSeek => false;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            cancellationToken.ThrowIfCancellationRequested();
            "....ftyp"u8.CopyTo(buffer.Span);
            if (++reads == 3)
            {
                begun();
            }

            return ValueTask.FromResult(buffer.Length);
        }
    }
}
