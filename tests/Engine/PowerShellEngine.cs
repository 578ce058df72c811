using System.Diagnostics;

namespace WanVideo.Engine;

/// <summary>The PowerShell on the path of this machine, if there is one that the module runs in.</summary>
internal sealed class PowerShellEngine
{
    public static readonly Version Needed = new(7, 6);

    private PowerShellEngine(string path, Version version)
    {
        Path = path;
        Version = version;
    }

    public string Path { get; }

    public Version Version { get; }

    /// <summary>Looks for <c>pwsh</c> on the path.</summary>
    /// <param name="whyNot">Where there is none that serves: why.</param>
    public static PowerShellEngine? Find(out string whyNot)
    {
        var name = OperatingSystem.IsWindows() ? "pwsh.exe" : "pwsh";
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(System.IO.Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => System.IO.Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);
        if (path is null)
        {
            whyNot = $"there is no {name} on the path (PowerShell {Needed} or later is needed).";
            return null;
        }

        var said = Run(path, "-NoProfile", "-NonInteractive", "-Command", "'{0}.{1}' -f $PSVersionTable.PSVersion.Major, $PSVersionTable.PSVersion.Minor").Trim();
        if (!Version.TryParse(said, out var version) || version < Needed)
        {
            whyNot = $"{path} is PowerShell '{said}', and {Needed} or later is needed.";
            return null;
        }

        whyNot = "";
        return new(path, version);
    }

    /// <summary>Starts the engine with these arguments.</summary>
    public Process Start(bool redirect, params IEnumerable<string> arguments) => Start(Path, redirect, arguments);

    private static Process Start(string path, bool redirect, IEnumerable<string> arguments) => Process.Start(new ProcessStartInfo(path, arguments)
    {
        RedirectStandardOutput = redirect,
        RedirectStandardError = redirect,
        Environment = { ["POWERSHELL_TELEMETRY_OPTOUT"] = "1", ["POWERSHELL_UPDATECHECK"] = "Off" },
    })!;

    private static string Run(string path, params string[] arguments)
    {
        using var process = Start(path, redirect: true, arguments);
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        errors.GetAwaiter().GetResult();
        process.WaitForExit();
        return output;
    }
}
