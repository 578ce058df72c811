using WanVideo.Ledger;
using WanVideo.Tests.Creating;

namespace WanVideo.Tests.Ledger;

public sealed class TaskRecorderTests : CreateTestBase
{
    [Theory]
    [InlineData(400)]
    [InlineData(5000)]
    public async Task After_a_stop_the_ledger_is_awaited_for_500_ms(int milliseconds)
    {
        using var stop = new CancellationTokenSource();
        Ledger.RecordDelay = TimeSpan.FromMilliseconds(milliseconds);
        var recorder = new TaskRecorder(() => Ledger, Messages, Time);
        recorder.RecordTerminalStatus(new FakeProvider(), previous: null, State("task-1") with { Status = VideoStatus.Succeeded });
        var start = Time.GetUtcNow();
        var flush = recorder.FlushAsync(stop.Token);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Time.RunAsync(flush));
        Assert.Equal(TimeSpan.FromMilliseconds(Math.Min(milliseconds, 500)), Time.GetUtcNow() - start);
    }
}
