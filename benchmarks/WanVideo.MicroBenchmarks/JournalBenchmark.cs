using System.Text.Json;
using BenchmarkDotNet.Attributes;
using WanVideo.Journal;

namespace WanVideo.Benchmarks;

/// <summary>What the journal adds to its disk: 64 lines at once against as many lines of a file that is flushed for each, and reading 10,000 tasks against parsing their lines.</summary>
[MemoryDiagnoser]
public class JournalBenchmark
{
    private const int AtOnce = 64;
    private const int Tasks = 10_000;

    private readonly string path = Path.Combine(Path.GetTempPath(), $"wanvideo-{Environment.ProcessId}.jsonl");
    private readonly string plain = Path.Combine(Path.GetTempPath(), $"wanvideo-{Environment.ProcessId}.txt");
    private TaskJournal written = null!;
    private TaskJournal read = null!;

    [GlobalSetup]
    public async Task Prepare()
    {
        written = new TaskJournal(path + ".new", TimeProvider.System);
        read = new TaskJournal(path, TimeProvider.System);
        await Task.WhenAll(Enumerable.Range(0, Tasks).Select(n => read.CreatedAsync($"{n}", Sample(n))));
    }

    [Benchmark]
    public Task Append() => Task.WhenAll(Enumerable.Range(0, AtOnce).Select(n => written.CreatedAsync($"{n}", Sample(n))));

    [Benchmark(Description = "a file, flushed for each line")]
    public void AppendPlainly()
    {
        using var file = new FileStream(plain, FileMode.Append);
        for (var n = 0; n < AtOnce; n++)
        {
            file.Write(JsonSerializer.SerializeToUtf8Bytes(Sample(n)));
            file.Flush(flushToDisk: true);
        }
    }

    [Benchmark]
    public async Task<int> Read() => (await read.ReadAsync(CancellationToken.None)).Entries.Count;

    [Benchmark(Description = "its lines, parsed")]
    public int ReadPlainly()
    {
        var count = 0;
        foreach (var line in File.ReadLines(path).Where(line => line.Length > 0))
        {
            using var parsed = JsonDocument.Parse(line);
            count++;
        }

        return count;
    }

    [GlobalCleanup]
    public void Remove()
    {
        foreach (var file in Directory.GetFiles(Path.GetTempPath(), Path.GetFileNameWithoutExtension(path) + ".*"))
        {
            File.Delete(file);
        }
    }

    private static VideoTask Sample(int n) => new() { Id = $"task-{n}", Provider = "EvoLink", Model = "wan2.6-image-to-video-flash", Status = VideoStatus.Pending, Prompt = "A paper boat drifts down a rainy street" };
}
