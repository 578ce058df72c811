using System.Management.Automation;
using System.Net;
using System.Security;
using WanVideo.Binding;
using WanVideo.Completion;
using WanVideo.Pipeline;
using WanVideo.Session;

namespace WanVideo.Commands;

/// <summary>Chooses a gateway, its key and its address for this process. Sends nothing.</summary>
[Cmdlet(VerbsCommunications.Connect, "WanVideo")]
[OutputType(typeof(WanVideoContext))]
public sealed class ConnectWanVideoCommand : WanVideoCommand, IDynamicParameters
{
    private ProviderDynamicParameters? settings;

    /// <summary>The gateway. <c>Sandbox</c> needs no key, costs nothing and uses no network.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ArgumentCompleter(typeof(ProviderCompleter))]
    public string Provider { get; set; } = "";

    /// <summary>The key. Without it, the gateway's environment variable is read.</summary>
    [Parameter(Position = 1)]
    [ApiKeyTransformation]
    public SecureString? ApiKey { get; set; }

    /// <summary>Another address of the gateway: https, or http on this machine.</summary>
    [Parameter]
    public Uri? BaseUri { get; set; }

    /// <summary>A proxy for all requests, downloads included. Default: the system's.</summary>
    [Parameter]
    public Uri? Proxy { get; set; }

    /// <summary>The credential for the proxy.</summary>
    [Parameter]
    [Credential]
    public PSCredential? ProxyCredential { get; set; }

    /// <summary>Use no proxy, not even the system's.</summary>
    [Parameter]
    public SwitchParameter NoProxy { get; set; }

    /// <summary>How often a request that is safe to repeat is repeated. Default 4.</summary>
    [Parameter]
    [ValidateRange(0, 100)]
    public int MaximumRetryCount { get; set; } = 4;

    /// <summary>Seconds before the first repeat; they double from one to the next, up to 30. A gateway's Retry-After wins. Default 1.</summary>
    [Parameter]
    [ValidateRange(1, 3600)]
    public int RetryIntervalSec { get; set; } = 1;

    /// <summary>Seconds that making a connection may take. Default 15.</summary>
    [Parameter]
    [ValidateRange(1, 3600)]
    public int ConnectionTimeoutSeconds { get; set; } = 15;

    /// <summary>Seconds that an answer may take, and that a download may stand still. Default 60.</summary>
    [Parameter]
    [ValidateRange(1, 86400)]
    public int OperationTimeoutSeconds { get; set; } = 60;

    /// <summary>Write the connection out.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>The parameters that the gateway named so far has alone, such as <c>-Region</c> with DashScope.</summary>
    public object? GetDynamicParameters() => settings = Session.TryFind(Provider) is { } info ? new ProviderDynamicParameters(info) : null;

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        try
        {
            var info = Session.Find(Provider);
            var context = Session.Connect(Options(info), info.ApiKeyVariable is null || ApiKey is null ? ApiKeySource.Variable(info) : ApiKeySource.Parameter);
            if (PassThru)
            {
                WriteObject(context);
            }
        }
        catch (VideoException failure)
        {
            ThrowTerminatingError(failure, Provider);
        }
    }

    private ProviderOptions Options(VideoProviderInfo info) => new()
    {
        Provider = info,
        BaseUri = BaseUri is null ? null : EndpointValidator.Checked(BaseUri),
        ApiKey = info.ApiKeyVariable is null ? null : ApiKey is null ? ApiKeySource.FromEnvironment(info) : ApiKeySource.FromParameter(ApiKey),
        Proxy = Proxy is null ? null : new WebProxy(EndpointValidator.CheckedProxy(Proxy)) { Credentials = ProxyCredential?.GetNetworkCredential() },
        NoProxy = NoProxy,
        MaximumRetryCount = MaximumRetryCount,
        RetryInterval = TimeSpan.FromSeconds(RetryIntervalSec),
        ConnectionTimeout = TimeSpan.FromSeconds(ConnectionTimeoutSeconds),
        OperationTimeout = TimeSpan.FromSeconds(OperationTimeoutSeconds),
        Settings = settings?.Given(this) ?? [],
    };
}
