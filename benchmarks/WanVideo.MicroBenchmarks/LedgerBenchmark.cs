using BenchmarkDotNet.Attributes;
using WanVideo.Ledger;

namespace WanVideo.Benchmarks;

/// <summary>The overhead of the SQLite ledger: a create request's permit and outcome, compared with two flushes of a file, and a list of 10,000 tasks.</summary>
[MemoryDiagnoser]
public class LedgerBenchmark
{
    private const int Tasks = 10_000;

    private static readonly Uri BaseUri = new("https://gateway.example/");
    private static readonly AccountKey Account = new("EvoLink", BaseUri, "tag");

    private readonly string folder = Directory.CreateTempSubdirectory("wanvideo").FullName;
    private ILedger created = null!;
    private ILedger listed = null!;

    [GlobalSetup]
    public async Task Prepare()
    {
        created = new LedgerFactory().Create(Path.Combine(folder, "created.db"), TimeProvider.System);
        listed = new LedgerFactory().Create(Path.Combine(folder, "listed.db"), TimeProvider.System);
        await Task.WhenAll(Enumerable.Range(0, Tasks).Select(n => listed.RecordTaskAsync(CreateTask($"task-{n}"), CancellationToken.None)));
    }

    [Benchmark]
    public async Task ClaimAndSettle()
    {
        var intent = new Intent
        {
            Id = Guid.CreateVersion7(),
            Provider = "EvoLink",
            BaseUri = BaseUri,
            Fingerprint = "f",
            Prompt = "A paper boat drifts down a rainy street",
            CreatedAt = DateTimeOffset.UtcNow,
            Request = new RecordedRequest("""{"prompt":"A paper boat drifts down a rainy street"}""", null),
        };
        var claim = new CreateClaim { Intent = intent, Nonce = Guid.NewGuid(), Owner = "owner", Account = Account, Lease = TimeSpan.FromMinutes(1) };
        var permit = ((ClaimResult.Granted)await created.ClaimAsync(claim, CancellationToken.None)).Permit;
        await created.SettleAsync(
            new AttemptSettlement
            {
                Intent = intent,
                Attempt = permit.Attempt,
                Nonce = permit.Nonce,
                Owner = permit.Owner,
                Event = AttemptEvent.Accept,
                Task = CreateTask(intent.Id.ToString("N")),
                Account = Account,
            },
            CancellationToken.None);
    }

    [Benchmark(Description = "file, flushed twice")]
    public void FlushTwice()
    {
        using var file = new FileStream(Path.Combine(folder, "plain.txt"), FileMode.Append);
        for (var n = 0; n < 2; n++)
        {
            file.Write(new byte[512]);
            file.Flush(flushToDisk: true);
        }
    }

    [Benchmark]
    public async Task<int> List() => await listed.ListAsync(new LedgerQuery(), CancellationToken.None).CountAsync();

    [GlobalCleanup]
    public async Task Remove()
    {
        await created.DisposeAsync();
        await listed.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private static VideoTask CreateTask(string id) =>
        new() { Id = id, Provider = "EvoLink", BaseUri = BaseUri, Model = "wan2.6-image-to-video-flash", Status = VideoStatus.Pending, CreatedAt = DateTimeOffset.UtcNow };
}
