using System.Globalization;
using WanVideo.Benchmarks;

// Usage: dotnet run -c Release --project benchmarks/WanVideo.Benchmarks [tasks [sigma]]
await PollingComparison.RunAsync(
    args is [var tasks, ..] ? int.Parse(tasks, CultureInfo.InvariantCulture) : 10_000,
    args is [_, var sigma] ? double.Parse(sigma, CultureInfo.InvariantCulture) : 0.5);
