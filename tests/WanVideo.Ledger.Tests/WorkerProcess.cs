using System.Diagnostics;
using System.Globalization;

namespace WanVideo.Tests.Ledger;

/// <summary>A process that uses the ledger: WanVideo.Ledger.Worker.</summary>
internal sealed class WorkerProcess : IDisposable
{
    // A worker that does not respond fails its test.
    private static readonly TimeSpan TimeLimit = TimeSpan.FromMinutes(2);

    private readonly Process process;
    private readonly List<string> lines = [];

    private WorkerProcess(Process process) => this.process = process;

    /// <summary>The lines that it has written.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (lines)
            {
                return [.. lines];
            }
        }
    }

    public bool HasExited => process.HasExited;

    /// <summary>Starts processes, which wait for <see cref="Begin"/>.</summary>
    public static Task<WorkerProcess[]> StartAsync(int number, params string[] arguments) => StartAsync(number, new Dictionary<string, string>(), arguments);

    /// <inheritdoc cref="StartAsync(int, string[])"/>
    public static Task<WorkerProcess[]> StartAsync(int number, IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        StartAsync(number, ["dotnet"], environment, arguments);

    /// <summary>Starts a process that obeys file permissions, also as root: it does not have the capability CAP_DAC_OVERRIDE.</summary>
    public static async Task<WorkerProcess> StartRestrictedAsync(params string[] arguments)
    {
        string[] program = Environment.IsPrivilegedProcess ? ["setpriv", "--bounding-set=-dac_override", "dotnet"] : ["dotnet"];
        return (await StartAsync(1, program, new Dictionary<string, string>(), arguments))[0];
    }

    private static async Task<WorkerProcess[]> StartAsync(int number, string[] program, IReadOnlyDictionary<string, string> environment, string[] arguments)
    {
        var folder = AppContext.BaseDirectory;
        var workers = new WorkerProcess[number];
        for (var index = 0; index < number; index++)
        {
            var start = new ProcessStartInfo(program[0]) { RedirectStandardInput = true, RedirectStandardOutput = true };
            string[] all =
            [
                .. program[1..], "exec", "--runtimeconfig", Path.Combine(folder, "WanVideo.Ledger.Tests.runtimeconfig.json"), "--depsfile", Path.Combine(folder, "WanVideo.Ledger.Tests.deps.json"),
                Path.Combine(folder, "WanVideo.Ledger.Worker.dll"), .. arguments,
            ];
            foreach (var argument in all)
            {
                start.ArgumentList.Add(argument);
            }

            foreach (var (name, value) in environment)
            {
                start.Environment[name] = value;
            }

            var worker = new WorkerProcess(Process.Start(start)!);
            worker.process.OutputDataReceived += (_, data) =>
            {
                lock (worker.lines)
                {
                    if (data.Data is { } line)
                    {
                        worker.lines.Add(line);
                    }
                }
            };
            worker.process.BeginOutputReadLine();
            workers[index] = worker;
        }

        foreach (var worker in workers)
        {
            await worker.WaitForLineAsync("ready");
        }

        return workers;
    }

    /// <summary>Lets the process run its command.</summary>
    public void Begin() => process.StandardInput.WriteLine();

    public async Task WaitForLineAsync(string line)
    {
        var started = Stopwatch.GetTimestamp();
        while (!Lines.Contains(line))
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < TimeLimit, $"The worker did not write '{line}' within {TimeLimit}.");
            Assert.False(process.HasExited && !Lines.Contains(line), $"The worker ended without '{line}'.");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    public async Task WaitAsync()
    {
        await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeLimit, TestContext.Current.CancellationToken);
        Assert.Equal(0, process.ExitCode);
    }

    /// <summary>Kills the process (SIGKILL).</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Stops the process without ending it.</summary>
    public void Freeze() => SendSignal("-STOP");

    /// <summary>Continues a process after <see cref="Freeze"/>.</summary>
    public void Continue() => SendSignal("-CONT");

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill();
        }

        process.Dispose();
    }

    private void SendSignal(string signal)
    {
        using var kill = Process.Start("kill", [signal, process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }
}
