using System.Management.Automation;
using WanVideo.Binding;
using WanVideo.Commands.Base;
using WanVideo.Completion;

namespace WanVideo.Commands;

/// <summary>Gets the remaining balance of an account and of its API key, at gateways that report it.</summary>
[Cmdlet(VerbsCommon.Get, "WanVideoBalance")]
[OutputType(typeof(Balance))]
public sealed class GetWanVideoBalanceCommand : AsyncCommand
{
    /// <summary>The gateway. Default: the gateway connected last.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ProviderCompleter))]
    [StringTransformation]
    public string? Provider { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => RunForInput(Provider, () =>
    {
        var provider = Session.GetProvider(Provider);
        Start(provider.Name, async cancellationToken =>
        {
            var balance = await provider.GetBalanceAsync(Bridge, cancellationToken);
            return () => WriteObject(balance);
        });
    });
}
