using System.Management.Automation;
using WanVideo.Catalog;
using WanVideo.Commands.Base;

namespace WanVideo.Commands;

/// <summary>Estimates the cost of requests by the gateway's billing rule. Sends nothing and needs no key.</summary>
[Cmdlet(VerbsDiagnostic.Measure, "WanVideoTask")]
[OutputType(typeof(WanVideoCost))]
public sealed class MeasureWanVideoTaskCommand : VideoRequestCommand
{
    /// <summary>The price of one second, in any currency. <see cref="WanVideoCost.Price"/> is in the same currency.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateRange(0.0, 1e9)]
    public decimal? PricePerSecond { get; set; }

    private protected override void Process(object input, VideoProviderInfo provider, PreparedRequest request) =>
        WriteObject(WanVideoCost.Estimate(provider.Name, request, PricePerSecond));
}
