using System.Reflection;
using WanVideo;
using WanVideo.Creating;
using WanVideo.Downloading;
using WanVideo.Engine;
using WanVideo.Journal;
using WanVideo.Providers;
using WanVideo.Polling;

// Makes a video in the sandbox, which needs no key, no network and no money. Where PowerShell is there, the cmdlets do it; where it is
// not, the same core that stands behind them.
var folder = Path.Combine(Path.GetTempPath(), "wanvideo-quickstart");
var places = Assembly.GetExecutingAssembly().GetCustomAttributes<AssemblyMetadataAttribute>().ToDictionary(place => place.Key, place => place.Value!);

if (PowerShellEngine.Find(out var whyNot) is { } engine)
{
    Console.WriteLine($"PowerShell {engine.Version} is here: running examples/quickstart.ps1 in it.");
    using var process = engine.Start(redirect: false, "-NoProfile", "-File", places["Script"], "-Path", folder, "-ModulePath", places["ModuleOutput"]);
    await process.WaitForExitAsync();
    return process.ExitCode;
}

Console.WriteLine($"The cmdlets are not run, because {whyNot} The core behind them is, on the same steps.");

Console.WriteLine("1. Connect to the sandbox");
var factory = new ProviderFactory();
var sandbox = factory.Providers.Single(provider => provider.Name == "Sandbox");
using var gateway = factory.Create(new ProviderOptions { Provider = sandbox, BaseUri = sandbox.BaseUri });
Console.WriteLine($"   {gateway.Name} at {gateway.BaseUri}");

Console.WriteLine("2. Create a task");
var request = gateway.Catalog.Prepare(new VideoRequest
{
    Prompt = "A paper boat drifts down a rainy street",
    ImageUrl = ["https://example.com/boat.jpg"],
    Duration = 3,
});
var creator = new TaskCreator(new TaskJournal(TaskJournal.DefaultPath, TimeProvider.System), TimeProvider.System);
var messages = new ConsoleMessages();
var task = await creator.CreateAsync(gateway, request, messages, CancellationToken.None);
Console.WriteLine($"   {task}: {request}");

Console.WriteLine("3. Wait for it");
var waited = new TrackedTask(task, gateway);
await new TaskPoller(TimeProvider.System, new PollSchedule(), new ConsoleObserver(), messages).WaitAsync([waited], CancellationToken.None);

Console.WriteLine("4. Save the video");
var target = Path.Combine(folder, VideoFileName.Default.Format(task, 1));
var file = await new VideoSaver(gateway).SaveAsync(task.Id, waited.Task, target, overwrite: true, progress: null, messages, CancellationToken.None);
Console.WriteLine($"   {file.FullName} ({file.Length} bytes)");
return 0;

internal sealed class ConsoleMessages : IUserMessages
{
    public void WriteWarning(string message) => Console.WriteLine($"   Warning: {message}");

    public void WriteVerbose(string message)
    {
    }
}

internal sealed class ConsoleObserver : IPollObserver
{
    public void OnPolled(TrackedTask watched) => Console.WriteLine($"   {watched.Task}, {watched.Task.Progress} %");

    public void OnCompleted(TrackedTask watched) => Console.WriteLine($"   {watched.Task}");

    public void OnFailed(TrackedTask watched, Exception failure) => throw failure;
}
