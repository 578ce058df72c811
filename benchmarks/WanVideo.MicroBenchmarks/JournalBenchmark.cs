using System.Text.Json;
using BenchmarkDotNet.Attributes;
using WanVideo.Journal;

namespace WanVideo.Benchmarks;

/// <summary>The overhead of the journal: 64 concurrent appends compared with a file flushed after each line, and reading 10,000 tasks compared with parsing their lines.</summary>
[MemoryDiagnoser]
public class JournalBenchmark
{
    private const int AppendCount = 64;
    private const int Tasks = 10_000;

    private readonly string path = Path.Combine(Path.GetTempPath(), $"wanvideo-{Environment.ProcessId}.jsonl");
    private readonly string plainPath = Path.Combine(Path.GetTempPath(), $"wanvideo-{Environment.ProcessId}.txt");
    private TaskJournal appended = null!;
    private TaskJournal read = null!;

    [GlobalSetup]
    public async Task Prepare()
    {
        appended = new TaskJournal(path + ".new", TimeProvider.System);
        read = new TaskJournal(path, TimeProvider.System);
        await Task.WhenAll(Enumerable.Range(0, Tasks).Select(n => read.CreatedAsync($"{n}", CreateTask(n))));
    }

    [Benchmark]
    public Task Append() => Task.WhenAll(Enumerable.Range(0, AppendCount).Select(n => appended.CreatedAsync($"{n}", CreateTask(n))));

    [Benchmark(Description = "file, flushed after each line")]
    public void AppendToFile()
    {
        using var file = new FileStream(plainPath, FileMode.Append);
        for (var n = 0; n < AppendCount; n++)
        {
            file.Write(JsonSerializer.SerializeToUtf8Bytes(CreateTask(n)));
            file.Flush(flushToDisk: true);
        }
    }

    [Benchmark]
    public async Task<int> Read() => (await read.ReadAsync(CancellationToken.None)).Entries.Count;

    [Benchmark(Description = "parsing of its lines")]
    public int ParseLines()
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

    private static VideoTask CreateTask(int n) => new() { Id = $"task-{n}", Provider = "EvoLink", Model = "wan2.6-image-to-video-flash", Status = VideoStatus.Pending, Prompt = "A paper boat drifts down a rainy street" };
}
