using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace WanVideo.Tests.FaultMatrix;

/// <summary>
/// Each call of each gateway with each fault of HTTP: one output or one error for its own input, nothing hangs, no create request is sent twice, and no text
/// contains a secret or a control character. The environment variable WANVIDEO_FAULT_MATRIX names a file that receives the table.
/// </summary>
public sealed class FaultMatrixTests(FaultMatrixTable table) : IClassFixture<FaultMatrixTable>
{
    // Real time. Virtual time passes by events, so a call that waits for anything else never ends.
    private static readonly TimeSpan Watchdog = TimeSpan.FromSeconds(20);

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
        var expected = ExpectedOutcome.Get(call, fault);

        var constant = await RunAsync(call, fault, faultLimit: int.MaxValue);
        table.Add(call, fault, constant);
        AssertOutcome(expected, constant);
        Assert.True(expected.RequestCount is null || expected.RequestCount == constant.RequestCount, $"{constant.RequestCount} requests: {constant}");
        Assert.All(constant.Delays.Take(expected.IsTransient && expected.Kind is not null ? int.MaxValue : 0), delay => Assert.InRange(delay, fault.MinDelay, RetryDelay.MaxRetryAfter));

        // A 206 with a fault follows an interrupted response.
        var temporary = await RunAsync(call, fault, faultLimit: fault.Layer is FaultLayer.Range ? 2 : 1);
        AssertOutcome(expected.IsTransient ? expected with { Kind = null } : expected, temporary);
        Assert.True(call.Kind is not CallKind.Create || temporary.RequestCount == expected.RequestCount, $"{temporary.RequestCount} requests: {temporary}");
    }

    [Theory]
    [MemberData(nameof(MissingCalls))]
    public async Task A_call_that_a_gateway_does_not_have_sends_nothing(string callName)
    {
        var call = Calls[callName];
        var outcome = await RunAsync(call, new HttpFault("none", FaultLayer.Framing), faultLimit: 0);

        Assert.Equal((VideoErrorKind.NotSupported, 0, call.MissingReason), (outcome.Error?.Error.Kind, outcome.RequestCount, outcome.Error?.Message));
    }

    private static async Task<FaultOutcome> RunAsync(GatewayCall call, HttpFault fault, int faultLimit)
    {
        var clock = new EventClock();
        var gateway = new FaultyGateway(call, fault, clock);
        var messages = new RecordedMessages();
        var folder = Directory.CreateTempSubdirectory("wanvideo");
        try
        {
            using var provider = gateway.Connect();

            // A temporary fault meets a connection that was used before, which the connection pool may replace by itself.
            if (faultLimit is not int.MaxValue && fault.Layer is not FaultLayer.Connection && call.MissingReason is null)
            {
                await RunCallAsync("before.mp4");
            }

            gateway.Reset(faultLimit);
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
                AssertTexts([.. messages.Warnings, .. messages.VerboseMessages, .. GetTexts(exception)]);
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

    private static void AssertOutcome(ExpectedOutcome expected, FaultOutcome outcome)
    {
        Assert.True(expected.Kind == outcome.Error?.Error.Kind, $"Expected {expected.Kind?.ToString() ?? "an output"}: {outcome}");
        Assert.True(expected.IsCreateRepeatable == outcome.Error?.IsCreateRepeatable is true, $"Repeatable: {outcome}");
    }

    private static void AssertTexts(IEnumerable<string?> texts)
    {
        foreach (var text in texts.OfType<string>())
        {
            Assert.False(text.Any(character => ControlCharacters.Contains(character) || char.IsSurrogate(character)), $"Control character: {Escape(text)}");
            Assert.DoesNotContain(FaultyGateway.Signature, text, StringComparison.Ordinal);
            Assert.DoesNotContain(ProviderFixture.Key[7..15], text, StringComparison.Ordinal);
        }
    }

    // A prompt can have several lines.
    private static IEnumerable<string?> GetTexts(VideoTask task) =>
        [task.Id, task.Model, task.RawStatus, task.RequestId, task.Prompt?.ReplaceLineEndings(" "), task.Usage?.BillingRule, .. task.Error is { } error ? GetTexts(error) : []];

    private static IEnumerable<string?> GetTexts(VideoError error) => [error.Message, error.Code, error.Type, error.Parameter, error.Suggestion];

    private static IEnumerable<string?> GetTexts(VideoException exception)
    {
        IEnumerable<string?> texts = [exception.RequestId, exception.TaskId, .. GetTexts(exception.Error)];
        for (Exception? inner = exception; inner is not null; inner = inner.InnerException)
        {
            texts = texts.Append(inner.Message);
        }

        return texts;
    }

    private static string Escape(string text) =>
        string.Concat(text.Select(character => ControlCharacters.Contains(character) || char.IsSurrogate(character) ? $"\\u{(int)character:x4}" : $"{character}"));
}

/// <summary>The outcome of a call.</summary>
/// <param name="Error">The error; null for an output.</param>
/// <param name="RequestCount">The number of requests that the gateway received.</param>
/// <param name="Delays">The delays between requests.</param>
internal sealed record FaultOutcome(VideoException? Error, int RequestCount, IReadOnlyList<TimeSpan> Delays)
{
    /// <summary>The outcome as a cell of the table.</summary>
    public string ToCell() => $"{Error?.Error.Kind.ToString() ?? "output"}{(Error?.IsCreateRepeatable is true ? ", repeatable" : "")} {RequestCount}";

    public override string ToString() => $"{ToCell()} {Error}";
}

/// <summary>Collects the outcomes and writes the table.</summary>
public sealed class FaultMatrixTable : IDisposable
{
    private readonly ConcurrentDictionary<(GatewayCall, HttpFault), string> cells = [];

    internal void Add(GatewayCall call, HttpFault fault, FaultOutcome outcome) => cells[(call, fault)] = outcome.ToCell();

    public void Dispose()
    {
        if (Environment.GetEnvironmentVariable("WANVIDEO_FAULT_MATRIX") is { Length: > 0 } path)
        {
            File.WriteAllText(path, Write());
        }
    }

    // Markdown, one table per gateway.
    private string Write()
    {
        var text = new StringBuilder();
        var kinds = Enum.GetValues<CallKind>();
        foreach (var calls in GatewayCall.All.GroupBy(call => call.Gateway))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"## {calls.Key}").AppendLine();
            text.AppendLine(CultureInfo.InvariantCulture, $"A cell has the outcome of a fault that does not end, and the number of requests that were received. The module uploads nothing.");
            foreach (var call in calls.Where(call => call.MissingReason is not null))
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"No {call.Kind}: {call.MissingReason}");
            }

            text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"| Fault | Transport | {string.Join(" | ", kinds)} |");
            text.AppendLine(CultureInfo.InvariantCulture, $"|---|---|{string.Concat(kinds.Select(_ => "---|"))}");
            foreach (var fault in HttpFaults.All)
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"| {fault.Name} | {fault.Transport} | {string.Join(" | ", calls.Select(call => GetCell(call, fault)))} |");
            }

            text.AppendLine();
        }

        return text.ToString();
    }

    private string GetCell(GatewayCall call, HttpFault fault) =>
        call.MissingReason is not null ? "no such call"
        : fault.GetMissingReason(call) ?? (cells.TryGetValue((call, fault), out var cell) ? cell : "not run");
}
