using WanVideo.Ledger;

namespace WanVideo.Tests.Ledger;

/// <summary>Fills a ledger with recorded tasks, one a second up to now: 1 % failed, 1 % canceled, 1 % running, the others succeeded and saved.</summary>
internal static class LedgerGenerator
{
    // A transaction of PostgreSQL is limited to 10 s.
    private const long BatchSize = 10_000;

    private const string Numbers = "WITH RECURSIVE numbers(x) AS (SELECT @first UNION ALL SELECT x + 1 FROM numbers WHERE x < @last) ";
    private const string Id = "'000000000000000000000000' || CAST(10000000 + x AS TEXT)";

    private const string JsonBody = "{\"model\":\"wan2.6-text-to-video\",\"prompt\":\"A cat that walks along a beach at sunset\",\"duration\":5,\"size\":\"1280*720\"}";

    /// <summary>Adds records. Once per ledger.</summary>
    /// <param name="engine">The database.</param>
    /// <param name="count">How many.</param>
    public static async Task AddAsync(ISqlEngine engine, int count)
    {
        var start = DateTimeOffset.UtcNow.AddSeconds(-count).ToUnixTimeMilliseconds();
        for (long first = 1; first <= count; first += BatchSize)
        {
            await AddAsync(engine, start, first, Math.Min(first + BatchSize - 1, count));
        }
    }

    private static Task<bool> AddAsync(ISqlEngine engine, long start, long first, long last) => engine.WriteAsync(
        $"""
        {Numbers} INSERT INTO intent (id, provider, base_uri, is_billed, label, fingerprint, claim, model, prompt, duration, created, state, attempts, version)
        SELECT {Id}, 'EvoLink', 'https://gateway.example/', 1, 'row-' || x, 'f', 'claim-' || x, 'wan2.6-text-to-video', 'A cat that walks along a beach at sunset, number ' || x, 5, @start + x * 1000, 'accepted', 1, 2 FROM numbers;
        {Numbers} INSERT INTO body (intent, request) SELECT {Id}, '{JsonBody}' FROM numbers;
        {Numbers} INSERT INTO attempt (intent, n, state, nonce, owner, permitted, lease_until, settled) SELECT {Id}, 1, 'accepted', {Id}, 'owner', 0, 0, 0 FROM numbers;
        {Numbers} INSERT INTO task (provider, base_uri, id, intent, n, is_billed, status, model, prompt, duration, created, finished, file, file_length, file_sha256, updated)
        SELECT 'EvoLink', 'https://gateway.example/', 'task-' || x, {Id}, 1, 1, CASE x % 100 WHEN 0 THEN 'failed' WHEN 1 THEN 'canceled' WHEN 2 THEN 'running' ELSE 'succeeded' END,
            'wan2.6-text-to-video', 'A cat that walks along a beach at sunset, number ' || x, 5, @start + x * 1000, @start + x * 1000 + 60000,
            CASE WHEN x % 100 > 2 THEN '/videos/row-' || x || '.mp4' END, CASE WHEN x % 100 > 2 THEN 1000000 END, CASE WHEN x % 100 > 2 THEN 'ff' END, 0 FROM numbers;
        SELECT 1
        """,
        new SqlParameters { ["first"] = first, ["last"] = last, ["start"] = start },
        (_, _) => Task.FromResult(true),
        CancellationToken.None);
}
