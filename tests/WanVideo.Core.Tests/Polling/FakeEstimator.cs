using WanVideo.Polling;

namespace WanVideo.Tests.Polling;

/// <summary>An estimator with the same hazard rate at each age. Records its arguments.</summary>
internal sealed class FakeEstimator : IRunTimeEstimator
{
    public bool HasEstimate { get; init; } = true;

    public double TypicalRunTime { get; init; } = 90;

    public double HazardRate { get; set; } = 0.0177;

    public double PriorWeight { get; init; } = 1;

    public List<string> Records { get; } = [];

    public double GetTypicalRunTime(double age) => TypicalRunTime;

    public double GetHazardRate(int interval) => HazardRate;

    public double GetPriorWeight(int interval) => PriorWeight;

    public void RecordRunning(double fromAge, double toAge) => Records.Add(FormattableString.Invariant($"running {fromAge}-{toAge}"));

    public void RecordCompletionBetween(double fromAge, double toAge) => Records.Add(FormattableString.Invariant($"completed in {fromAge}-{toAge}"));

    public void RecordCompletionAt(double fromAge, double completionAge) => Records.Add(FormattableString.Invariant($"running from {fromAge}, completed at {completionAge}"));
}
