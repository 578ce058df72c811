using System.Reflection;
using System.Text.Json;
using WanVideo.Engine;

namespace WanVideo.Tests;

/// <summary>
/// The Pester suite as part of <c>dotnet test</c>: PowerShell runs it once, and each of its tests is a row here, passed, failed with Pester's
/// own words, or skipped. Without PowerShell or Pester the suite is one skipped test that says why.
/// </summary>
public sealed class PesterSuite
{
    private static readonly TimeSpan LongestRun = TimeSpan.FromMinutes(30);

    private static string Folder { get; } = Path.GetFullPath(
        Assembly.GetExecutingAssembly().GetCustomAttributes<AssemblyMetadataAttribute>().Single(place => place.Key == "Suite").Value!);

    [Theory]
    [MemberData(nameof(Results), DisableDiscoveryEnumeration = true)]
    public void Pester(string result, string words)
    {
        if (result != "Passed")
        {
            Assert.Fail(words);
        }
    }

    public static async Task<IEnumerable<ITheoryDataRow>> Results()
    {
        if (PowerShellEngine.Find(out var whyNot) is not { } engine)
        {
            return [Skipped(whyNot)];
        }

        var results = Path.GetTempFileName();
        try
        {
            using var process = engine.Start(redirect: true, "-NoProfile", "-NonInteractive", "-File", Path.Combine(Folder, "Invoke-Suite.ps1"), "-ResultPath", results);
            var output = process.StandardOutput.ReadToEndAsync();
            var errors = process.StandardError.ReadToEndAsync();
            using var limit = new CancellationTokenSource(LongestRun);
            try
            {
                await process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
            }

            var suite = await ReadAsync(results);
            return suite switch
            {
                { WhyNot: { } reason } => [Skipped(reason)],
                { Tests: { Count: > 0 } tests } => tests.Select(Row),
                _ => [new TheoryDataRow<string, string>("Failed", $"The suite did not run to its end (exit code {process.ExitCode}).\n{await output}\n{await errors}") { Label = "the whole suite" }],
            };
        }
        finally
        {
            File.Delete(results);
        }
    }

    private static async Task<Suite?> ReadAsync(string path)
    {
        await using var file = File.OpenRead(path);
        return file.Length == 0 ? null : await JsonSerializer.DeserializeAsync<Suite>(file);
    }

    private static TheoryDataRow<string, string> Row(PesterTest test) => new(test.Result, test.Words)
    {
        Label = test.Name,
        Skip = test.Result is "Skipped" or "NotRun" or "Inconclusive" ? $"Pester says {test.Result}. {test.Words}" : null,
    };

    private static TheoryDataRow<string, string> Skipped(string whyNot)
    {
        var words = $"THE PESTER SUITE DID NOT RUN, so no cmdlet was tested: {whyNot}";
        TestContext.Current.SendDiagnosticMessage(words);
        return new("Skipped", words) { Label = "the whole suite", Skip = words };
    }

    private sealed record Suite(string? WhyNot, IReadOnlyList<PesterTest>? Tests);

    private sealed record PesterTest(string Name, string Result, string Words);
}
