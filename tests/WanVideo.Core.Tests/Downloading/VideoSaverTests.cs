using System.Net;
using WanVideo.Downloading;

namespace WanVideo.Tests.Downloading;

/// <summary>When the URL of a video is requested from the provider, and which error follows without one.</summary>
public sealed class VideoSaverTests : IDisposable
{
    private static readonly Uri OldUrl = ResultUrl.Parse("https://media.example/old.mp4?Signature=secret")!;
    private static readonly Uri NewUrl = ResultUrl.Parse("https://media.example/new.mp4?Signature=secret")!;
    private static readonly byte[] Video = [0, 0, 0, 24, .. "ftypisom"u8];

    private readonly string folder = Directory.CreateTempSubdirectory("wanvideo").FullName;
    private readonly VirtualTime time = new();
    private readonly RecordedMessages messages = new();
    private readonly List<Uri> downloads = [];
    private readonly Queue<HttpStatusCode> statuses = [];

    private string Target => Path.Combine(folder, "a.mp4");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_known_URL_is_used_without_a_status_request()
    {
        var provider = CreateProvider(_ => throw new InvalidOperationException());

        await SaveAsync(provider, CreateState(VideoStatus.Succeeded, OldUrl));

        Assert.Equal([OldUrl], downloads);
        Assert.Equal(0, provider.RequestCount);
        Assert.Equal(Video, File.ReadAllBytes(Target));
    }

    [Fact]
    public async Task The_task_of_a_saved_video_is_returned_as_succeeded_with_what_is_known()
    {
        var finished = CreateState(VideoStatus.Succeeded, NewUrl) with { FinishedAt = time.GetUtcNow(), Usage = new Usage { CreditsUsed = 3 } };
        var (_, task) = await SaveAsync(CreateProvider(_ => finished), CreateState(VideoStatus.Pending) with { Label = "a", Prompt = "A cat" });
        Assert.Equal((VideoStatus.Succeeded, finished.FinishedAt, 3m, "a", "A cat"), (task.Status, task.FinishedAt, task.Usage?.CreditsUsed, task.Label, task.Prompt));

        File.Delete(Target);
        Assert.Equal(VideoStatus.Succeeded, (await SaveAsync(CreateProvider(_ => finished), knownTask: null)).Task.Status);

        File.Delete(Target);
        Assert.Equal(VideoStatus.Succeeded, (await SaveAsync(CreateProvider(_ => finished), CreateState(VideoStatus.Running, OldUrl))).Task.Status);
    }

    [Fact]
    public async Task A_missing_URL_is_requested()
    {
        await SaveAsync(CreateProvider(_ => CreateState(VideoStatus.Succeeded, NewUrl)), knownTask: null);

        Assert.Equal([NewUrl], downloads);
    }

    [Theory]
    [InlineData(HttpStatusCode.NotFound)]
    [InlineData(HttpStatusCode.Gone)]
    public async Task A_new_URL_is_requested_once_if_the_known_one_has_expired(HttpStatusCode status)
    {
        statuses.Enqueue(status);

        await SaveAsync(CreateProvider(_ => CreateState(VideoStatus.Succeeded, NewUrl)), CreateState(VideoStatus.Succeeded, OldUrl));

        Assert.Equal([OldUrl, NewUrl], downloads);
        Assert.Equal("The video URL of a has expired. Requesting a new one from Fake.", Assert.Single(messages.VerboseMessages));
    }

    [Theory]
    [InlineData(HttpStatusCode.BadRequest)]
    [InlineData(HttpStatusCode.Unauthorized)]
    [InlineData(HttpStatusCode.Forbidden)]
    public async Task A_new_URL_is_requested_once_if_one_is_rejected(HttpStatusCode status)
    {
        statuses.Enqueue(status);

        var provider = CreateProvider(_ => CreateState(VideoStatus.Succeeded, NewUrl));
        await SaveAsync(provider, CreateState(VideoStatus.Succeeded, OldUrl));

        Assert.Equal([OldUrl, NewUrl], downloads);
        Assert.Equal($"The video URL of a was rejected with HTTP {(int)status}. Requesting a new one from Fake.", Assert.Single(messages.VerboseMessages));

        File.Delete(Target);
        downloads.Clear();
        statuses.Enqueue(status);
        await SaveAsync(provider, knownTask: null);
        Assert.Equal([NewUrl, NewUrl], downloads);

        File.Delete(Target);
        downloads.Clear();
        statuses.Enqueue(status);
        statuses.Enqueue(status);
        var exception = await Assert.ThrowsAsync<VideoException>(() => SaveAsync(provider, CreateState(VideoStatus.Succeeded, OldUrl)));
        Assert.Equal((VideoErrorKind.DownloadFailed, status), (exception.Error.Kind, exception.StatusCode));
        Assert.Equal([OldUrl, NewUrl], downloads);
    }

    [Fact]
    public async Task A_missing_URL_of_a_succeeded_task_is_requested_again_for_15_seconds()
    {
        var start = time.GetUtcNow();
        var provider = CreateProvider(_ => CreateState(VideoStatus.Succeeded, time.GetUtcNow() - start < TimeSpan.FromSeconds(4) ? null : NewUrl));

        await SaveAsync(provider, CreateState(VideoStatus.Succeeded));

        Assert.Equal((4, 7), (provider.RequestCount, (time.GetUtcNow() - start).TotalSeconds));
        Assert.Equal([NewUrl], downloads);
    }

    [Theory]
    [InlineData("https://gateway.example/", "https://10.0.0.1/a.mp4", false)]
    [InlineData("https://gateway.example/", "http://127.0.0.1:9200/a.mp4", false)]
    [InlineData("https://gateway.example/", "https://nas.local/a.mp4?Signature=secret", false)]
    [InlineData("http://127.0.0.1:8080/", "http://localhost:9000/a.mp4", true)]
    [InlineData("http://127.0.0.1:8080/", "http://192.168.0.1/a.mp4", false)]
    [InlineData("https://10.0.0.5/", "https://10.0.0.5:9000/a.mp4", true)]
    [InlineData("https://10.0.0.5/", "https://10.0.0.1/a.mp4", false)]
    [InlineData("https://gateway.example/", "http://media.example/a.mp4", true)]
    public async Task A_private_address_is_requested_only_from_a_gateway_there(string gateway, string url, bool isRequested)
    {
        var provider = CreateProvider(_ => throw new InvalidOperationException(), new Uri(gateway));
        var saving = SaveAsync(provider, CreateState(VideoStatus.Succeeded, new Uri(url)));
        if (isRequested)
        {
            await saving;
            return;
        }

        var exception = await Assert.ThrowsAsync<VideoException>(() => saving);
        Assert.Equal((VideoErrorKind.DownloadFailed, $"The video URL of a is {url.Split('?')[0]}, which is a private address. It was not requested."), (exception.Error.Kind, exception.Message));
        Assert.Empty(downloads);
    }

    [Fact]
    public async Task An_expired_task_is_requested_before_its_known_URL_is_used()
    {
        var knownTask = CreateState(VideoStatus.Succeeded, OldUrl) with { ExpiresAt = time.GetUtcNow() };

        await SaveAsync(CreateProvider(_ => CreateState(VideoStatus.Succeeded, NewUrl)), knownTask);

        Assert.Equal([NewUrl], downloads);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_expired_task_that_the_provider_has_no_record_of_is_reported_as_expired(bool returnsStatus)
    {
        var knownTask = CreateState(VideoStatus.Succeeded, OldUrl) with { ExpiresAt = time.GetUtcNow() };
        var provider = CreateProvider(_ => returnsStatus ? CreateState(VideoStatus.Unknown) : throw new VideoException(VideoErrorKind.NotFound, "no"));

        var exception = await Assert.ThrowsAsync<VideoException>(() => SaveAsync(provider, knownTask));

        Assert.Equal((VideoErrorKind.Expired, "Fake", "a"), (exception.Error.Kind, exception.Provider, exception.TaskId));
        Assert.Empty(downloads);
    }

    [Theory]
    [InlineData(VideoStatus.Running, "Task a has no video: it is not finished (Running).")]
    [InlineData(VideoStatus.Succeeded, "Task a has no video: it succeeded, but the response contains no URL.")]
    [InlineData(VideoStatus.Canceled, "Task a has no video: its status is Canceled.")]
    public async Task A_task_without_a_video_is_an_error_with_its_status(string status, string message)
    {
        var exception = await Assert.ThrowsAsync<VideoException>(() => SaveAsync(CreateProvider(_ => CreateState(status)), knownTask: null));

        Assert.Equal((VideoErrorKind.NoVideo, message), (exception.Error.Kind, exception.Message));
    }

    [Fact]
    public async Task An_id_whose_status_is_unknown_and_of_which_nothing_else_is_known_is_not_found()
    {
        var exception = await Assert.ThrowsAsync<VideoException>(() => SaveAsync(CreateProvider(_ => CreateState(VideoStatus.Unknown)), knownTask: null));
        Assert.Equal((VideoErrorKind.NotFound, "Fake has no task 'a'."), (exception.Error.Kind, exception.Message));
        exception = await Assert.ThrowsAsync<VideoException>(() => SaveAsync(CreateProvider(_ => CreateState(VideoStatus.Unknown)), CreateState(VideoStatus.Running)));
        Assert.Equal((VideoErrorKind.NoVideo, "Task a has no video: its status is Unknown."), (exception.Error.Kind, exception.Message));
    }

    [Fact]
    public async Task A_failed_task_is_an_error_with_its_reason()
    {
        var failed = CreateState(VideoStatus.Failed) with { Error = new VideoError { Kind = VideoErrorKind.ContentRejected, Code = "policy", Message = "Not allowed." } };

        var exception = await Assert.ThrowsAsync<VideoException>(() => SaveAsync(CreateProvider(_ => failed), knownTask: null));

        Assert.Equal("Task a has no video: it failed with policy: Not allowed.", exception.Message);
    }

    [Fact]
    public async Task A_task_that_is_not_found_keeps_the_error_of_the_provider()
    {
        var provider = CreateProvider(_ => throw new VideoException(VideoErrorKind.NotFound, "no such task"));

        var exception = await Assert.ThrowsAsync<VideoException>(() => SaveAsync(provider, knownTask: null));

        Assert.Equal((VideoErrorKind.NotFound, "no such task"), (exception.Error.Kind, exception.Message));
    }

    private Task<(FileInfo File, VideoTask Task)> SaveAsync(FakeProvider provider, VideoTask? knownTask) =>
        time.RunAsync(new VideoSaver(provider).SaveAsync("a", knownTask, Target, overwrite: false, progress: null, messages, TestContext.Current.CancellationToken));

    private FakeProvider CreateProvider(Func<string, VideoTask> onGet, Uri? baseUri = null) => new()
    {
        BaseUri = baseUri ?? new Uri("https://gateway.example/"),
        OnGet = onGet,
        DownloadOptions = new DownloadOptions { TimeProvider = time, MaximumRetryCount = 0 },
        MediaClient = new HttpMessageInvoker(new FakeHandler(request =>
        {
            downloads.Add(request.RequestUri!);
            return statuses.TryDequeue(out var status) ? new HttpResponseMessage(status) : new HttpResponseMessage { Content = new ByteArrayContent(Video) };
        })),
    };

    private static VideoTask CreateState(string status, Uri? url = null) => new() { Id = "a", Provider = "Fake", Status = status, VideoUrl = url };
}
