using WanVideo.Ledger;
using WanVideo.Tests.Creating;

namespace WanVideo.Tests.Ledger;

public sealed class TaskRecorderTests : CreateTestBase
{
    [Fact]
    public async Task A_failure_that_the_gateway_corrects_to_a_success_is_recorded_as_a_success()
    {
        var failed = State("task-1") with { Status = VideoStatus.Failed, Error = new VideoError { Kind = VideoErrorKind.ProviderFault, Message = "No." } };
        var recorder = new TaskRecorder(() => Ledger, Messages, Time);
        recorder.RecordTerminalStatus(new FakeProvider(), previous: null, failed);
        await Time.RunAsync(recorder.FlushAsync(Cancellation));
        recorder.RecordTerminalStatus(new FakeProvider(), failed, State("task-1") with { Status = VideoStatus.Succeeded });
        await Time.RunAsync(recorder.FlushAsync(Cancellation));

        var task = (await GetRecordAsync()).ToTask();
        Assert.Equal((VideoStatus.Succeeded, null), (task.Status, task.Error));
    }

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
