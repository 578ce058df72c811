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

    [Theory]
    [InlineData(false, VideoErrorKind.FileExists)]
    [InlineData(true, null)]
    public async Task A_file_that_is_created_during_the_download_is_replaced_only_if_that_is_requested(bool overwrite, VideoErrorKind? expected)
    {
        var exception = await Record.ExceptionAsync(() => DownloadAsync(
            _ =>
            {
                File.WriteAllText(Target, "theirs");
                return CreateComplete();
            },
            overwrite));

        Assert.Equal(expected, (exception as VideoException)?.Error.Kind);
        Assert.Equal(overwrite ? Video : "theirs"u8.ToArray(), File.ReadAllBytes(Target));
        Assert.Equal([Target], Directory.GetFiles(Path.GetDirectoryName(Target)!));
    }

    [Fact]
    public async Task A_connection_that_is_reset_is_resumed_where_it_stopped()
    {
        await DownloadAsync(request =>
        {
            if (request.Headers.Range is { } range)
            {
                return CreatePartial(range);
            }

            var response = CreateComplete(new ResetStream(Video[..200_000]));
            response.Content.Headers.ContentLength = Video.Length;
            return response;
        });

        Assert.Equal("bytes=200000-", requests[1].Headers.Range!.ToString());
        AssertOnlyCompleteFile();
    }

    [Fact]
    public async Task A_retry_without_any_byte_requests_the_whole_video()
    {
        await DownloadAsync(_ => requests.Count == 1 ? CreateInterrupted(0) : CreateComplete());

        Assert.Null(requests[1].Headers.Range);
        AssertOnlyCompleteFile();
    }

    [Fact]
    public async Task A_body_that_is_shorter_than_the_signature_is_no_video_and_not_requested_again()
    {
        var exception = await Assert.ThrowsAsync<VideoException>(() => DownloadAsync(_ => new(HttpStatusCode.OK) { Content = new ByteArrayContent([1, 2, 3]) }));

        AssertNothingSaved(exception, VideoErrorKind.DownloadFailed);
        Assert.Single(requests);
    }

    [Fact]
    public async Task A_416_to_a_request_for_the_whole_video_is_an_error()
    {
        var exception = await Assert.ThrowsAsync<VideoException>(() => DownloadAsync(_ => new(HttpStatusCode.RequestedRangeNotSatisfiable)));

        AssertNothingSaved(exception, VideoErrorKind.DownloadFailed);
        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, exception.StatusCode);
        Assert.Single(requests);
    }

    [Fact]
    public async Task A_range_that_reports_no_length_does_not_change_the_known_one()
    {
        await DownloadAsync(request =>
        {
            if (request.Headers.Range is not { } range)
            {
                return CreateInterrupted(200_000);
            }

            var response = CreatePartial(range, maxLength: 150_000);
            var sent = response.Content.Headers.ContentRange!;
            response.Content.Headers.ContentRange = new ContentRangeHeaderValue(sent.From!.Value, sent.To!.Value);
            return response;
        });

        Assert.Equal(4, requests.Count);
        AssertOnlyCompleteFile();
    }

    [Fact]
    public async Task The_end_of_an_HTTP_2_response_is_the_end_of_a_last_box_without_a_length()
    {
        byte[] video = [.. Mp4BoxReaderTests.Box("ftyp", 16), .. Mp4BoxReaderTests.Box("moov", 50), 0, 0, 0, 0, .. "mdat"u8, 1, 2, 3];
        await DownloadAsync(_ =>
        {
            var response = CreateWithoutLength(video);
            response.Version = HttpVersion.Version20;
            return response;
        });

        Assert.Equal(video, File.ReadAllBytes(Target));
    }

    [Fact]
    public async Task A_Retry_After_of_two_minutes_is_observed()
    {
        var time = new VirtualTime();
        var start = time.GetUtcNow();
        await time.RunAsync(DownloadAsync(
            _ => requests.Count == 1 ? new(HttpStatusCode.ServiceUnavailable) { Headers = { RetryAfter = new RetryConditionHeaderValue(RetryDelay.MaxRetryAfter) } } : CreateComplete(),
            options: new DownloadOptions { TimeProvider = time }));

        Assert.Equal(TimeSpan.FromMinutes(2), time.GetUtcNow() - start);
    }

    [Fact]
    public async Task The_progress_has_the_bytes_received_and_the_length_of_the_video()
    {
        var reports = new List<DownloadProgress>();
        using var media = new HttpMessageInvoker(new FakeHandler(_ => CreateComplete()));
        await new VideoDownloader(media, new DownloadOptions()).DownloadAsync(VideoUrl, Target, false, new Recorder(reports), TestContext.Current.CancellationToken);

        Assert.Equal(new DownloadProgress(Video.Length, Video.Length), reports[^1]);
        Assert.All(reports.Zip(reports.Skip(1)), pair => Assert.True(pair.First.Received < pair.Second.Received));
    }

    [Fact]
    public async Task Cancellation_while_the_message_of_an_error_is_read_is_not_that_error()
    {
        using var cancellationSource = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => DownloadAsync(
            _ =>
            {
                cancellationSource.Cancel();
                return new(HttpStatusCode.Forbidden) { Content = new StreamContent(new StallingStream()) };
            },
            cancellationToken: cancellationSource.Token));
    }

    [Fact]
    public async Task A_response_that_does_not_arrive_and_a_connection_that_is_not_established_are_distinguished()
    {
        var time = new VirtualTime();
        var options = new DownloadOptions { TimeProvider = time, OperationTimeout = TimeSpan.FromSeconds(5), MaximumRetryCount = 0 };
        using var silent = new HttpMessageInvoker(new SilentHandler());
        var response = new VideoDownloader(silent, options).DownloadAsync(VideoUrl, Target, false, null, TestContext.Current.CancellationToken);
        Assert.EndsWith("no response within 5 s", (await Assert.ThrowsAsync<VideoException>(() => time.RunAsync(response))).Message, StringComparison.Ordinal);

        var connection = DownloadAsync(_ => throw new TaskCanceledException("timeout", new TimeoutException()), options: options);
        Assert.EndsWith("no connection was established in time", (await Assert.ThrowsAsync<VideoException>(() => time.RunAsync(connection))).Message, StringComparison.Ordinal);
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
    public async Task A_Retry_After_of_zero_does_not_shorten_the_back_off()
    {
        var time = new VirtualTime();
        var start = time.GetUtcNow();
        var messages = new RecordedMessages();
        await time.RunAsync(DownloadAsync(
            _ => requests.Count == 1 ? new(HttpStatusCode.ServiceUnavailable) { Headers = { RetryAfter = new RetryConditionHeaderValue(TimeSpan.Zero) } } : CreateComplete(),
            options: new DownloadOptions { TimeProvider = time },
            messages: messages));

        Assert.InRange((time.GetUtcNow() - start).TotalSeconds, 0.75, 1.25);
        Assert.Matches(@"^https://media\.example/video\.mp4: https://media\.example/video\.mp4 returned HTTP 503\. Retry 1 of 4 in [01](\.\d)? s\.$", Assert.Single(messages.VerboseMessages));
    }

    [Fact]
    public async Task The_back_off_doubles_up_to_30_seconds()
    {
        var time = new VirtualTime();
        var times = new List<double>();
        var download = DownloadAsync(
            _ =>
            {
                times.Add(time.GetUtcNow().Subtract(DateTimeOffset.UnixEpoch).TotalSeconds);
                return CreateUnavailable();
            },
            options: new DownloadOptions { TimeProvider = time, MaximumRetryCount = 10 });
        await Assert.ThrowsAsync<VideoException>(() => time.RunAsync(download));

        var delays = times.Zip(times.Skip(1), (previous, next) => next - previous).ToList();
        Assert.All(delays, (delay, retry) => Assert.InRange(delay, Math.Min(30, 0.75 * Math.Pow(2, retry)) - 0.01, 30.01));
        Assert.Equal(30, delays[^1], 0.01);
    }

    [Theory]
    [InlineData(121)]
    [InlineData(5_000_000)]
    public async Task A_Retry_After_of_more_than_two_minutes_is_an_error(int seconds)
    {
        var exception = await Assert.ThrowsAsync<VideoException>(() => DownloadAsync(
            _ => new(HttpStatusCode.ServiceUnavailable) { Headers = { RetryAfter = new RetryConditionHeaderValue(TimeSpan.FromSeconds(seconds)) } }));

        AssertNothingSaved(exception, VideoErrorKind.ProviderFault);
        Assert.Single(requests);
        Assert.Equal($"https://media.example/video.mp4 returned HTTP 503. The server allows the next request in {seconds} s.", exception.Message);
    }

    [Fact]
    public async Task An_HTTP_500_is_retried_and_keeps_the_bytes_received()
    {
        await DownloadAsync(request => requests.Count switch
        {
            1 => CreateInterrupted(200_000),
            2 => new(HttpStatusCode.InternalServerError),
            _ => CreatePartial(request.Headers.Range!),
        });

        Assert.Equal("bytes=200000-", requests[2].Headers.Range!.ToString());
        AssertOnlyCompleteFile();
    }

    [Fact]
    public async Task A_URL_that_is_rejected_midway_keeps_the_bytes_received()
    {
        await Assert.ThrowsAsync<VideoException>(() => DownloadAsync(request => request.Headers.Range is null ? CreateInterrupted(200_000) : new(HttpStatusCode.Forbidden)));

        Assert.Equal(200_000, new FileInfo(Target + ".part").Length);
    }

    [Fact]
    public async Task Ranges_that_are_shorter_than_requested_are_continued_until_the_end()
    {
        await DownloadAsync(request => request.Headers.Range is { } range ? CreatePartial(range, maxLength: 150_000) : CreateInterrupted(200_000));

        Assert.Equal(["", "bytes=200000-", "bytes=350000-", "bytes=500000-"], requests.Select(request => request.Headers.Range?.ToString() ?? ""));
        AssertOnlyCompleteFile();
    }

    [Fact]
    public async Task A_short_range_reports_the_length_that_the_first_response_did_not()
    {
        await DownloadAsync(request => request.Headers.Range is { } range ? CreatePartial(range, maxLength: 150_000) : CreateWithoutLength(Video[..200_000]));

        Assert.Equal(4, requests.Count);
        AssertOnlyCompleteFile();
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task A_range_of_a_video_with_another_length_is_an_error(int difference)
    {
        var exception = await Assert.ThrowsAsync<VideoException>(() => DownloadAsync(request => request.Headers.Range is null ? CreateInterrupted(200_000) : new(HttpStatusCode.PartialContent)
        {
            Content = new ByteArrayContent(Video[200_000..^1]) { Headers = { ContentRange = new ContentRangeHeaderValue(200_000, Video.Length - 2, Video.Length + difference) } },
        }));

        AssertNothingSaved(exception, VideoErrorKind.DownloadFailed);
        Assert.Equal(2, requests.Count);
    }

    [Fact]
    public async Task A_range_with_more_bytes_than_it_announces_is_an_error()
    {
        var exception = await Assert.ThrowsAsync<VideoException>(() => DownloadAsync(request =>
        {
            if (request.Headers.Range is null)
            {
                return CreateInterrupted(200_000);
            }

            var response = CreateWithoutLength(Video[200_000..], HttpStatusCode.PartialContent);
            response.Content.Headers.ContentRange = new ContentRangeHeaderValue(200_000, Video.Length - 2, Video.Length);
            return response;
        }));

        AssertNothingSaved(exception, VideoErrorKind.DownloadFailed);
    }

    [Fact]
    public async Task A_video_without_a_length_is_complete_when_its_boxes_are()
    {
        byte[] video = [.. Mp4BoxReaderTests.Box("ftyp", 16), .. Mp4BoxReaderTests.Box("moov", 5000), .. Mp4BoxReaderTests.Box("mdat", 300_000)];

        await DownloadAsync(_ => CreateWithoutLength(video));

        Assert.Equal(video, File.ReadAllBytes(Target));
    }

    [Theory]
    [InlineData(200_000, false)]
    [InlineData(200_000, true)]
    [InlineData(5032, false)]
    [InlineData(24, false)]
    [InlineData(305_043, false)]
    public async Task A_video_without_a_length_that_ends_early_is_not_saved(int length, bool isChunked)
    {
        byte[] video = [.. Mp4BoxReaderTests.Box("ftyp", 16), .. Mp4BoxReaderTests.Box("moov", 5000), .. Mp4BoxReaderTests.Box("mdat", 300_000), 0, 0, 0];

        var exception = await Assert.ThrowsAsync<VideoException>(() => DownloadAsync(_ =>
        {
            var response = CreateWithoutLength(video[..length]);
            response.Headers.ETag = null;
            response.Headers.TransferEncodingChunked = isChunked;
            return response;
        }));

        AssertNothingSaved(exception, VideoErrorKind.DownloadFailed);
        Assert.Equal(5, requests.Count);
        Assert.EndsWith($"is incomplete: the server reports no length, and the {length} bytes received are not a complete MP4 file", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(200_000)]
    [InlineData(4000)]
    [InlineData(5032)]
    [InlineData(24)]
    public async Task A_length_that_ends_before_the_boxes_do_is_not_believed(int length)
    {
        byte[] video = [.. Mp4BoxReaderTests.Box("ftyp", 16), .. Mp4BoxReaderTests.Box("moov", 5000), .. Mp4BoxReaderTests.Box("mdat", 300_000)];

        var exception = await Assert.ThrowsAsync<VideoException>(() => DownloadAsync(_ => CreateComplete(new MemoryStream(video, 0, length))));

        AssertNothingSaved(exception, VideoErrorKind.DownloadFailed);
        Assert.All(requests, request => Assert.Null(request.Headers.Range));
        Assert.Equal(5, requests.Count);
        Assert.EndsWith($"is incomplete: the MP4 file continues after the {length} bytes that the server announces", exception.Message, StringComparison.Ordinal);

        await DownloadAsync(_ => CreateComplete(new MemoryStream(video, 0, requests.Count == 1 ? length : video.Length)));
        Assert.Equal(video, File.ReadAllBytes(Target));
    }

    [Theory]
    [InlineData("000000")]
    [InlineData("0100000074657874010203")]
    [InlineData("0000000000000000000000000000000000")]
    public async Task Bytes_after_the_last_box_are_saved(string rest)
    {
        byte[] video = [.. Mp4BoxReaderTests.Box("ftyp", 16), .. Mp4BoxReaderTests.Box("mdat", 300), .. Mp4BoxReaderTests.Box("moov", 50), .. Convert.FromHexString(rest)];

        await DownloadAsync(_ => CreateComplete(new MemoryStream(video)));

        Assert.Equal(video, File.ReadAllBytes(Target));
    }

    [Fact]
    public async Task Errors_and_messages_contain_no_control_character_and_no_signature_of_an_exception()
    {
        var messages = new RecordedMessages();

        var exception = await Assert.ThrowsAsync<VideoException>(() => DownloadAsync(_ => throw new HttpRequestException("bad line '\u001b[31m\u009b\u202e' Signature=secret-of-the-store"), source: new Uri(VideoUrl + "-of-the-store"), messages: messages));

        Assert.EndsWith("is incomplete: bad line '\uFFFD[31m\uFFFD\uFFFD' Signature=***", exception.Message, StringComparison.Ordinal);
        Assert.Null(exception.InnerException);
        Assert.Equal(4, messages.VerboseMessages.Count);
        Assert.All(messages.VerboseMessages, message => Assert.Contains(": bad line '\uFFFD[31m\uFFFD\uFFFD' Signature=***. Retry ", message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public async Task A_last_box_without_a_length_is_complete_only_if_the_response_has_an_end(bool isChunked, bool isSaved)
    {
        byte[] video = [.. Mp4BoxReaderTests.Box("ftyp", 16), .. Mp4BoxReaderTests.Box("moov", 50), 0, 0, 0, 0, .. "mdat"u8, 1, 2, 3];
        var download = DownloadAsync(_ =>
        {
            var response = CreateWithoutLength(video);
            response.Headers.ETag = null;
            response.Headers.TransferEncodingChunked = isChunked;
            return response;
        });

        if (isSaved)
        {
            await download;
        }
        else
        {
            AssertNothingSaved(await Assert.ThrowsAsync<VideoException>(() => download), VideoErrorKind.DownloadFailed);
        }
    }

    [Theory]
    [InlineData(HttpStatusCode.Forbidden, 1)]
    [InlineData(HttpStatusCode.InternalServerError, 5)]
    public async Task An_error_whose_body_never_comes_is_reported_after_the_timeout(HttpStatusCode status, int expectedRequests)
    {
        var time = new VirtualTime();
        var start = time.GetUtcNow();
        var download = DownloadAsync(
            _ => new(status) { Content = new StreamContent(new StallingStream()) },
            options: new DownloadOptions { TimeProvider = time, RetryInterval = TimeSpan.Zero, OperationTimeout = TimeSpan.FromSeconds(2) });

        var exception = await Assert.ThrowsAsync<VideoException>(() => time.RunAsync(download));

        Assert.Equal($"https://media.example/video.mp4 returned HTTP {(int)status}.", exception.Message);
        Assert.Equal((expectedRequests, 2 * expectedRequests), (requests.Count, (time.GetUtcNow() - start).TotalSeconds));
    }

    [Fact]
    public async Task An_error_whose_body_breaks_off_is_reported_with_its_status()
    {
        var exception = await Assert.ThrowsAsync<VideoException>(() => DownloadAsync(_ => new(HttpStatusCode.Forbidden) { Content = new StreamContent(new FailingStream()) }));

        AssertNothingSaved(exception, VideoErrorKind.DownloadFailed);
        Assert.Equal("https://media.example/video.mp4 returned HTTP 403.", exception.Message);
    }

    [Fact]
    public async Task A_connection_that_is_not_established_in_time_is_retried()
    {
        // As SocketsHttpHandler reports its ConnectTimeout.
        await DownloadAsync(_ => requests.Count == 1 ? throw new TaskCanceledException("timeout", new TimeoutException()) : CreateComplete());

        AssertOnlyCompleteFile();
    }

    [Fact]
    public async Task Only_a_download_that_receives_nothing_for_the_timeout_is_interrupted()
    {
        var time = new VirtualTime();
        var start = time.GetUtcNow();
        var options = new DownloadOptions { TimeProvider = time, OperationTimeout = TimeSpan.FromSeconds(10), MaximumRetryCount = 0 };

        // 8 seconds before each of 7 reads.
        await time.RunAsync(DownloadAsync(_ => CreateSlow(8), options: options));
        Assert.InRange((time.GetUtcNow() - start).TotalSeconds, 50, 80);
        AssertOnlyCompleteFile();

        File.Delete(Target);
        start = time.GetUtcNow();
        var download = DownloadAsync(_ => CreateSlow(11), options: options);
        var exception = await Assert.ThrowsAsync<VideoException>(() => time.RunAsync(download));
        Assert.Equal(10, (time.GetUtcNow() - start).TotalSeconds);
        Assert.EndsWith("is incomplete: no data was received for 10 s", exception.Message, StringComparison.Ordinal);

        HttpResponseMessage CreateSlow(int seconds)
        {
            var response = CreateComplete(new SlowStream(Video, time, TimeSpan.FromSeconds(seconds)));
            response.Content.Headers.ContentLength = Video.Length;
            return response;
        }
    }

    [Theory]
    [InlineData("<Error><Message>Denied: https://media.example/video.mp4?Signature=secret-0123456789</Message></Error>", "Denied: https://media.example/video.mp4")]
    [InlineData("<Error><Message>Denied: /video.mp4?Signature=secret-0123456789&amp;x</Message></Error>", "Denied: /video.mp4?Signature=***&amp;x")]
    [InlineData("Signature secret-0123456789 does not match", "Signature *** does not match")]
    [InlineData("See https://user:word@other.example/a?token=abc", "See https://other.example/a")]
    [InlineData("a\u001b]0;title\u0007b\u202Ec", "a\uFFFD]0;title\uFFFDb\uFFFDc")]
    public async Task The_message_of_a_server_has_no_signature_and_no_control_character(string body, string message)
    {
        var exception = await Assert.ThrowsAsync<VideoException>(() => DownloadAsync(
            _ => new(HttpStatusCode.Forbidden) { Content = new StringContent(body) },
            source: new Uri("https://me:pass@media.example/video.mp4?Signature=secret-0123456789")));

        AssertNothingSaved(exception, VideoErrorKind.DownloadFailed);
        Assert.Equal($"https://media.example/video.mp4 returned HTTP 403: {message}.", exception.Message);
    }

    [Fact]
    public async Task A_signature_at_the_end_of_what_is_read_of_a_message_is_not_shown_in_part()
    {
        var exception = await Assert.ThrowsAsync<VideoException>(() => DownloadAsync(
            _ => new(HttpStatusCode.Forbidden) { Content = new StringContent("Denied: " + new string('\n', 4080) + "secret-0123456789") },
            source: new Uri("https://media.example/video.mp4?Signature=secret-0123456789")));

        AssertNothingSaved(exception, VideoErrorKind.DownloadFailed);
    }

    [Fact]
    public async Task A_link_in_place_of_the_part_file_is_an_error()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Target)!);
        var other = Path.Combine(folder, "other");
        File.WriteAllText(other, "theirs");
        File.CreateSymbolicLink(Target + ".part", other);

        var exception = await Assert.ThrowsAsync<VideoException>(() => DownloadAsync(_ => CreateComplete()));

        Assert.Equal(VideoErrorKind.FileNotWritable, exception.Error.Kind);
        Assert.Equal("theirs", File.ReadAllText(other));
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
        Uri? source = null,
        IUserMessages? messages = null,
        CancellationToken? cancellationToken = null)
    {
        requests.Clear();
        var media = new HttpMessageInvoker(new FakeHandler(request =>
        {
            requests.Add(request);
            return respond(request);
        }));
        var downloader = new VideoDownloader(media, options ?? new DownloadOptions { RetryInterval = TimeSpan.Zero }, messages);
        return downloader.DownloadAsync(source ?? VideoUrl, Target, overwrite, null, cancellationToken ?? TestContext.Current.CancellationToken);
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

    private static HttpResponseMessage CreatePartial(RangeHeaderValue range, int maxLength = int.MaxValue)
    {
        var from = (int)range.Ranges.Single().From!;
        var end = (int)Math.Min(Video.Length, (long)from + maxLength);
        return new(HttpStatusCode.PartialContent)
        {
            Content = new ByteArrayContent(Video[from..end]) { Headers = { ContentRange = new ContentRangeHeaderValue(from, end - 1, Video.Length) } },
        };
    }

    // As of a server that closes the connection after the body.
    private static HttpResponseMessage CreateWithoutLength(byte[] body, HttpStatusCode status = HttpStatusCode.OK) => new(status)
    {
        Headers = { ETag = new EntityTagHeaderValue("\"v1\"") },
        Content = new StreamContent(new SlowStream(body)),
    };

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

    /// <summary>Ends at its end, but has no length. Waits before each read of 80,000 bytes.</summary>
    private sealed class SlowStream(byte[] content, TimeProvider? time = null, TimeSpan delay = default) : MemoryStream(content)
    {
        public override bool CanSeek => false;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (delay > TimeSpan.Zero)
            {
                await Task.Delay(delay, time!, cancellationToken);
            }

            return Read(buffer.Span[..Math.Min(80_000, buffer.Length)]);
        }
    }

    /// <summary>Sends nothing.</summary>
    private sealed class StallingStream : MemoryStream
    {
        public override bool CanSeek => false;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            return 0;
        }
    }

    /// <summary>Of a connection that is reset.</summary>
    private sealed class FailingStream : MemoryStream
    {
        public override bool CanSeek => false;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => throw new IOException("reset");
    }

    /// <summary>Of a connection that is reset after these bytes.</summary>
    private sealed class ResetStream(byte[] content) : MemoryStream(content)
    {
        public override bool CanSeek => false;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Read(buffer.Span) is > 0 and var count ? ValueTask.FromResult(count) : throw new IOException("reset");
    }

    private sealed class SilentHandler : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            throw new InvalidOperationException();
        }
    }

    private sealed class Recorder(List<DownloadProgress> reports) : IProgress<DownloadProgress>
    {
        public void Report(DownloadProgress value) => reports.Add(value);
    }
}
