using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using WanVideo.Sandbox;

namespace WanVideo.MockServer;

/// <summary>The sandbox on a loopback listener, with faults on demand and a record of the requests.</summary>
public sealed class MockServer : IAsyncDisposable
{
    private readonly WebApplication application;

    private MockServer(WebApplication application, FaultList faults, RequestRecord record)
    {
        this.application = application;
        Faults = faults;
        Record = record;
    }

    /// <summary>The base URL of the listener.</summary>
    public Uri BaseUri => GetBaseUri(application);

    /// <summary>The faults.</summary>
    public FaultList Faults { get; }

    /// <summary>The requests.</summary>
    public RequestRecord Record { get; }

    /// <summary>Starts a server.</summary>
    public static async Task<MockServer> StartAsync(MockServerOptions options)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseKestrelHttpsConfiguration();

        // Standard output is reserved for the URL. Log messages go to standard error.
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

        // Do not wait for requests that a fault delays.
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.Zero);
        var application = builder.Build();

        // Result URLs contain the server's base URL, which is known once it listens.
        var clock = new RequestClock();
        var sandbox = new Lazy<SandboxServer>(() => new SandboxServer(
            new SandboxOptions { TaskDuration = options.TaskDuration, ApiKey = options.ApiKey, ResultBase = GetBaseUri(application) },
            clock));
        var faults = new FaultList();
        var record = new RequestRecord(sandbox);
        application.MapControl(faults, record);
        application.MapFallback("{**path}", context => new RequestHandler(context, sandbox.Value, clock, faults, record).HandleAsync());
        await application.StartAsync();
        return new MockServer(application, faults, record);
    }

    /// <summary>Waits until the server is shut down or the token is canceled.</summary>
    public Task WaitForShutdownAsync(CancellationToken cancellationToken) => application.WaitForShutdownAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => application.DisposeAsync();

    private static Uri GetBaseUri(WebApplication application) => new(application.Urls.Single() + "/");
}
