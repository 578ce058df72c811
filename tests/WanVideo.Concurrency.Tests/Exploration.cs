using System.Globalization;
using Microsoft.Coyote;
using Microsoft.Coyote.SystematicTesting;
using WanVideo.Concurrency.Controlled;

namespace WanVideo.Tests;

/// <summary>Runs a harness in many schedules. Coyote runs one operation at a time and decides which is next.</summary>
internal static class Exploration
{
    /// <summary>The variable with the number of schedules.</summary>
    public const string SchedulesVariable = "WANVIDEO_SCHEDULES";

    private const uint DefaultSchedules = 25;

    // The rarest seeded race occurs in about one of 50 schedules.
    private const uint MaxSchedulesForSeededRace = 2000;

    // In milliseconds. The default of 1 s would report a loaded machine as a deadlock. Real deadlocks are found at once: no operation is enabled.
    private const uint DeadlockTimeout = 60_000;

    /// <summary>Asserts that the harness holds in each schedule, and that it finds a race that is seeded into the types it uses.</summary>
    public static void Run(Func<Task> harness)
    {
        var schedules = uint.TryParse(Environment.GetEnvironmentVariable(SchedulesVariable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : DefaultSchedules;
        SeededRace.IsEnabled = true;
        try
        {
            var seeded = Explore(harness, MaxSchedulesForSeededRace);
            Assert.True(seeded.TestReport.NumOfFoundBugs == 1, "The seeded race was not found.");
            Write($"The seeded race was found in schedule {GetScheduleCount(seeded)}: {seeded.TestReport.BugReports.First()}");
        }
        finally
        {
            SeededRace.IsEnabled = false;
        }

        var engine = Explore(harness, schedules);
        var report = engine.TestReport;
        Write($"{GetScheduleCount(engine)} schedules, {report.NumOfFoundBugs} faults, up to {report.MaxControlledOperations} operations, uncontrolled: {(report.UncontrolledInvocations.Count == 0 ? "none" : string.Join(", ", report.UncontrolledInvocations.Order()))}");
        Assert.True(report.NumOfFoundBugs == 0, $"{string.Join('\n', report.BugReports)}\n{engine.ReproducibleTrace}");
        Assert.Empty(report.InternalErrors);
        Assert.Empty(report.UncontrolledInvocations);
        Assert.Equal(schedules, GetScheduleCount(engine));
    }

    private static TestingEngine Explore(Func<Task> harness, uint schedules)
    {
        var engine = TestingEngine.Create(
            Configuration.Create()
                .WithTestingIterations(schedules)
                .WithMaxSchedulingSteps(20_000)
                .WithDeadlockTimeout(DeadlockTimeout)
                .WithSystematicFuzzingFallbackEnabled(false)
                .WithTelemetryEnabled(false),
            harness);
        engine.Run();
        return engine;
    }

    private static uint GetScheduleCount(TestingEngine engine) =>
        (uint)(engine.TestReport.NumOfExploredFairPaths + engine.TestReport.NumOfExploredUnfairPaths);

    private static void Write(string line) => TestContext.Current.TestOutputHelper?.WriteLine(line);
}
