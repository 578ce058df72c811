using System.Net;
using WanVideo.Sandbox;

namespace WanVideo.MockServer;

/// <summary>The sandbox on a real listener, with faults on demand and a record of what arrived.</summary>
public sealed class MockServer : IAsyncDisposable
{
    private readonly WebApplication application;

    private MockServer(WebApplication application, Uri baseUri, FaultList faults, RequestRecord record)
    {
        this.application = application;
        BaseUri = baseUri;
        Faults = faults;
        Record = record;
    }

    /// <summary>Where it listens.</summary>
    public Uri BaseUri { get; }

    /// <summary>What goes wrong.</summary>
    public FaultList Faults { get; }

    /// <summary>What arrived.</summary>
    public RequestRecord Record { get; }

    /// <summary>Starts a server.</summary>
    public static async Task<MockServer> StartAsync(MockServerOptions options)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, options.Port));
        var application = builder.Build();

        var faults = new FaultList();
        var record = new RequestRecord();
        SandboxGateway? gateway = null;
        application.MapControl(faults, record);
        application.MapFallback("{**path}", context => new Exchange(context, gateway!, faults, record).RunAsync());
        await application.StartAsync();

        var address = new Uri(application.Urls.Single() + "/");
        gateway = new SandboxGateway(
            new SandboxOptions { TaskDuration = options.TaskDuration, ApiKey = options.ApiKey, ResultBase = address },
            TimeProvider.System);
        return new MockServer(application, address, faults, record);
    }

    /// <summary>Runs until it is told to stop, or a source of shutdown is.</summary>
    public Task WaitForShutdownAsync(CancellationToken cancellationToken) => application.WaitForShutdownAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => application.DisposeAsync();
}
