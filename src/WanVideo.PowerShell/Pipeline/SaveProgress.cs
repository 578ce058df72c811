using System.Globalization;
using System.Management.Automation;
using WanVideo.Downloading;

namespace WanVideo.Pipeline;

/// <summary>The progress of downloads: one bar for all, with the bytes of those under way. Drawn on the pipeline thread, at most a few times a second.</summary>
internal sealed class SaveProgress(Cmdlet command, ConcurrentWork work)
{
    private const int ActivityId = 0x57_53;
    private const string Activity = "Saving videos";
    private static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(200);

    private int begun;
    private int ended;
    private long received;
    private long drawnAt;
    private bool isShown;

    /// <summary>A download begins.</summary>
    /// <param name="name">The file's name.</param>
    public Bar Start(string name)
    {
        begun++;
        return new Bar(this, name);
    }

    /// <summary>Takes the bar away.</summary>
    public void Complete()
    {
        if (isShown)
        {
            command.WriteProgress(new ProgressRecord(ActivityId, Activity, " ") { RecordType = ProgressRecordType.Completed });
        }
    }

    private void Arrived(long bytes, string name)
    {
        Interlocked.Add(ref received, bytes);
        var last = Interlocked.Read(ref drawnAt);
        if ((last == 0 || TimeProvider.System.GetElapsedTime(last) >= Frame)
            && Interlocked.CompareExchange(ref drawnAt, TimeProvider.System.GetTimestamp(), last) == last)
        {
            work.Post(() => Draw(name));
        }
    }

    private void Draw(string name)
    {
        isShown = true;
        command.WriteProgress(new ProgressRecord(ActivityId, Activity, string.Create(CultureInfo.CurrentCulture, $"{ended} of {begun} saved, {Interlocked.Read(ref received) / 1048576.0:0.0} MiB"))
        {
            CurrentOperation = name,
            PercentComplete = begun == 0 ? 0 : 100 * ended / begun,
        });
    }

    /// <summary>One download. Told from any thread how much has arrived.</summary>
    internal sealed class Bar(SaveProgress all, string name) : IProgress<DownloadProgress>
    {
        private long seen;

        public void Report(DownloadProgress value)
        {
            var before = seen;
            seen = value.Received;
            all.Arrived(value.Received - before, name);
        }

        /// <summary>The download ended, well or badly. On the pipeline thread.</summary>
        public void Complete() => all.ended++;
    }
}
