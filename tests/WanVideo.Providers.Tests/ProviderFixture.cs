using System.Net;
using WanVideo.Catalog;
using WanVideo.Ledger;
using WanVideo.MockServer;
using WanVideo.Providers;

namespace WanVideo.Tests;

/// <summary>A mock server for a test class and connections to it.</summary>
public sealed class ProviderFixture : IAsyncLifetime
{
    public const string Key = "sk-evo-CANARY-0123456789abcdef";

    public MockServer.MockServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() =>
        Server = await MockServer.MockServer.StartAsync(new MockServerOptions { ApiKey = Key, TaskDuration = TimeSpan.Zero });

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    /// <summary>Removes the faults and the requests of the previous test.</summary>
    public void Reset()
    {
        Server.Faults.Clear();
        Server.Record.Clear();
    }

    public IVideoProvider Connect(TimeProvider? time = null, string key = Key, int retries = 4, Uri? baseUri = null, int timeoutSeconds = 60, string name = "EvoLink", IWebProxy? proxy = null, params (string Name, object Value)[] settings)
    {
        var factory = new ProviderFactory();
        return factory.Create(new ProviderOptions
        {
            Provider = factory.Providers.Single(provider => provider.Name == name),
            BaseUri = baseUri ?? Server.BaseUri,
            ApiKey = key,
            MaximumRetryCount = retries,
            OperationTimeout = TimeSpan.FromSeconds(timeoutSeconds),
            TimeProvider = time ?? TimeProvider.System,
            Proxy = proxy,
            Settings = settings.ToDictionary(setting => setting.Name, setting => setting.Value),
        });
    }

    public static PreparedRequest Request(IVideoProvider provider, string prompt = "A cat playing piano") =>
        provider.Catalog.Prepare(new VideoRequest { Prompt = prompt, Image = ["https://example.com/cat.png"], Duration = 2 });

    /// <summary>A permit that is granted now and holds for a minute.</summary>
    public static SendPermit Permit(Guid? intentId = null, TimeProvider? time = null) => new(
        new Intent
        {
            Id = intentId ?? Guid.CreateVersion7(),
            Provider = "Any",
            BaseUri = new Uri("https://gateway.example/"),
            Fingerprint = "f",
            CreatedAt = DateTimeOffset.UnixEpoch,
        },
        attempt: 1,
        nonce: Guid.NewGuid(),
        owner: "owner",
        lease: TimeSpan.FromMinutes(3),
        time ?? TimeProvider.System);

    public static Fault RespondWith(HttpStatusCode status, string path, string body = "{}", int? times = null, params (string Name, string Value)[] headers) => new()
    {
        Path = path,
        Times = times,
        Action = new FaultAction
        {
            Kind = FaultKind.Status,
            Status = (int)status,
            Body = body,
            Headers = headers.ToDictionary(header => header.Name, header => header.Value),
        },
    };
}
