using System.Management.Automation;
using WanVideo.Progress;

namespace WanVideo.Tests.Progress;

public sealed class ProgressBarTests
{
    private readonly TestCommand command = new();
    private readonly ProgressBar bar;

    public ProgressBarTests() => bar = new ProgressBar(command, "Saving videos");

    [Fact]
    public void The_bar_shows_percentage_and_remaining_time()
    {
        bar.Show("1 of 4 saved", fraction: 0.25, TimeSpan.FromSeconds(90));
        var record = Assert.Single(command.Progress);
        Assert.Equal(("Saving videos", "1 of 4 saved", 25, 90), (record.Activity, record.StatusDescription, record.PercentComplete, record.SecondsRemaining));
    }

    [Theory]
    [InlineData(-0.1, 0)]
    [InlineData(1.5, 100)]
    public void A_fraction_out_of_range_is_clamped(double fraction, int percent)
    {
        bar.Show("status", fraction);
        Assert.Equal(percent, Assert.Single(command.Progress).PercentComplete);
    }

    [Fact]
    public void An_unknown_remaining_time_is_minus_one_second()
    {
        bar.Show("status", fraction: 0.5);
        Assert.Equal(-1, Assert.Single(command.Progress).SecondsRemaining);
    }

    [Fact]
    public void Complete_removes_the_bar_once()
    {
        bar.Show("status", fraction: 1);
        bar.Complete();
        bar.Complete();
        Assert.Equal([ProgressRecordType.Processing, ProgressRecordType.Completed], command.Progress.Select(record => record.RecordType));
    }

    [Fact]
    public void A_bar_that_was_never_shown_is_not_removed()
    {
        bar.Complete();
        Assert.Empty(command.Progress);
    }
}
