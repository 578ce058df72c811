using System.Globalization;
using System.Management.Automation;
using WanVideo.Downloading;

namespace WanVideo.Pipeline;

/// <summary>The progress of all downloads of a command, in one bar that is drawn at most a few times a second.</summary>
/// <param name="command">The cmdlet.</param>
/// <param name="work">Its work, through which bytes that arrive on other threads come to the pipeline thread.</param>
internal sealed class SaveProgress(Cmdlet command, AsyncBridge work)
{
    private const double BytesPerMebibyte = 1024 * 1024;

    private readonly ProgressBar bar = new(command, "Saving videos");
    private readonly ProgressThrottle frames = new();
    private int begun;
    private int ended;
    private long received;

    /// <summary>A download begins.</summary>
    public Download Start()
    {
        begun++;
        return new Download(this);
    }

    /// <summary>Takes the bar away.</summary>
    public void Complete() => bar.Complete();

    private void Arrived(long bytes)
    {
        Interlocked.Add(ref received, bytes);
        if (frames.IsDue())
        {
            work.Post(Draw);
        }
    }

    private void Draw()
    {
        frames.Drawn();
        var mebibytes = Interlocked.Read(ref received) / BytesPerMebibyte;
        bar.Show(string.Create(CultureInfo.CurrentCulture, $"{ended} of {begun} saved, {mebibytes:0.0} MiB"), (double)ended / begun);
    }

    /// <summary>One download. May be told from any thread how much has arrived.</summary>
    internal sealed class Download(SaveProgress all) : IProgress<DownloadProgress>
    {
        private long seen;

        public void Report(DownloadProgress value)
        {
            var before = seen;
            seen = value.Received;
            all.Arrived(value.Received - before);
        }

        /// <summary>The download ended, well or badly. On the pipeline thread.</summary>
        public void End() => all.ended++;
    }
}
