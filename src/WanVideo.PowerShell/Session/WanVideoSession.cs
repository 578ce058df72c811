using WanVideo.Polling;

namespace WanVideo.Session;

/// <summary>The state of this process, shared by all runspaces. Providers are loaded on first use, not when the module is imported.</summary>
internal sealed class WanVideoSession
{
    private WanVideoSession()
    {
        Providers = new(Path.Combine(Path.GetDirectoryName(typeof(WanVideoSession).Assembly.Location)!, "lib"));
        Connections = new(Providers);
        Ledgers = new(Providers.CreateLedger);
    }

    public static WanVideoSession Current { get; } = new();

    /// <summary>The available providers.</summary>
    public ProviderRegistry Providers { get; }

    /// <summary>The open connections.</summary>
    public ConnectionRegistry Connections { get; }

    /// <summary>The ledgers in use.</summary>
    public OpenLedgers Ledgers { get; }

    /// <summary>Measured run times of completed tasks.</summary>
    public RunTimeStatistics RunTimeStatistics { get; } = new();
}
