using System.Management.Automation;
using WanVideo.Downloading;
using WanVideo.Pipeline;

namespace WanVideo.Commands;

/// <summary>
/// Downloads the videos of finished tasks into a folder, each as <c>&lt;Id&gt;.mp4</c> or as <c>-Name</c> has it. A file has its name only once it
/// is whole; a file that is there already is left alone unless <c>-Force</c> is given.
/// </summary>
[Cmdlet(VerbsData.Save, "WanVideo", DefaultParameterSetName = ByTask, SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class SaveWanVideoCommand : TaskInputCommand
{
    private readonly HashSet<string> claimed = new(StringComparer.OrdinalIgnoreCase);
    private SaveProgress? progress;
    private string folder = "";
    private VideoFileName names = VideoFileName.Default;
    private int index;

    /// <summary>The folder; made if it is not there. Wildcards may stand for one that is. Default: the present location.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>The folder in place of <c>-Path</c>, with no character in it meaning anything else.</summary>
    [Parameter]
    [Alias("PSPath", "LP")]
    [ValidateNotNullOrEmpty]
    public string? LiteralPath { get; set; }

    /// <summary>
    /// The names of the files: text with {Id}, {Model}, {Provider}, {Prompt}, {CreatedAt} or {Index} (the position in this call, from 1) in it, the last
    /// two also with a .NET format, as in <c>{Index:000}</c>. What a file system would refuse becomes "_". Default <c>{Id}</c>.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <summary>Replace files that are there already.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Write the files out.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>How many videos may be on their way at once. Default 5.</summary>
    [Parameter]
    [ValidateRange(1, 64)]
    public int ThrottleLimit { get; set; } = 5;

    private protected override AsyncBridge CreateWork() => new(this, ThrottleLimit);

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        try
        {
            folder = OutputFolder.Of(this, Path, LiteralPath);
            names = Name is null ? names : new VideoFileName(Name);
        }
        catch (VideoException failure)
        {
            ThrowTerminatingError(failure, Name ?? LiteralPath ?? Path);
        }

        progress = new SaveProgress(this, Work);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        try
        {
            base.ProcessRecord();
        }
        catch
        {
            progress!.Complete();
            throw;
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        try
        {
            base.EndProcessing();
        }
        finally
        {
            progress!.Complete();
        }
    }

    private protected override void Process(TaskInput input, IVideoProvider provider)
    {
        var target = System.IO.Path.Combine(folder, names.Format(input.At(provider), ++index));
        if (!ShouldProcess(target, $"Save the video of {input.Id}"))
        {
            return;
        }

        if (!claimed.Add(target))
        {
            throw new VideoException(VideoErrorKind.FileExists, $"'{target}' is the name of another video of this call. The second was not fetched.");
        }

        var download = progress!.Start();
        Start(input.Source, async cancellationToken =>
        {
            try
            {
                var file = await new VideoSaver(provider).SaveAsync(input.Id, input.Known, target, Force, download, Work, cancellationToken);
                Records.Saved(provider, input.Id, file);
                return () =>
                {
                    if (PassThru)
                    {
                        // As Get-Item gives it, or its view would have blanks for what PowerShell adds.
                        WriteObject(InvokeProvider.Item.Get([file.FullName], force: true, literalPath: true), enumerateCollection: true);
                    }
                };
            }
            finally
            {
                Work.Post(download.End);
            }
        });
    }
}
