using System.ComponentModel;
using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;

namespace WanVideo.Engine;

/// <summary>Starts the PowerShell of the NuGet package that <c>PowerShell.props</c> pins.</summary>
internal static class PowerShellHost
{
    /// <summary>Path of a <c>pwsh</c> or <c>pwsh.dll</c> that replaces the package's PowerShell.</summary>
    public const string OverrideVariable = "WANVIDEO_TEST_PWSH";

    // <root>/shared/Microsoft.NETCore.App/<version>/
    private static readonly string DotNetRoot = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../.."));

    /// <summary>Folder of the pinned Pester module.</summary>
    public static string PesterPath => GetMetadata("PesterPath");

    /// <summary>Returns a path that the build recorded in this assembly.</summary>
    public static string GetMetadata(string key) =>
        Assembly.GetExecutingAssembly().GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;

    /// <summary>Starts PowerShell with these arguments.</summary>
    /// <param name="redirect">Whether the caller reads standard output and standard error.</param>
    /// <param name="arguments">Arguments of <c>pwsh</c>.</param>
    public static Process Start(bool redirect, params string[] arguments)
    {
        if (Environment.GetEnvironmentVariable(OverrideVariable) is { Length: > 0 } path)
        {
            return path.EndsWith(".dll", StringComparison.OrdinalIgnoreCase) ? StartAssembly(path, redirect, arguments) : StartProgram(path, redirect, arguments);
        }

        var folder = Path.Combine(GetMetadata("PowerShellPath"), OperatingSystem.IsWindows() ? "win" : "unix");
        var program = Path.Combine(folder, OperatingSystem.IsWindows() ? "pwsh.exe" : "pwsh");
        if (RuntimeInformation.OSArchitecture == Architecture.X64)
        {
            try
            {
                return StartProgram(program, redirect, arguments);
            }
            catch (Win32Exception)
            {
                // The package's executable is for Linux with glibc, and its mode is 0744: only its owner can execute it.
            }
        }

        return StartAssembly(Path.Combine(folder, "pwsh.dll"), redirect, arguments);
    }

    private static Process StartAssembly(string path, bool redirect, string[] arguments) =>
        StartProgram(Path.Combine(DotNetRoot, OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"), redirect, [path, .. arguments]);

    private static Process StartProgram(string path, bool redirect, string[] arguments) => Process.Start(new ProcessStartInfo(path, arguments)
    {
        RedirectStandardOutput = redirect,
        RedirectStandardError = redirect,
        Environment =
        {
            // The executable searches the default install locations otherwise, which may not have this runtime.
            ["DOTNET_ROOT"] = DotNetRoot,

            // These processes run for seconds: the instrumentation of tiered compilation would use a tenth of their CPU time.
            ["DOTNET_TieredPGO"] = "0",
            ["POWERSHELL_TELEMETRY_OPTOUT"] = "1",
            ["POWERSHELL_UPDATECHECK"] = "Off",
        },
    })!;
}
