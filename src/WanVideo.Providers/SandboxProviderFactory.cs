using WanVideo.Sandbox;

namespace WanVideo.Providers;

/// <summary>The sandbox: one of the gateways' own clients, over a gateway that runs in the process.</summary>
/// <param name="gateways">The gateways it can stand in for; the first unless another is asked for.</param>
internal sealed class SandboxProviderFactory(IReadOnlyList<ProviderRegistration> gateways)
{
    private const string TaskSeconds = "SandboxTaskSec";
    private const string Protocol = "Protocol";
    private const string Name = "Sandbox";

    private static readonly Uri Home = new SandboxOptions().ResultBase;

    public VideoProviderInfo Info { get; } = new(Name, Home, ApiKeyVariable: null, gateways[0].CreateCatalog(Name))
    {
        Settings =
        [
            new(TaskSeconds, typeof(double), "Seconds that a task takes. Default 3."),
            new(Protocol, typeof(string), $"The gateway to stand in for, with its models and its answers. Default {gateways[0].Info.Name}.") { AllowedValues = [.. gateways.Select(gateway => gateway.Info.Name)] },
        ],
    };

    public IVideoProvider Create(ProviderOptions options)
    {
        var standsFor = options.GetString(Protocol) ?? gateways[0].Info.Name;
        var row = gateways.Single(gateway => gateway.Info.Name.Equals(standsFor, StringComparison.OrdinalIgnoreCase));

        // Each connection has a sandbox of its own, which ends with it.
        var behaviour = new SandboxOptions { ResultBase = options.BaseUri ?? Home };
        if (options.GetNumber(TaskSeconds) is { } seconds)
        {
            behaviour = behaviour with { TaskDuration = TimeSpan.FromSeconds(seconds) };
        }

        var gateway = new SandboxServer(behaviour, options.TimeProvider);
        return row.Create(options, () => new SandboxHandler(gateway));
    }
}
