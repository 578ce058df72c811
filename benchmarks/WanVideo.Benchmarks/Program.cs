using WanVideo.Benchmarks;

// Usage: dotnet run -c Release --project benchmarks/WanVideo.Benchmarks [tasks]
await WaitingComparison.RunAsync(args is [var tasks] ? int.Parse(tasks, null) : 10_000);
