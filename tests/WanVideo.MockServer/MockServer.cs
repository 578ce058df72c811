using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using WanVideo.Sandbox;

namespace WanVideo.MockServer;

/// <summary>The sandbox on a real listener, with faults on demand and a record of what arrived.</summary>
public sealed class MockServer : IAsyncDisposable
{
    private readonly WebApplication application;

    private MockServer(WebApplication application, FaultList faults, RequestRecord record)
    {
        this.application = application;
        Faults = faults;
        Record = record;
    }

    /// <summary>Where it listens.</summary>
    public Uri BaseUri => AddressOf(application);

    /// <summary>What goes wrong.</summary>
    public FaultList Faults { get; }

    /// <summary>What arrived.</summary>
    public RequestRecord Record { get; }

    /// <summary>Starts a server.</summary>
    public static async Task<MockServer> StartAsync(MockServerOptions options)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseKestrelHttpsConfiguration();

        // Standard output is for the address alone; what goes wrong in here by itself is said on the other stream.
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Warning).AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, options.Port, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            if (options.CertificatePath is { } path)
            {
                listen.Protocols = HttpProtocols.Http1AndHttp2;
                listen.UseHttps(LoopbackCertificate.Create(path));
            }
        }));

        // A test that is over waits for no request that a fault still holds.
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.Zero);
        var application = builder.Build();

        // The addresses of videos begin with the server's own, which is known once it listens.
        var clock = new RequestClock();
        var gateway = new Lazy<SandboxServer>(() => new SandboxServer(
            new SandboxOptions { TaskDuration = options.TaskDuration, ApiKey = options.ApiKey, ResultBase = AddressOf(application) },
            clock));
        var faults = new FaultList();
        var record = new RequestRecord(gateway);
        application.MapControl(faults, record);
        application.MapFallback("{**path}", context => new Exchange(context, gateway.Value, clock, faults, record).RunAsync());
        await application.StartAsync();
        return new MockServer(application, faults, record);
    }

    /// <summary>Runs until it is told to stop, or a source of shutdown is.</summary>
    public Task WaitForShutdownAsync(CancellationToken cancellationToken) => application.WaitForShutdownAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => application.DisposeAsync();

    private static Uri AddressOf(WebApplication application) => new(application.Urls.Single() + "/");
}
