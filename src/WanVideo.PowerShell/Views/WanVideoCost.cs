namespace WanVideo;

/// <summary>What a request will be billed as. The gateway settles on the real length in the end.</summary>
/// <param name="Provider">The gateway.</param>
/// <param name="Model">The gateway's name of the model.</param>
/// <param name="BillableSeconds">What counts in all.</param>
/// <param name="IsUpperBound">Whether that is the most it can be, the lengths of the reference videos not being known.</param>
/// <param name="IsLowerBound">Whether that is the least it can be, because the gateway does not document what inputs count for.</param>
/// <param name="OutputSeconds">The seconds of video that are made.</param>
/// <param name="InputSeconds">The seconds of input that count.</param>
/// <param name="Surcharges">What makes these seconds dearer than the model's cheapest.</param>
/// <param name="Price">What that costs, where the price of a second was given.</param>
public sealed record WanVideoCost(
    string Provider,
    string Model,
    decimal BillableSeconds,
    bool IsUpperBound,
    bool IsLowerBound,
    decimal OutputSeconds,
    decimal InputSeconds,
    IReadOnlyList<string> Surcharges,
    decimal? Price);
