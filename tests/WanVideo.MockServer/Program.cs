using WanVideo.MockServer;

// Usage: WanVideo.MockServer [--port 0] [--task-duration 00:00:00.3] [--api-key KEY] [--certificate FILE]
// Writes its base URL to standard output. Exits when its standard input closes, so it does not outlive its parent process.
var settings = new ConfigurationBuilder().AddCommandLine(args).Build();
await using var server = await MockServer.StartAsync(new MockServerOptions
{
    Port = settings.GetValue("port", 0),
    TaskDuration = settings.GetValue("task-duration", new MockServerOptions().TaskDuration),
    ApiKey = settings["api-key"],
    CertificatePath = settings["certificate"],
});
Console.WriteLine($"listening on {server.BaseUri}");

using var inputClosed = new CancellationTokenSource();
_ = Task.Run(async () =>
{
    while (await Console.In.ReadLineAsync() is not null)
    {
    }

    await inputClosed.CancelAsync();
});
await server.WaitForShutdownAsync(inputClosed.Token);
