using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using WanVideo.Sandbox;

namespace WanVideo.Tests;

/// <summary>The file in which the sandbox's tasks outlive the process. Each <see cref="SandboxServer"/> stands for a process.</summary>
public sealed class SandboxStoreTests : IDisposable
{
    private const string EvoLinkCreate = "v1/videos/generations";
    private const string EvoLinkTask = "v1/tasks/";
    private const string DashScopeCreate = "api/v1/services/aigc/video-generation/video-synthesis";
    private const string DashScopeTask = "api/v1/tasks/";
    private const string AceDataCreate = "wan/videos";
    private const string AceDataTask = "wan/tasks";
    private const string ModelStreamCreate = "v1/video/generations";
    private const int MaxFileLength = 4 * 1024 * 1024;

    private static readonly TimeSpan TaskDuration = TimeSpan.FromSeconds(10);

    private readonly string folder = Path.Combine(Path.GetTempPath(), $"wanvideo-sandbox-{Guid.NewGuid():N}");
    private readonly ManualTimeProvider time = new();

    private string StorePath => Path.Combine(folder, "state", "sandbox.jsonl");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_task_continues_in_the_next_process_with_the_run_time_that_it_was_created_with()
    {
        var id = await CreateEvoLinkAsync(CreateSandbox());
        var next = CreateSandbox(TimeSpan.FromHours(1));

        Assert.Equal("pending", await GetEvoLinkStatusAsync(next, id));
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal("processing", await GetEvoLinkStatusAsync(next, id));
        time.Advance(TimeSpan.FromSeconds(5));
        var task = await SendAsync(CreateSandbox(), HttpMethod.Get, EvoLinkTask + id);
        Assert.Equal("completed", (string?)task["status"]);

        using var request = new HttpRequestMessage(HttpMethod.Get, (string?)task["results"]![0]);
        using var video = await CreateSandbox().HandleAsync(request, Cancellation);
        Assert.Equal(HttpStatusCode.OK, video.StatusCode);
    }

    [Fact]
    public async Task A_process_sees_the_tasks_that_another_creates_while_both_run()
    {
        SandboxServer[] processes = [CreateSandbox(), CreateSandbox()];
        for (var round = 0; round < 3; round++)
        {
            var id = await CreateEvoLinkAsync(processes[round % 2]);
            Assert.Equal("pending", await GetEvoLinkStatusAsync(processes[(round + 1) % 2], id));
        }

        Assert.All(processes, process => Assert.Equal(3, process.Tasks.Count));
    }

    [Fact]
    public async Task The_tasks_of_each_protocol_are_kept_apart()
    {
        var first = CreateSandbox();
        var ace = (string)(await SendAsync(first, HttpMethod.Post, AceDataCreate, """{"action":"text2video","model":"wan2.6-t2v","prompt":"A cat","async":true}"""))["task_id"]!;
        var dash = await CreateDashScopeAsync(first);
        var next = CreateSandbox();

        Assert.Equal("A cat", (string?)(await SendAsync(next, HttpMethod.Post, AceDataTask, $$"""{"action":"retrieve","id":"{{ace}}"}"""))["request"]?["prompt"]);
        Assert.Equal("PENDING", await GetDashScopeStatusAsync(next, dash));
        Assert.Empty((await SendAsync(next, HttpMethod.Post, AceDataTask, $$"""{"action":"retrieve","id":"{{dash}}"}""")).AsObject());
        Assert.Equal("UNKNOWN", await GetDashScopeStatusAsync(next, ace));
    }

    [Fact]
    public async Task A_cancellation_reaches_the_processes_that_know_the_task_and_those_that_start_later()
    {
        var creator = CreateSandbox();
        var id = await CreateDashScopeAsync(creator);
        await SendAsync(CreateSandbox(), HttpMethod.Post, $"{DashScopeTask}{id}/cancel", "{}");

        time.Advance(TaskDuration);
        Assert.Equal("CANCELED", await GetDashScopeStatusAsync(creator, id));
        Assert.Equal("CANCELED", await GetDashScopeStatusAsync(CreateSandbox(), id));
    }

    [Fact]
    public async Task An_idempotency_key_creates_one_task_in_two_processes()
    {
        var body = EvoLinkBody("A cat");
        var created = await SendAsync(CreateSandbox(), HttpMethod.Post, EvoLinkCreate, body, "key-1");
        var next = CreateSandbox();
        var repeated = await SendAsync(next, HttpMethod.Post, EvoLinkCreate, body, "key-1");
        var conflict = await SendAsync(next, HttpMethod.Post, EvoLinkCreate, EvoLinkBody("A dog"), "key-1");

        Assert.Equal((string?)created["id"], (string?)repeated["id"]);
        Assert.NotNull(conflict["error"]);
        Assert.Single(CreateSandbox().Tasks);
    }

    [Fact]
    public async Task A_long_body_is_not_kept_and_its_idempotency_key_is()
    {
        var body = EvoLinkBody("A cat") + new string(' ', 100_000);
        var id = (string)(await SendAsync(CreateSandbox(), HttpMethod.Post, EvoLinkCreate, body, "key-1"))["id"]!;

        Assert.InRange(new FileInfo(StorePath).Length, 100, 2000);
        Assert.Equal("pending", await GetEvoLinkStatusAsync(CreateSandbox(), id));
        Assert.Equal(id, (string?)(await SendAsync(CreateSandbox(), HttpMethod.Post, EvoLinkCreate, body, "key-1"))["id"]);
    }

    [Fact]
    public async Task A_half_line_of_a_killed_process_hides_no_other_task()
    {
        await CreateEvoLinkAsync(CreateSandbox());
        var reader = CreateSandbox();
        Assert.Single(reader.Tasks);
        var content = await File.ReadAllTextAsync(StorePath, Cancellation);
        await File.WriteAllTextAsync(StorePath, content + content.Split('\n')[1][..60], Cancellation);

        Assert.Single(reader.Tasks);
        await CreateEvoLinkAsync(CreateSandbox());
        Assert.Equal(2, reader.Tasks.Count);
        Assert.Equal(2, CreateSandbox().Tasks.Count);
    }

    [Theory]
    [InlineData("\"Seconds\":5", "\"Seconds\":-5")]
    [InlineData("\"Seconds\":5", "\"Seconds\":2000000000")]
    [InlineData("\"Width\":1280", "\"Width\":0")]
    [InlineData("\"Prompt\":\"A cat\"", "\"Prompt\":null")]
    [InlineData("\"Prompt\":\"A cat\",", "")]
    [InlineData("2026-03-01T12", "9999-12-31T12")]
    [InlineData("2026-03-01T12", "0001-01-01T12")]
    [InlineData("\"EstimatedRunTime\":\"00:00:10\"", "\"EstimatedRunTime\":\"10675199.02:48:05.4775807\"")]
    [InlineData("\"EstimatedRunTime\":\"00:00:10\"", "\"EstimatedRunTime\":\"00:00:10\",\"CanceledAt\":\"9999-12-31T23:59:59-14:00\"")]
    [InlineData("task-unified-", "../../task-unified-")]
    [InlineData("{\\u0022", "[\\u0022")]
    [InlineData("\"Task\":{", "\"Task\":[{")]
    public async Task A_line_with_an_invalid_value_is_skipped(string valid, string invalid)
    {
        var id = await CreateEvoLinkAsync(CreateSandbox());
        var content = await File.ReadAllTextAsync(StorePath, Cancellation);
        Assert.Contains(valid, content, StringComparison.Ordinal);
        await File.WriteAllTextAsync(StorePath, content.Replace(valid, invalid, StringComparison.Ordinal), Cancellation);
        var next = CreateSandbox();

        Assert.Empty(next.Tasks);
        Assert.Null(await GetEvoLinkStatusAsync(next, id));
        await CreateEvoLinkAsync(next);
        Assert.Single(CreateSandbox().Tasks);
    }

    [Fact]
    public async Task A_file_with_random_damage_never_breaks_the_sandbox()
    {
        for (var task = 0; task < 5; task++)
        {
            await CreateEvoLinkAsync(CreateSandbox());
            await CreateDashScopeAsync(CreateSandbox());
        }

        var content = await File.ReadAllBytesAsync(StorePath, Cancellation);
        var random = new Random(13);
        for (var round = 0; round < 300; round++)
        {
            byte[] damaged = [.. content];
            for (var change = 0; change < 20; change++)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }

            await File.WriteAllBytesAsync(StorePath, damaged[..random.Next(damaged.Length)], Cancellation);
            var sandbox = CreateSandbox();
            Assert.InRange(sandbox.Tasks.Count, 0, 10);
            foreach (var (id, _) in sandbox.Tasks)
            {
                await SendAsync(sandbox, HttpMethod.Get, EvoLinkTask + id);
                await SendAsync(sandbox, HttpMethod.Get, DashScopeTask + id);
            }

            await SendAsync(sandbox, HttpMethod.Get, "v1/tasks?page_size=100");
            var created = await CreateEvoLinkAsync(sandbox);
            Assert.Equal("pending", await GetEvoLinkStatusAsync(CreateSandbox(), created));
        }
    }

    [Fact]
    public async Task A_task_is_kept_for_24_hours()
    {
        var id = await CreateEvoLinkAsync(CreateSandbox());

        time.Advance(TimeSpan.FromHours(24));
        Assert.Equal("completed", await GetEvoLinkStatusAsync(CreateSandbox(), id));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await GetEvoLinkStatusAsync(CreateSandbox(), id));
    }

    [Fact]
    public async Task A_large_file_is_rewritten_without_old_and_damaged_lines_and_running_processes_continue()
    {
        var old = await CreateEvoLinkAsync(CreateSandbox());
        time.Advance(TimeSpan.FromHours(25));
        await File.AppendAllTextAsync(StorePath, string.Concat(Enumerable.Repeat(new string('x', 1023) + "\n", MaxFileLength / 1024)), Cancellation);
        var reader = CreateSandbox();
        Assert.Empty(reader.Tasks);
        var writer = CreateSandbox();
        string[] ids = [await CreateEvoLinkAsync(writer), await CreateDashScopeAsync(CreateSandbox())];

        Assert.InRange(new FileInfo(StorePath).Length, 500, 2500);
        Assert.DoesNotContain(old, await File.ReadAllTextAsync(StorePath, Cancellation), StringComparison.Ordinal);
        Assert.Equal(ids, reader.Tasks.Select(task => task.Id));
        Assert.Equal("pending", await GetEvoLinkStatusAsync(reader, ids[0]));
        Assert.Equal("pending", await GetEvoLinkStatusAsync(reader, await CreateEvoLinkAsync(writer)));
        Assert.Equal(["sandbox.jsonl", "sandbox.jsonl.lock"], Directory.GetFiles(Path.GetDirectoryName(StorePath)!).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_rewrite_keeps_the_newest_tasks_in_half_of_the_bound()
    {
        await CreateEvoLinkAsync(CreateSandbox());
        var line = (await File.ReadAllLinesAsync(StorePath, Cancellation))[1];
        var lines = Enumerable.Range(0, MaxFileLength / line.Length).Select(number => line.Replace("task-unified-", $"task-unified-{number}-", StringComparison.Ordinal));
        await File.AppendAllLinesAsync(StorePath, lines, Cancellation);
        await CreateEvoLinkAsync(CreateSandbox());

        Assert.InRange(new FileInfo(StorePath).Length, MaxFileLength * 4 / 10, (MaxFileLength / 2) + 2000);
        Assert.DoesNotContain("task-unified-0-", await File.ReadAllTextAsync(StorePath, Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sandboxes_that_create_at_the_same_time_lose_no_task()
    {
        var ids = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            var sandbox = CreateSandbox();
            var created = new List<string>();
            for (var task = 0; task < 100; task++)
            {
                created.Add(await CreateEvoLinkAsync(sandbox));
            }

            return created;
        })));

        Assert.Equal(ids.SelectMany(created => created).Order(StringComparer.Ordinal), CreateSandbox().Tasks.Select(task => task.Id).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_files_are_readable_by_their_owner_alone()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has access lists.");
            return;
        }

        await CreateEvoLinkAsync(CreateSandbox());
        foreach (var file in Directory.GetFiles(Path.GetDirectoryName(StorePath)!))
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }
    }

    [Fact]
    public async Task A_sandbox_whose_file_cannot_be_used_works_in_memory()
    {
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "state"), "A file where the folder belongs.", Cancellation);
        var blocked = CreateSandbox();
        Assert.Equal("pending", await GetEvoLinkStatusAsync(blocked, await CreateEvoLinkAsync(blocked)));
        File.Delete(Path.Combine(folder, "state"));

        Directory.CreateDirectory(StorePath);
        var other = CreateSandbox();
        Assert.Equal("pending", await GetEvoLinkStatusAsync(other, await CreateEvoLinkAsync(other)));
    }

    [Fact]
    public async Task A_lock_that_is_never_released_delays_the_sandbox_once()
    {
        await CreateEvoLinkAsync(CreateSandbox());
        await using var held = new FileStream(StorePath + ".lock", FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        var sandbox = CreateSandbox();
        var start = TimeProvider.System.GetTimestamp();
        for (var task = 0; task < 50; task++)
        {
            Assert.Equal("pending", await GetEvoLinkStatusAsync(sandbox, await CreateEvoLinkAsync(sandbox)));
        }

        Assert.InRange(TimeProvider.System.GetElapsedTime(start), TimeSpan.FromSeconds(0.9), TimeSpan.FromSeconds(20));
    }

    [Theory]
    [InlineData(EvoLinkCreate, """{"model":"wan2.6-text-to-video","prompt":"A cat #drop-response"}""")]
    [InlineData(AceDataCreate, """{"action":"text2video","model":"wan2.6-t2v","prompt":"A cat #drop-response","async":true}""")]
    [InlineData(ModelStreamCreate, """{"model":"wan2.6-t2v","prompt":"A cat #drop-response"}""")]
    [InlineData(DashScopeCreate, """{"model":"wan2.6-t2v","input":{"prompt":"A cat #drop-response"}}""")]
    public async Task The_task_of_a_lost_response_exists(string path, string body)
    {
        await Assert.ThrowsAsync<HttpRequestException>(() => SendAsync(CreateSandbox(), HttpMethod.Post, path, body));
        Assert.Equal("A cat #drop-response", Assert.Single(CreateSandbox().Tasks).Prompt);
    }

    [Fact]
    public async Task A_repeat_with_the_idempotency_key_of_a_lost_response_receives_the_task()
    {
        var body = EvoLinkBody("A cat #drop-response");
        await Assert.ThrowsAsync<HttpRequestException>(() => SendAsync(CreateSandbox(), HttpMethod.Post, EvoLinkCreate, body, "key-1"));
        var next = CreateSandbox();
        var repeated = await SendAsync(next, HttpMethod.Post, EvoLinkCreate, body, "key-1");

        Assert.Equal(Assert.Single(next.Tasks).Id, (string?)repeated["id"]);
    }

    private SandboxServer CreateSandbox(TimeSpan? taskDuration = null) =>
        new(new SandboxOptions { TaskDuration = taskDuration ?? TaskDuration, StorePath = StorePath }, time);

    private static string EvoLinkBody(string prompt) => $$"""{"model":"wan2.6-text-to-video","prompt":"{{prompt}}"}""";

    private static async Task<string> CreateEvoLinkAsync(SandboxServer sandbox) =>
        (string)(await SendAsync(sandbox, HttpMethod.Post, EvoLinkCreate, EvoLinkBody("A cat")))["id"]!;

    private static async Task<string?> GetEvoLinkStatusAsync(SandboxServer sandbox, string id) =>
        (string?)(await SendAsync(sandbox, HttpMethod.Get, EvoLinkTask + id))["status"];

    private static async Task<string> CreateDashScopeAsync(SandboxServer sandbox) =>
        (string)(await SendAsync(sandbox, HttpMethod.Post, DashScopeCreate, """{"model":"wan2.6-t2v","input":{"prompt":"A cat"}}"""))["output"]!["task_id"]!;

    private static async Task<string?> GetDashScopeStatusAsync(SandboxServer sandbox, string id) =>
        (string?)(await SendAsync(sandbox, HttpMethod.Get, DashScopeTask + id))["output"]!["task_status"];

    private static async Task<JsonNode> SendAsync(SandboxServer sandbox, HttpMethod method, string path, string? body = null, string? idempotencyKey = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(new SandboxOptions().ResultBase, path));
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        request.Headers.Add("X-DashScope-Async", "enable");
        if (idempotencyKey is not null)
        {
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        }

        using var response = await sandbox.HandleAsync(request, Cancellation);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancellation))!;
    }

    private sealed class ManualTimeProvider : TimeProvider
    {
        private DateTimeOffset now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => now;

        public void Advance(TimeSpan span) => now += span;
    }
}
