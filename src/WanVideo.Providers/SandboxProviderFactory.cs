using WanVideo.Ledger;
using WanVideo.Sandbox;

namespace WanVideo.Providers;

/// <summary>Creates the sandbox provider: a built-in provider connected to a <see cref="SandboxServer"/> in the same process.</summary>
/// <param name="registrations">The providers whose protocols the sandbox has. The first is the default.</param>
internal sealed class SandboxProviderFactory(IReadOnlyList<ProviderRegistration> registrations)
{
    private const string TaskSecondsSetting = "SandboxTaskSec";
    private const string ProtocolSetting = "Protocol";
    private const string Name = "Sandbox";

    public VideoProviderInfo Info { get; } = new(Name, GetBaseUri(registrations[0].Info.BaseUri), ApiKeyVariable: null, registrations[0].CreateCatalog(Name))
    {
        Settings =
        [
            new(TaskSecondsSetting, typeof(double), "Seconds that a task takes. Default 3."),
            new(ProtocolSetting, typeof(string), $"The gateway whose models and protocol the sandbox has. Default {registrations[0].Info.Name}.")
            {
                AllowedValues = [.. registrations.Select(registration => registration.Info.Name)],
            },
        ],
        Operations = registrations[0].Info.Operations,
        MaxBatchSize = registrations[0].Info.MaxBatchSize,
    };

    /// <summary>The base URL of the sandbox with a gateway's protocol. It differs for each gateway, because tasks and labels belong to a base URL.</summary>
    public static Uri GetBaseUri(Uri gatewayBaseUri) => new($"https://{gatewayBaseUri.Host}.sandbox.invalid/");

    public IVideoProvider Create(ProviderOptions options)
    {
        var registration = options.GetString(ProtocolSetting) is { } protocol
            ? registrations.Single(registration => registration.Info.Name.Equals(protocol, StringComparison.OrdinalIgnoreCase))
            : registrations.FirstOrDefault(registration => GetBaseUri(registration.Info.BaseUri) == options.BaseUri) ?? registrations[0];

        // Each connection has its own sandbox. They share their tasks by the file.
        var sandboxOptions = new SandboxOptions { ResultBase = options.BaseUri ?? GetBaseUri(registration.Info.BaseUri), StorePath = Path.Combine(LedgerLocation.StateFolder, "sandbox.jsonl") };
        if (options.GetNumber(TaskSecondsSetting) is { } seconds)
        {
            sandboxOptions = sandboxOptions with { TaskDuration = TimeSpan.FromSeconds(seconds) };
        }

        var server = new SandboxServer(sandboxOptions, options.TimeProvider);
        return registration.Create(options, () => new SandboxHandler(server));
    }
}
