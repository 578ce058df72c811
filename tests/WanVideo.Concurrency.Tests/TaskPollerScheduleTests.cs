using WanVideo.Polling;

namespace WanVideo.Tests;

/// <summary><see cref="TaskPoller"/>: the poll loop, with tasks added while it runs and responses at any time.</summary>
public sealed class TaskPollerScheduleTests
{
    [Fact]
    public void Each_task_is_reported_once() => Exploration.Run(() => RunAsync(isCanceled: false));

    [Fact]
    public void A_cancellation_at_any_time_leaves_no_request_and_reports_nothing_later() => Exploration.Run(() => RunAsync(isCanceled: true));

    private static async Task RunAsync(bool isCanceled)
    {
        var time = new ControlledTime();
        var observer = new ExclusiveObserver();
        using var single = new DelayedProvider("single", batchSize: 1);
        using var batch = new DelayedProvider("batch", batchSize: 3);
        using var cancellationSource = new CancellationTokenSource();
        var poller = new TaskPoller(time, new PollSchedule(random: new Random(1)), observer, observer);

        poller.Add(single.CreateTask("a"));
        poller.Add(batch.CreateTask("b"));
        var adding = new[] { (single, "c"), (batch, "d"), (batch, "e") }.Select(task => Task.Run(() => poller.Add(task.Item1.CreateTask(task.Item2)))).ToArray();
        var completing = Task.Run(async () =>
        {
            await Task.WhenAll(adding);
            poller.CompleteAdding(TimeSpan.FromMinutes(1));
        });
        var canceling = Task.Run(() =>
        {
            if (isCanceled)
            {
                cancellationSource.Cancel();
            }
        });

        var polling = poller.WaitAsync(cancellationSource.Token);
        var clock = Task.Run(() => time.Run(polling));
        try
        {
            await polling;
            Assert.Equal(["a", "b", "c", "d", "e"], observer.Reported.Order());
        }
        catch (OperationCanceledException)
        {
            Assert.True(isCanceled);
            Assert.Equal(observer.Reported.Distinct(), observer.Reported);
        }

        Assert.Equal(0, single.ActiveRequests);
        Assert.Equal(0, batch.ActiveRequests);
        observer.IsClosed = true;
        await completing;
        await canceling;
        await clock;
    }

    /// <summary>Fails if two calls overlap, or if one is made after the poller has ended.</summary>
    private sealed class ExclusiveObserver : IPollObserver, IUserMessages
    {
        private int calls;

        public List<string> Reported { get; } = [];

        public bool IsClosed { get; set; }

        public void OnPolled(TrackedTask task) => Call(() => { });

        public void OnCompleted(TrackedTask task) => Call(() => Reported.Add(task.Task.Id));

        public void OnFailed(TrackedTask task, VideoException exception) => Call(() => Reported.Add(task.Task.Id));

        public void WriteWarning(string message)
        {
        }

        public void WriteVerbose(string message)
        {
        }

        private void Call(Action action)
        {
            Assert.False(IsClosed);
            Assert.Equal(1, Interlocked.Increment(ref calls));
            action();
            Interlocked.Decrement(ref calls);
        }
    }
}
