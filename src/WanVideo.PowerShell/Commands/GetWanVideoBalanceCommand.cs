using System.Management.Automation;
using WanVideo.Binding;
using WanVideo.Completion;
using WanVideo.Pipeline;

namespace WanVideo.Commands;

/// <summary>What an account, and its key, have left at a gateway that tells.</summary>
[Cmdlet(VerbsCommon.Get, "WanVideoBalance")]
[OutputType(typeof(Balance))]
public sealed class GetWanVideoBalanceCommand : AsyncCommand
{
    /// <summary>The gateway. Without it, the one connected last.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ProviderCompleter))]
    [StringTransformation]
    public string? Provider { get; set; }

    private protected override AsyncBridge CreateWork() => new(this, limit: 1) { InOrder = true };

    /// <inheritdoc/>
    protected override void ProcessRecord() => ForInput(Provider, () =>
    {
        var provider = Session.Provider(Provider);
        Start(provider.Name, async cancellationToken =>
        {
            var balance = await provider.GetBalanceAsync(Work, cancellationToken);
            return () => WriteObject(balance);
        });
    });
}
