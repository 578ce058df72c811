using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

// Usage: dotnet run -c Release --project benchmarks/WanVideo.MicroBenchmarks [-- --filter '*Journal*']
// In this process: BenchmarkDotNet's own build of a project knows nothing of a runtime that is newer than it.
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(
    args is [] ? ["--filter", "*"] : args,
    DefaultConfig.Instance.AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance)));
