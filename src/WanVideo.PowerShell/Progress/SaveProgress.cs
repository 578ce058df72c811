using System.Globalization;
using System.Management.Automation;
using WanVideo.Async;
using WanVideo.Downloading;

namespace WanVideo.Progress;

/// <summary>One progress bar for all downloads of a command.</summary>
/// <param name="command">The cmdlet.</param>
/// <param name="bridge">Passes redraws to the pipeline thread.</param>
internal sealed class SaveProgress(Cmdlet command, AsyncBridge bridge)
{
    private const double BytesPerMebibyte = 1024 * 1024;

    private readonly ProgressBar bar = new(command, "Saving videos");
    private readonly ProgressThrottle throttle = new(TimeProvider.System);
    private readonly List<string> runningNames = [];
    private int startedCount;
    private int completedCount;
    private long receivedBytes;

    /// <summary>Adds a download. Called on the pipeline thread.</summary>
    /// <param name="name">The name of the task.</param>
    public Download StartDownload(string name)
    {
        startedCount++;
        runningNames.Add(name);
        return new Download(this, name);
    }

    /// <summary>Removes the bar.</summary>
    public void Complete() => bar.Complete();

    private void AddReceived(long bytes)
    {
        Interlocked.Add(ref receivedBytes, bytes);
        if (throttle.TryStartRedraw())
        {
            bridge.Post(Draw);
        }
    }

    private void Draw()
    {
        throttle.CompleteRedraw();
        var mebibytes = Interlocked.Read(ref receivedBytes) / BytesPerMebibyte;
        bar.Show(string.Create(CultureInfo.CurrentCulture, $"{ProgressBar.ListNames(runningNames)}{completedCount} of {startedCount} saved, {mebibytes:0.0} MiB"), (double)completedCount / startedCount);
    }

    /// <summary>The progress of one download.</summary>
    internal sealed class Download(SaveProgress parent, string name) : IProgress<DownloadProgress>
    {
        private long reportedBytes;

        public void Report(DownloadProgress value)
        {
            var previous = reportedBytes;
            reportedBytes = value.Received;
            parent.AddReceived(value.Received - previous);
        }

        /// <summary>The download succeeded or failed. Called on the pipeline thread.</summary>
        public void Complete()
        {
            parent.completedCount++;
            parent.runningNames.Remove(name);
        }
    }
}
