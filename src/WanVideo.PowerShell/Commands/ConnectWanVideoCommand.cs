using System.Management.Automation;
using System.Net;
using System.Security;
using WanVideo.Binding;
using WanVideo.Commands.Base;
using WanVideo.Completion;
using WanVideo.Ledger;
using WanVideo.Session;

namespace WanVideo.Commands;

/// <summary>Opens a connection to a gateway, with its API key and its base URL, for this process. Sends no request.</summary>
[Cmdlet(VerbsCommunications.Connect, "WanVideo")]
[OutputType(typeof(WanVideoConnection))]
public sealed class ConnectWanVideoCommand : WanVideoCommand, IDynamicParameters
{
    private ProviderDynamicParameters? settings;

    /// <summary>The gateway. <c>Sandbox</c> needs no key, costs nothing and uses no network.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ArgumentCompleter(typeof(ProviderCompleter))]
    public string Provider { get; set; } = "";

    /// <summary>The name of the connection, for <c>-Connection</c>. A gateway can have several connections, each with its own key. Default: the gateway's name.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <summary>The API key. Default: the value of the gateway's environment variable.</summary>
    [Parameter]
    [ApiKeyTransformation]
    public SecureString? ApiKey { get; set; }

    /// <summary>The base URL of the gateway, if it is not the default one: https, or http on this machine.</summary>
    [Parameter]
    public Uri? BaseUri { get; set; }

    /// <summary>A proxy for all requests, downloads included. Default: the system's proxy.</summary>
    [Parameter]
    public Uri? Proxy { get; set; }

    /// <summary>The credential for the proxy.</summary>
    [Parameter]
    [Credential]
    public PSCredential? ProxyCredential { get; set; }

    /// <summary>Use no proxy, not even the system's proxy.</summary>
    [Parameter]
    public SwitchParameter NoProxy { get; set; }

    /// <summary>Maximum number of retries of a request that is safe to retry. Default 4.</summary>
    [Parameter]
    [ValidateRange(0, 100)]
    public int MaximumRetryCount { get; set; } = 4;

    /// <summary>Seconds before the first retry. They double with each retry, up to 30. A Retry-After header takes precedence. Default 1.</summary>
    [Parameter]
    [ValidateRange(1, 3600)]
    public int RetryIntervalSec { get; set; } = 1;

    /// <summary>Timeout for establishing a connection, in seconds. Default 15.</summary>
    [Parameter]
    [ValidateRange(1, 3600)]
    public int ConnectionTimeoutSeconds { get; set; } = 15;

    /// <summary>Timeout for a response, and idle timeout of a download, in seconds. Default 60.</summary>
    [Parameter]
    [ValidateRange(1, 86400)]
    public int OperationTimeoutSeconds { get; set; } = 60;

    /// <summary>Return the connection.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>The parameters of the gateway in <see cref="Provider"/>, such as <c>-Region</c> with DashScope.</summary>
    public object? GetDynamicParameters() => settings = Session.Providers.Find(Provider) is { } info ? new ProviderDynamicParameters(info) : null;

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        try
        {
            OpenLedger();
            var info = Session.Providers.Find(Provider)
                ?? throw new VideoException(VideoErrorKind.InvalidParameter, $"-Provider '{Provider}' is unknown. Available: {string.Join(", ", Session.Providers.Providers.Select(provider => provider.Name))}.");
            var keySource = info.ApiKeyVariable is null || ApiKey is null ? ApiKeySource.GetVariable(info) : ApiKeySource.Parameter;
            var previousDefault = Session.Connections.Default;
            var (connection, replaced) = Session.Connections.Connect(GetName(info), CreateOptions(info), keySource);
            if (replaced is { IsOpenedByOtherRunspace: true })
            {
                WriteWarning($"{connection.Name}: the connection was opened in another runspace and is replaced for it too. Connections are shared by all runspaces of the process. Use -Name for another connection.");
            }
            else if (previousDefault is { IsOpenedByOtherRunspace: true } && !previousDefault.HasName(connection.Name))
            {
                WriteWarning($"{connection.Name} is now the default connection of all runspaces of the process, in place of {previousDefault.Name}, which another runspace opened. Use -Connection to select one.");
            }

            if (replaced is not null && (replaced.Info.Name != connection.Provider || replaced.Provider.BaseUri != connection.BaseUri || replaced.Provider.Account.KeyDigest != connection.Account))
            {
                WriteVerbose($"{connection.Name}: replaces the connection to {replaced.Info.Name} at {replaced.Provider.BaseUri}.");
            }

            WriteVerbose($"{connection.Name} connects to {connection.Provider} at {connection.BaseUri}.");

            if (PassThru)
            {
                WriteObject(connection);
            }
        }
        catch (VideoException exception)
        {
            ThrowTerminatingError(exception, Provider);
        }
    }

    // Opens an existing ledger in the background, because compiling the database driver takes longer than the first request. The command that needs
    // the ledger creates a missing one and reports errors.
    private void OpenLedger()
    {
        string location;
        try
        {
            location = LedgerLocation.Get(SessionState.Path.GetUnresolvedProviderPathFromPSPath);
        }
        catch (Exception exception) when (exception is RuntimeException or VideoException)
        {
            // The location is invalid: the first command that uses the ledger reports it.
            return;
        }

        if (!LedgerLocation.Exists(location))
        {
            return;
        }

        _ = Task.Run(async () =>
        {
            try
            {
                await Session.Ledgers.UseAsync(location, ledger => ledger.OpenAsync(CancellationToken.None));
            }
            catch (VideoException)
            {
                // The first command that uses the ledger reports the error.
            }
        });
    }

    // The name of another gateway would be ambiguous in -Connection. Wildcards would be so in Disconnect-WanVideo.
    private string GetName(VideoProviderInfo info)
    {
        if (Name is null)
        {
            return info.Name;
        }

        if (Session.Providers.Find(Name) is { } other && other.Name != info.Name)
        {
            throw new VideoException(VideoErrorKind.InvalidParameter, $"-Name '{Name}' is the name of another gateway.");
        }

        return string.IsNullOrWhiteSpace(Name) || WildcardPattern.ContainsWildcardCharacters(Name)
            ? throw new VideoException(VideoErrorKind.InvalidParameter, $"-Name '{Name}' is empty or contains wildcard characters.")
            : Name.Trim();
    }

    private ProviderOptions CreateOptions(VideoProviderInfo info) => new()
    {
        Provider = info,
        BaseUri = BaseUri is null ? null : EndpointValidator.ValidateBaseUri(BaseUri),
        ApiKey = info.ApiKeyVariable is null ? null : ApiKey is null ? ApiKeySource.FromEnvironment(info) : ApiKeySource.FromParameter(ApiKey),
        Proxy = Proxy is null ? null : new WebProxy(EndpointValidator.ValidateProxy(Proxy)) { Credentials = ProxyCredential?.GetNetworkCredential() },
        NoProxy = NoProxy,
        MaximumRetryCount = MaximumRetryCount,
        RetryInterval = TimeSpan.FromSeconds(RetryIntervalSec),
        ConnectionTimeout = TimeSpan.FromSeconds(ConnectionTimeoutSeconds),
        OperationTimeout = TimeSpan.FromSeconds(OperationTimeoutSeconds),
        Settings = settings?.GetBoundValues(this) ?? [],
    };
}
