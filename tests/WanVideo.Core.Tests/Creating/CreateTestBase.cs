using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using WanVideo.Catalog;
using WanVideo.Creating;
using WanVideo.Downloading;
using WanVideo.Ledger;

namespace WanVideo.Tests.Creating;

/// <summary>Create requests of a fake provider on a SQLite ledger in a temporary folder, in virtual time.</summary>
public abstract class CreateTestBase : IAsyncLifetime
{
    /// <summary>Limits waits for work in real time, so that a test fails and does not hang.</summary>
    private protected static readonly TimeSpan RealTimeLimit = TimeSpan.FromSeconds(30);

    private readonly string folder = Directory.CreateTempSubdirectory("wanvideo").FullName;

    private protected VirtualTime Time { get; } = new() { PauseAfterAdvance = TimeSpan.FromMilliseconds(4) };

    private protected RecordedMessages Messages { get; } = new();

    private protected FaultyLedger Ledger { get; private set; } = null!;

    private protected TaskLedger Tasks { get; private set; } = null!;

    private protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        (Ledger, Tasks) = Open();
        await Tasks.OpenAsync(Messages, Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await Tasks.DisposeAsync();
        Directory.Delete(folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Opens the ledger as another process does.</summary>
    private protected (FaultyLedger Ledger, TaskLedger Tasks) Open()
    {
        var ledger = new FaultyLedger(new LedgerFactory().Create(Path.Combine(folder, "ledger.db"), Time), Time);
        return (ledger, new TaskLedger(ledger, folder, Time));
    }

    private protected TaskCreator CreateCreator(TaskLedger? tasks = null) => new(tasks ?? Tasks, new CreateRateLimiter(tasks ?? Tasks, Time), Time);

    private protected Task<VideoTask> CreateAsync(
        FakeProvider provider,
        string? label = null,
        string prompt = "A cat",
        bool allowDuplicate = false,
        TaskLedger? tasks = null) =>
        Time.RunAsync(CreateCreator(tasks).CreateAsync(provider, new CreateRequest(Prepare(prompt)) { Label = label, AllowDuplicate = allowDuplicate }, Messages, Cancellation, Cancellation));

    private protected Task<VideoTask> CreateAndStopAsync(FakeProvider provider, CancellationToken stop, CancellationToken interrupt) =>
        Time.RunAsync(CreateCreator().CreateAsync(provider, new CreateRequest(Prepare()) { Label = "a" }, Messages, stop, interrupt));

    private protected static PreparedRequest Prepare(string prompt = "A cat") =>
        new(new VideoModel("some-model", VideoKind.TextToVideo, []), new VideoRequest { Prompt = prompt }, new JsonObject { ["prompt"] = prompt }, []);

    private protected static VideoTask State(string id, string? requestId = null) => new() { Id = id, Provider = "Fake", Status = VideoStatus.Pending, RequestId = requestId };

    /// <summary>A provider that uses the permit, as each one must, and then responds.</summary>
    private protected static FakeProvider Provider(Func<int, VideoTask> respond, int retries = 4)
    {
        var count = 0;
        return new FakeProvider
        {
            DownloadOptions = new DownloadOptions { MaximumRetryCount = retries },
            OnCreate = (permit, _) =>
            {
                Assert.True(permit.TryUse());
                return Task.FromResult(respond(Interlocked.Increment(ref count)));
            },
        };
    }

    private protected static VideoException RateLimited(TimeSpan? retryAfter = null, HttpStatusCode status = HttpStatusCode.TooManyRequests) =>
        new(VideoErrorKind.RateLimited, "Too many requests.") { IsCreateRepeatable = true, StatusCode = status, RetryAfter = retryAfter };

    /// <summary>A token that is canceled by Ctrl+C after a time.</summary>
    private protected CancellationToken StopAfter(TimeSpan delay) => new CancellationTokenSource(delay, Time).Token;

    /// <summary>Waits until a record has a state that background work gives it.</summary>
    private protected async Task<LedgerRecord> WaitForStateAsync(IntentState state)
    {
        LedgerRecord? record = null;
        await WaitUntilAsync(async () => await GetRecordsAsync() is [var current] && (record = current).State == state, $"The state of the record is not {state}.");
        return record!;
    }

    /// <summary>Waits for a condition, for at most <see cref="RealTimeLimit"/>.</summary>
    private protected static async Task WaitUntilAsync(Func<Task<bool>> condition, string message)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < RealTimeLimit, message);
            await Task.Delay(5, Cancellation);
        }
    }

    /// <summary>The outboxes of all processes and ledgers.</summary>
    private protected string[] GetOutboxFiles() => Directory.GetFiles(folder, "*.outbox", SearchOption.AllDirectories);

    private protected async Task<List<LedgerRecord>> GetRecordsAsync()
    {
        var records = new List<LedgerRecord>();
        await foreach (var record in Ledger.ListAsync(new LedgerQuery(), Cancellation))
        {
            records.Add(record);
        }

        return records;
    }

    private protected async Task<LedgerRecord> GetRecordAsync() => Assert.Single(await GetRecordsAsync());
}

/// <summary>A ledger that can be made unavailable or frozen. Virtual time does not advance while it works.</summary>
internal sealed class FaultyLedger(ILedger ledger, VirtualTime time) : ILedger
{
    public Exception? ClaimException { get; set; }

    public Exception? SettleException { get; set; }

    /// <summary>Delays claims, settlements, releases and recovery until it completes.</summary>
    public TaskCompletionSource? Freeze { get; set; }

    /// <summary>Whether a claim is made although its token was canceled, as by a server that has received it.</summary>
    public bool IgnoresToken { get; set; }

    /// <summary>The time that <see cref="RecordTaskAsync"/> takes.</summary>
    public TimeSpan RecordDelay { get; set; }

    /// <summary>The outcomes that were to be recorded.</summary>
    public ConcurrentQueue<AttemptSettlement> Settlements { get; } = new();

    /// <summary>The number of calls of <see cref="FindAsync"/>.</summary>
    public int FindCount { get; private set; }

    public string Location => ledger.Location;

    public Task<Guid> OpenAsync(CancellationToken cancellationToken) => ledger.OpenAsync(cancellationToken);

    public Task<ClaimResult> ClaimAsync(CreateClaim claim, CancellationToken cancellationToken) =>
        ClaimException is null ? RunAsync(() => ledger.ClaimAsync(claim, IgnoresToken ? CancellationToken.None : cancellationToken)) : Task.FromException<ClaimResult>(ClaimException);

    public Task<SettlementResult> SettleAsync(AttemptSettlement settlement, CancellationToken cancellationToken)
    {
        Settlements.Enqueue(settlement);
        return SettleException is null ? RunAsync(() => ledger.SettleAsync(settlement, cancellationToken)) : Task.FromException<SettlementResult>(SettleException);
    }

    public Task ReleaseAsync(CreateClaim claim, CancellationToken cancellationToken) => RunAsync(() => AddResultAsync(ledger.ReleaseAsync(claim, cancellationToken)));

    public Task DecideAsync(LedgerDecision decision, CancellationToken cancellationToken) => ledger.DecideAsync(decision, cancellationToken);

    public async Task RecordTaskAsync(VideoTask task, CancellationToken cancellationToken)
    {
        await Task.Delay(RecordDelay, time, CancellationToken.None);
        await time.HoldAsync(AddResultAsync(ledger.RecordTaskAsync(task, cancellationToken)));
    }

    public Task RecordSavedAsync(VideoTask task, SavedFile file, CancellationToken cancellationToken) => ledger.RecordSavedAsync(task, file, cancellationToken);

    public Task ExpireAsync(IReadOnlyCollection<string> exitedOwners, CancellationToken cancellationToken) => RunAsync(() => AddResultAsync(ledger.ExpireAsync(exitedOwners, cancellationToken)));

    public IAsyncEnumerable<LedgerRecord> ListAsync(LedgerQuery query, CancellationToken cancellationToken) => ledger.ListAsync(query, cancellationToken);

    public Task<IReadOnlyList<LedgerRecord>> FindAsync(string id, string? provider, CancellationToken cancellationToken)
    {
        FindCount++;
        return time.HoldAsync(ledger.FindAsync(id, provider, cancellationToken));
    }

    public Task<RecordedRequest?> GetRequestAsync(Guid intentId, CancellationToken cancellationToken) => ledger.GetRequestAsync(intentId, cancellationToken);

    public Task<int> RemoveAsync(IReadOnlyCollection<LedgerRecord>? ids, DateTimeOffset? before, CancellationToken cancellationToken) => ledger.RemoveAsync(ids, before, cancellationToken);

    public Task<LedgerInfo> GetInfoAsync(CancellationToken cancellationToken) => ledger.GetInfoAsync(cancellationToken);

    public ValueTask DisposeAsync() => ledger.DisposeAsync();

    // A frozen ledger ignores the token, like a server that does not respond.
    private async Task<T> RunAsync<T>(Func<Task<T>> operation)
    {
        if (Freeze is { } freeze)
        {
            await freeze.Task;
        }

        return await time.HoldAsync(operation());
    }

    private static async Task<bool> AddResultAsync(Task operation)
    {
        await operation;
        return true;
    }
}
