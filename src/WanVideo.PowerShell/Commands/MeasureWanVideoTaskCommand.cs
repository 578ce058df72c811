using System.Management.Automation;
using WanVideo.Catalog;
using WanVideo.Commands.Base;

namespace WanVideo.Commands;

/// <summary>What a request will be billed as, by the gateway's own rule, before it is sent. Sends nothing and needs no key.</summary>
[Cmdlet(VerbsDiagnostic.Measure, "WanVideoTask")]
[OutputType(typeof(WanVideoCost))]
public sealed class MeasureWanVideoTaskCommand : VideoRequestCommand
{
    /// <summary>What one second costs, in whatever money. Its cost is then said in that.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateRange(0.0, 1e9)]
    public decimal? PricePerSecond { get; set; }

    private protected override void Process(object input, VideoProviderInfo provider, PreparedRequest request)
    {
        var estimate = CostEstimate.Of(request);
        WriteObject(new WanVideoCost(
            provider.Name,
            estimate.Model,
            estimate.BillableSeconds,
            estimate.IsUpperBound,
            estimate.IsLowerBound,
            estimate.OutputSeconds,
            estimate.InputSeconds,
            estimate.Surcharges,
            PricePerSecond * estimate.BillableSeconds));
    }
}
