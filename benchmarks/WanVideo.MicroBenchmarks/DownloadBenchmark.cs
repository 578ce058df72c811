using System.Net;
using BenchmarkDotNet.Attributes;
using WanVideo.Downloading;

namespace WanVideo.Benchmarks;

/// <summary>A video of 64 MiB from memory to a file: VideoDownloader with its checks and renaming, compared with Stream.CopyToAsync.</summary>
[MemoryDiagnoser]
public class DownloadBenchmark
{
    private const int Length = 64 * 1024 * 1024;
    private static readonly Uri Source = new("https://media.example/v.mp4");

    private readonly string target = Path.Combine(Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), $"wanvideo-{Environment.ProcessId}.mp4");
    private readonly HttpMessageInvoker media = new(new VideoHandler());

    [Benchmark(Baseline = true, Description = "Stream.CopyToAsync")]
    public async Task<long> Copy()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Source);
        using var response = await media.SendAsync(request, CancellationToken.None);
        await using var body = await response.Content.ReadAsStreamAsync();
        await using var file = File.Create(target);
        await body.CopyToAsync(file);
        return file.Length;
    }

    [Benchmark(Description = "VideoDownloader")]
    public async Task<long> Download()
    {
        var file = await new VideoDownloader(media, new DownloadOptions()).DownloadAsync(Source, target, overwrite: true, progress: null, CancellationToken.None);
        return file.Length;
    }

    [GlobalCleanup]
    public void Remove() => File.Delete(target);

    private sealed class VideoHandler : HttpMessageHandler
    {
        private readonly byte[] video = [0, 0, 0, 24, .. "ftypisom"u8, .. new byte[Length - 12]];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(new MemoryStream(video)) });
    }
}
