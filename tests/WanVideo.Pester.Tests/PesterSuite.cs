using System.Text.Json;
using WanVideo.Engine;

namespace WanVideo.Tests;

/// <summary>
/// Runs the Pester suite in several PowerShell processes, which share its files. Each Pester test is a row of the theory: passed, failed with Pester's
/// message, or skipped with its reason.
/// </summary>
public sealed class PesterSuite
{
    /// <summary>If set to 1, skipped tests fail. The workflow sets it, because it installs all optional requirements.</summary>
    private const string NoSkipVariable = "WANVIDEO_TEST_NO_SKIP";

    /// <summary>One more than the number of processors, because tests mostly wait. At most 4.</summary>
    private static readonly int ProcessCount = Math.Min(Environment.ProcessorCount + 1, 4);

    private static readonly TimeSpan MaxDuration = TimeSpan.FromMinutes(30);

    [Theory]
    [MemberData(nameof(GetResultsAsync), DisableDiscoveryEnumeration = true)]
    public void Pester(string result, string message)
    {
        if (result != "Passed")
        {
            Assert.Fail(message);
        }
    }

    public static async Task<IEnumerable<ITheoryDataRow>> GetResultsAsync()
    {
        var results = Directory.CreateTempSubdirectory("wanvideo-pester-");
        try
        {
            var outputs = await Task.WhenAll(Enumerable.Range(0, ProcessCount).Select(_ => RunProcessAsync(results.FullName)));
            var rows = new List<ITheoryDataRow>();
            foreach (var file in Directory.EnumerateFiles(PowerShellHost.GetMetadata("Suite"), "*.Tests.ps1").Select(Path.GetFileName).Order())
            {
                var tests = await ReadAsync(Path.Combine(results.FullName, file + ".json"));
                rows.AddRange(tests is { Count: > 0 }
                    ? tests.Select(CreateRow)
                    : [Fail(file!, $"{file} did not complete.\n{string.Join('\n', outputs)}")]);
            }

            return rows;
        }
        finally
        {
            results.Delete(recursive: true);
        }
    }

    /// <returns>The output of the process.</returns>
    private static async Task<string> RunProcessAsync(string results)
    {
        using var process = PowerShellHost.Start(
            redirect: true,
            "-NoProfile",
            "-NonInteractive",
            "-File",
            Path.Combine(PowerShellHost.GetMetadata("Suite"), "Invoke-Suite.ps1"),
            "-ResultPath",
            results,
            "-PesterPath",
            PowerShellHost.PesterPath);
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(MaxDuration);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
        }

        return $"Exit code {process.ExitCode}.\n{await output}\n{await errors}";
    }

    private static async Task<IReadOnlyList<PesterTest>?> ReadAsync(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        // Claimed by a process that did not finish it.
        await using var file = File.OpenRead(path);
        return file.Length == 0 ? null : await JsonSerializer.DeserializeAsync<IReadOnlyList<PesterTest>>(file);
    }

    private static TheoryDataRow<string, string> CreateRow(PesterTest test)
    {
        var isSkipped = test.Result is "Skipped" or "NotRun" or "Inconclusive";
        return isSkipped && Environment.GetEnvironmentVariable(NoSkipVariable) == "1"
            ? Fail(test.Name, $"{test.Result}, and {NoSkipVariable} is 1. {test.Message}")
            : new(test.Result, test.Message) { Label = test.Name, Skip = isSkipped ? $"{test.Result}. {test.Message}" : null };
    }

    private static TheoryDataRow<string, string> Fail(string name, string message) => new("Failed", message) { Label = name };

    private sealed record PesterTest(string Name, string Result, string Message);
}
