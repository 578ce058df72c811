using System.Text.RegularExpressions;

namespace WanVideo.Tests;

/// <summary>
/// Blocking on a task can deadlock and ignores Ctrl+C. Only <c>BlockingCall</c> does it. A completed task's result is read with the pattern
/// <c>{ IsCompletedSuccessfully: true, Result: var result }</c>.
/// </summary>
public sealed partial class NoBlockingCallsTests
{
    private const string BlockingCallFile = "WanVideo.PowerShell/Async/BlockingCall.cs";
    // Reads results in memory on its own thread: SQLite has no asynchronous I/O, and its readers complete synchronously.
    private const string SqliteWriterFile = "WanVideo.Ledger/Sqlite/SqliteWriter.cs";
    private const string CommandFile = "WanVideo.PowerShell/Commands/Base/WanVideoCommand.cs";
    private const string CompletionFile = "WanVideo.PowerShell/Completion/RecordedTaskCompletion.cs";

    [Fact]
    public void Only_BlockingCall_blocks_on_a_task() =>
        Assert.Equal([SqliteWriterFile, BlockingCallFile], FindFiles(BlockingExpression()));

    [Fact]
    public void Only_the_base_command_and_tab_completion_use_BlockingCall() =>
        Assert.Equal([CommandFile, CompletionFile], FindFiles(BlockingCallExpression()));

    [Fact]
    public void A_blocking_call_passes_a_token_that_can_be_canceled() =>
        Assert.Empty(FindFiles(UncancellableExpression()));

    [Theory]
    [InlineData("task.GetAwaiter().GetResult()")]
    [InlineData("ReadAsync().Result.Entries")]
    [InlineData("var x = task.Result;")]
    [InlineData("task.Wait();")]
    [InlineData("task.Wait(timeout)")]
    [InlineData("Task.WaitAll(tasks)")]
    [InlineData("Task.WaitAny(tasks)")]
    [InlineData("task.RunSynchronously()")]
    public void These_expressions_are_detected(string code) => Assert.Matches(BlockingExpression(), code);

    [Theory]
    [InlineData("await task.WaitAsync(token)")]
    [InlineData("await Task.WhenAll(tasks)")]
    [InlineData("Monitor.Wait(sync)")]
    [InlineData("CompletionHelper.Result(word, toolTip)")]
    [InlineData("arguments.Outcome.Result?.RetryAfter")]
    [InlineData("next.IsCompletedSuccessfully ? next.Result : await next")]
    public void These_expressions_do_not(string code) => Assert.DoesNotMatch(BlockingExpression(), code);

    [GeneratedRegex(@"GetAwaiter\(\)|(?<!Outcome|IsCompletedSuccessfully \? next)\.Result\b(?!\()|(?<!Monitor)\.Wait\(|\.WaitAll\(|\.WaitAny\(|\.RunSynchronously\(")]
    private static partial Regex BlockingExpression();

    [GeneratedRegex(@"\bBlockingCall\.Run[<(]")]
    private static partial Regex BlockingCallExpression();

    [GeneratedRegex(@"\b(BlockingCall\.Run(<.*>)?|RunBlocking)\([^;]*CancellationToken\.None")]
    private static partial Regex UncancellableExpression();

    private static IEnumerable<string> FindFiles(Regex expression) => Directory.EnumerateFiles(TestPaths.Sources, "*.cs", SearchOption.AllDirectories)
        .Where(path => expression.IsMatch(File.ReadAllText(path)))
        .Select(path => Path.GetRelativePath(TestPaths.Sources, path).Replace('\\', '/'))
        .Where(path => !path.Contains("/obj/", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal);
}
