using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace WanVideo.Tests.FaultMatrix;

/// <summary>
/// Each call of each gateway with each fault of HTTP: one output or one error for its own input, nothing hangs, no request is sent more often than stated, no
/// create request twice, and no text contains a secret or a control character. The environment variable WANVIDEO_FAULT_MATRIX names a file that receives the
/// table.
/// </summary>
public sealed class FaultMatrixTests(FaultMatrixTable table) : IClassFixture<FaultMatrixTable>
{
    // Real time. Virtual time passes by events, so a call that waits for anything else never ends.
    private static readonly TimeSpan Watchdog = TimeSpan.FromSeconds(30);

    private static readonly Dictionary<string, GatewayCall> Calls = GatewayCall.All.ToDictionary(call => $"{call}");
    private static readonly Dictionary<string, HttpFault> Faults = HttpFaults.All.ToDictionary(fault => fault.Name);

    public static TheoryData<string, string> Cells =>
        [.. from call in GatewayCall.All where call.MissingReason is null from fault in HttpFaults.All where fault.GetMissingReason(call) is null select ($"{call}", fault.Name)];

    public static TheoryData<string> MissingCalls => [.. from call in GatewayCall.All where call.MissingReason is not null select $"{call}"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task A_call_has_one_output_or_one_error(string callName, string faultName)
    {
        var (call, fault) = (Calls[callName], Faults[faultName]);
        var expected = fault.GetExpected(call);

        var constant = await RunAsync(call, fault, limit: int.MaxValue);
        table.Add(call, fault, constant);
        Assert.True((expected.Kind, expected.IsCreateRepeatable, expected.RequestCount) == (constant.Kind, constant.IsCreateRepeatable, constant.RequestCount), $"Expected {expected}: {constant}");
        Assert.All(constant.Delays, delay => Assert.InRange(delay, fault.MinDelay, RetryDelay.MaxRetryAfter));

        var temporary = await RunAsync(call, fault, fault.TemporaryCount);
        Assert.True((expected.IsTransient ? null : expected.Kind) == temporary.Kind, $"Expected {expected} of a temporary fault: {temporary}");
        Assert.True(call.Kind is not CallKind.Create || temporary.RequestCount == expected.RequestCount, $"Expected {expected} of a temporary fault: {temporary}");
    }

    [Theory]
    [MemberData(nameof(MissingCalls))]
    public async Task A_call_that_a_gateway_does_not_have_sends_nothing(string callName)
    {
        var call = Calls[callName];
        var outcome = await RunAsync(call, HttpFaults.All[0], limit: 0);

        Assert.Equal((VideoErrorKind.NotSupported, 0, call.MissingReason), (outcome.Kind, outcome.RequestCount, outcome.Error?.Message));
    }

    private static async Task<FaultOutcome> RunAsync(GatewayCall call, HttpFault fault, int limit)
    {
        var clock = new EventClock();
        var gateway = new FaultyGateway(call, fault, clock);
        var messages = new RecordedMessages();
        var folder = Directory.CreateTempSubdirectory("wanvideo");
        try
        {
            using var provider = gateway.Connect();

            // A temporary fault meets a connection that was used before, which the connection pool may replace by itself.
            if (limit is not int.MaxValue && !fault.IsOfConnection && call.MissingReason is null)
            {
                await RunCallAsync("before.mp4");
            }

            gateway.Reset(limit);
            var target = Path.Combine(folder.FullName, "video.mp4");
            try
            {
                var tasks = await RunCallAsync("video.mp4");
                Assert.True(call.Kind is not CallKind.Video || File.ReadAllBytes(target).AsSpan().SequenceEqual(FaultyGateway.Video), "The file is not the video.");
                Assert.Equal(call.TaskIds, tasks.Select(task => task.Id));
                AssertTexts([.. messages.Warnings, .. messages.VerboseMessages, .. tasks.SelectMany(GetTexts)]);
                return new FaultOutcome(null, gateway.RequestCount, clock.Delays);
            }
            catch (VideoException exception)
            {
                Assert.False(File.Exists(target), "A file was saved.");
                AssertTexts([.. messages.Warnings, .. messages.VerboseMessages, .. GetTexts(exception), .. GetTexts(exception.Error), .. GetMessages(exception)]);
                return new FaultOutcome(exception, gateway.RequestCount, clock.Delays);
            }

            Task<IReadOnlyList<VideoTask>> RunCallAsync(string file) =>
                call.RunAsync(provider, gateway.VideoUrl, Path.Combine(folder.FullName, file), messages, Cancellation).WaitAsync(Watchdog, Cancellation);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void AssertTexts(IEnumerable<string> texts) => Assert.All(texts, text =>
    {
        Assert.False(text.Any(character => ControlCharacters.Contains(character) || char.IsSurrogate(character)), "The text contains a control character.");
        Assert.DoesNotContain(FaultyGateway.Signature, text, StringComparison.Ordinal);
        Assert.DoesNotContain(ProviderFixture.Key[7..15], text, StringComparison.Ordinal);
    });

    // Of an exception the properties that .NET does not have. A prompt has lines.
    private static IEnumerable<string> GetTexts(object item) => item.GetType().GetProperties()
        .Where(property => property.DeclaringType == item.GetType())
        .SelectMany(property => property.GetValue(item) switch
        {
            string text => [property.Name is nameof(VideoTask.Prompt) ? text.ReplaceLineEndings(" ") : text],
            Uri url => [url.ToString().Split('?')[0]],
            VideoError error => GetTexts(error),
            Usage usage => GetTexts(usage),
            _ => Array.Empty<string>(),
        });

    private static IEnumerable<string> GetMessages(Exception exception)
    {
        for (Exception? inner = exception; inner is not null; inner = inner.InnerException)
        {
            yield return inner.Message;
        }
    }
}

/// <summary>The outcome of a call.</summary>
/// <param name="Error">The error; null for an output.</param>
/// <param name="RequestCount">The number of requests that the gateway received.</param>
/// <param name="Delays">The delays between requests.</param>
internal sealed record FaultOutcome(VideoException? Error, int RequestCount, IReadOnlyList<TimeSpan> Delays)
{
    public VideoErrorKind? Kind => Error?.Error.Kind;

    public bool IsCreateRepeatable => Error?.IsCreateRepeatable is true;

    /// <summary>The outcome as a cell of the table.</summary>
    public string ToCell() => $"{Kind?.ToString() ?? "output"}{(IsCreateRepeatable ? ", repeatable" : "")} {RequestCount}";

    public override string ToString() => $"{ToCell()} {Error}";
}

/// <summary>Collects the outcomes and writes the table.</summary>
public sealed class FaultMatrixTable : IDisposable
{
    private readonly ConcurrentDictionary<(GatewayCall, HttpFault), string> cells = [];

    public void Dispose()
    {
        if (Environment.GetEnvironmentVariable("WANVIDEO_FAULT_MATRIX") is { Length: > 0 } path)
        {
            File.WriteAllText(path, Write());
        }
    }

    internal void Add(GatewayCall call, HttpFault fault, FaultOutcome outcome) => cells[(call, fault)] = outcome.ToCell();

    // Markdown, one table per gateway.
    private string Write()
    {
        var text = new StringBuilder();
        text.AppendLine("A cell has the outcome of a fault that does not end, and the number of requests that the gateway received. The module uploads nothing.");
        foreach (var calls in GatewayCall.All.GroupBy(call => call.Gateway))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"\n## {calls.Key}\n");
            text.AppendLine(CultureInfo.InvariantCulture, $"| Fault | Transport | {string.Join(" | ", calls.Select(call => call.Kind))} |");
            text.AppendLine(CultureInfo.InvariantCulture, $"|---|---|{string.Concat(calls.Select(_ => "---|"))}");
            foreach (var fault in HttpFaults.All)
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"| {fault.Name} | {fault.Transport} | {string.Join(" | ", calls.Select(call => GetCell(call, fault)))} |");
            }
        }

        return text.ToString();
    }

    private string GetCell(GatewayCall call, HttpFault fault) =>
        call.MissingReason is not null ? "no such call" : fault.GetMissingReason(call) ?? (cells.TryGetValue((call, fault), out var cell) ? cell : "not run");
}
