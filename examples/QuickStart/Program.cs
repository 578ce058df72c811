using WanVideo.Engine;

// Runs examples/quickstart.ps1, which creates a video in the sandbox, in the PowerShell that the restore downloads.
using var process = PowerShellHost.Start(
    redirect: false,
    "-NoProfile",
    "-File",
    PowerShellHost.GetMetadata("Script"),
    "-Path",
    Path.Combine(Path.GetTempPath(), "wanvideo-quickstart"),
    "-ModulePath",
    PowerShellHost.GetMetadata("ModuleOutput"));
await process.WaitForExitAsync();
return process.ExitCode;
