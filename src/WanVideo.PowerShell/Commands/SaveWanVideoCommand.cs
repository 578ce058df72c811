using System.Management.Automation;
using WanVideo.Binding;
using WanVideo.Completion;
using WanVideo.Downloading;
using WanVideo.Errors;
using WanVideo.Pipeline;

namespace WanVideo.Commands;

/// <summary>
/// Downloads the videos of finished tasks into a folder, each as <c>&lt;Id&gt;.mp4</c>. A file has its name only once it is whole; a file that is
/// there already is left alone unless <c>-Force</c> is given.
/// </summary>
[Cmdlet(VerbsData.Save, "WanVideo", DefaultParameterSetName = ByTask, SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class SaveWanVideoCommand : ConcurrentCommand
{
    private const string ById = "Id";
    private const string ByIdLiteral = "IdLiteralPath";
    private const string ByTask = "Task";
    private const string ByTaskLiteral = "TaskLiteralPath";

    private readonly HashSet<string> claimed = new(StringComparer.OrdinalIgnoreCase);
    private SaveProgress? progress;
    private string folder = "";

    /// <summary>The gateway's ids of the tasks.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ById, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByIdLiteral, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [TaskId]
    public string[] Id { get; set; } = [];

    /// <summary>The gateway that made them. Without it, the one connected last.</summary>
    [Parameter(ParameterSetName = ById, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = ByIdLiteral, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ProviderCompleter))]
    [TextCell]
    public string? Provider { get; set; }

    /// <summary>The tasks.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByTask, ValueFromPipeline = true)]
    [Parameter(Mandatory = true, ParameterSetName = ByTaskLiteral, ValueFromPipeline = true)]
    public VideoTask[] InputObject { get; set; } = [];

    /// <summary>The folder; made if it is not there. Wildcards may stand for one that is. Default: the present location.</summary>
    [Parameter(ParameterSetName = ById)]
    [Parameter(ParameterSetName = ByTask)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = ".";

    /// <summary>The folder, with no character in it meaning anything else.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByIdLiteral)]
    [Parameter(Mandatory = true, ParameterSetName = ByTaskLiteral)]
    [Alias("PSPath", "LP")]
    [ValidateNotNullOrEmpty]
    public string? LiteralPath { get; set; }

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

    private protected override ConcurrentWork CreateWork() => new(this, ThrottleLimit);

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        try
        {
            // Which parameter set it is only the first input will tell.
            folder = LiteralPath is { } literal ? TargetFolder.Literal(this, literal) : TargetFolder.FromPath(this, Path);
        }
        catch (VideoException failure)
        {
            ThrowTerminatingError(failure, LiteralPath ?? Path);
        }

        progress = new SaveProgress(this, Work);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var input in TaskInput.Of(InputObject, Id, Provider))
        {
            ForInput(input.Source, () => Save(input, Session.Provider(input.Provider)));
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        base.EndProcessing();
        progress!.Complete();
    }

    private void Save(TaskInput input, IVideoProvider provider)
    {
        var target = System.IO.Path.Combine(folder, VideoFileName.For(input.Id));
        if (!ShouldProcess(target, $"Save the video of {input.Id}"))
        {
            return;
        }

        if (!claimed.Add(target))
        {
            throw new VideoException(VideoErrorKind.FileExists, $"'{target}' is the name of another video of this call. The second was not fetched.");
        }

        var bar = progress!.Start(System.IO.Path.GetFileName(target));
        Work.Start(async cancellationToken =>
        {
            try
            {
                var file = await new VideoSaver(provider).SaveAsync(input.Id, input.Known, target, Force, bar, Work, cancellationToken);
                return () =>
                {
                    bar.Complete();
                    if (PassThru)
                    {
                        WriteObject(file);
                    }
                };
            }
            catch (VideoException failure)
            {
                return () =>
                {
                    bar.Complete();
                    WriteError(failure.ToErrorRecord(input.Source));
                };
            }
        });
    }
}
