using System.Management.Automation;
using WanVideo.Commands.Base;
using WanVideo.Downloading;
using WanVideo.Progress;
using WanVideo.Session;

namespace WanVideo.Commands;

/// <summary>
/// Downloads the videos of succeeded tasks into a folder, each as <c>&lt;Id&gt;.mp4</c> or under the name in <c>-Name</c>. A file gets its final name
/// when it is complete. A video that was saved to the same file before is not downloaded again. Another existing file is not overwritten unless <c>-Force</c>
/// is set.
/// </summary>
[Cmdlet(VerbsData.Save, "WanVideo", DefaultParameterSetName = TaskSet, SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class SaveWanVideoCommand : TaskInputCommand
{
    private readonly HashSet<string> targets = new(StringComparer.OrdinalIgnoreCase);
    private SaveProgress? progress;
    private string folder = "";
    private VideoFileName fileName = VideoFileName.Default;
    private int index;

    /// <summary>The folder. It is created if it does not exist. Wildcards must match one existing folder. Default: the current location.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>The folder, without wildcards.</summary>
    [Parameter]
    [Alias("PSPath", "LP")]
    [ValidateNotNullOrEmpty]
    public string? LiteralPath { get; set; }

    /// <summary>
    /// The file name: text with {Id}, {Model}, {Provider}, {Prompt}, {CreatedAt} or {Index}, which is the position in this call, from 1. The last two
    /// accept a .NET format string, as in <c>{Index:000}</c>. Characters that are invalid in file names become "_". Default <c>{Id}</c>.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <summary>Overwrite existing files.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Return the files.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>Maximum number of concurrent downloads. Default 5.</summary>
    [Parameter]
    [ValidateRange(1, 64)]
    public int ThrottleLimit { get; set; } = 5;

    private protected override int MaxConcurrency => ThrottleLimit;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        try
        {
            folder = OutputFolder.Resolve(this, Path, LiteralPath);
            fileName = Name is null ? fileName : new VideoFileName(Name);
        }
        catch (VideoException exception)
        {
            ThrowTerminatingError(exception, Name ?? LiteralPath ?? Path);
        }

        progress = new SaveProgress(this, Bridge);
    }

    private protected override void RemoveProgress() => progress?.Complete();

    private protected override void Process(TaskInput input, IVideoProvider provider)
    {
        var target = System.IO.Path.Combine(folder, fileName.Format(input.ToTask(provider), ++index));
        if (!ShouldProcess(target, $"Save the video of {input.Id}"))
        {
            return;
        }

        if (!targets.Add(target))
        {
            throw new VideoException(VideoErrorKind.FileExists, $"'{target}' is already the target of another video in this call. This video was not downloaded.");
        }

        var download = progress!.StartDownload();
        Start(input.InputObject, async cancellationToken =>
        {
            try
            {
                var task = input.ToTask(provider);
                var file = Force ? null : await Recorder.FindSavedAsync(task, target, cancellationToken);
                if (file is null)
                {
                    (file, task) = await new VideoSaver(provider).SaveAsync(input.Id, input.InitialState, target, Force, download, Bridge, cancellationToken);
                    Recorder.RecordSaved(provider, task, file);
                }
                else
                {
                    Bridge.WriteVerbose($"{task.Label ?? task.Id} was saved to '{target}' before. The file is unchanged and was not downloaded again.");
                }

                return () =>
                {
                    if (PassThru)
                    {
                        // From the file system provider, as Get-Item returns it, because its view needs the added PSProvider properties.
                        WriteObject(InvokeProvider.Item.Get([file.FullName], force: true, literalPath: true), enumerateCollection: true);
                    }
                };
            }
            finally
            {
                Bridge.Post(download.Complete);
            }
        });
    }
}
