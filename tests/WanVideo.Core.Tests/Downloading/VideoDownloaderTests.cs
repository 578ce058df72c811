using System.Net;
using System.Net.Http.Headers;
using System.Text;
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

        Assert.Equal(Video, File.ReadAllBytes(Target));
        Assert.Equal([Target], Directory.GetFiles(Path.GetDirectoryName(Target)!));
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
    public async Task Stopping_leaves_nothing_half_written()
    {
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Download(
            _ => Whole(new EndlessStream(stop.Cancel)),
            cancellationToken: stop.Token));

        Assert.Empty(Directory.GetFiles(folder, "*", SearchOption.AllDirectories));
    }

    private Task<FileInfo> Download(Func<HttpRequestMessage, HttpResponseMessage> answer, bool overwrite = false, CancellationToken? cancellationToken = null)
    {
        requests.Clear();
        var media = new HttpMessageInvoker(new AnswerHandler(request =>
        {
            requests.Add(request);
            return answer(request);
        }));
        var downloader = new VideoDownloader(media, new DownloadOptions { RetryInterval = TimeSpan.Zero });
        return downloader.DownloadAsync(Source, Target, overwrite, null, cancellationToken ?? TestContext.Current.CancellationToken);
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
            Encoding.ASCII.GetBytes("....ftypisom").CopyTo(buffer);
            if (++reads == 3)
            {
                begun();
            }

            return ValueTask.FromResult(buffer.Length);
        }
    }
}
