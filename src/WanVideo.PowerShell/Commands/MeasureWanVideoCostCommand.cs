using System.Management.Automation;
using WanVideo.Binding;
using WanVideo.Commands.Base;

namespace WanVideo.Commands;

/// <summary>Estimates the cost of requests by the gateway's billing rule. Sends nothing and needs no key.</summary>
[Cmdlet(VerbsDiagnostic.Measure, "WanVideoCost")]
[OutputType(typeof(WanVideoCost))]
public sealed class MeasureWanVideoCostCommand : VideoRequestCommand
{
    /// <summary>The price of one second, in any currency. <see cref="WanVideoCost.Price"/> is in the same currency.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [NumberTransformation<decimal>(Minimum = 0, Maximum = 1e9)]
    public decimal? PricePerSecond { get; set => field = Bind(value); }

    private protected override void Process(RowRequest request) =>
        WriteObject(WanVideoCost.Estimate(request.Provider.Name, request.Prepared, PricePerSecond) with { Label = request.Label, Row = InputRow.Parse(request.Row), OtherColumns = request.OtherColumns });
}
