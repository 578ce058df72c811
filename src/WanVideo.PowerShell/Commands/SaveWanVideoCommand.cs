using System.Management.Automation;
using WanVideo.Binding;
using WanVideo.Commands.Base;
using WanVideo.Completion;
using WanVideo.Downloading;
using WanVideo.Ledger;
using WanVideo.Progress;
using WanVideo.Session;
using WanVideo.Views;

namespace WanVideo.Commands;

/// <summary>
/// Downloads the videos of succeeded tasks into a folder, each under its label, its id, or the name in <c>-Name</c>. A file gets its final name when it
/// is complete. An existing file with the task's video is returned: without a download if the ledger has its digest. Another existing file is not overwritten unless <c>-Force</c> is
/// set.
/// </summary>
[Cmdlet(VerbsData.Save, "WanVideo", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class SaveWanVideoCommand : ProviderTaskCommand
{
    private readonly Dictionary<string, VideoTask> targets = new(StringComparer.OrdinalIgnoreCase);
    private SaveProgress? progress;
    private string folder = "";
    private VideoName? name;
    private int index;

    /// <summary>The folder. It is created if it does not exist. Wildcards must match one existing folder. Default: the current location.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [PathTransformation]
    public string? Path { get; set; }

    /// <summary>The tasks: objects, copies of them from a file or another session, or ids.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true)]
    [AllowEmptyCollection]
    [TaskTransformation]
    [ArgumentCompleter(typeof(TaskCompleter))]
    public override TaskReference[] Task { get; set; } = [];

    /// <summary>The folder, without wildcards.</summary>
    [Parameter]
    [Alias("PSPath", "LP")]
    [ValidateNotNullOrEmpty]
    public string? LiteralPath { get; set; }

    /// <summary>
    /// The file name: text with {Label}, {Prompt}, {Id}, {Seed}, {Resolution}, {Duration}, {Model}, {Provider}, {Connection}, {CreatedAt}, {Index} (the
    /// position in this call, from 1) or a column of the task's row. Numbers and times accept a .NET format string, as in <c>{Index:000}</c>. Or a script
    /// block that returns the name, with the task in <c>$_</c>. Default: the label, or else the id.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(PlaceholderCompleter))]
    public object? Name { get; set; }

    /// <summary>Overwrite existing files.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Return the files, with the label, prompt and row of their tasks.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>Maximum number of concurrent downloads. With 1, each file is written before the next input is read. Default 5.</summary>
    [Parameter]
    [ValidateRange(1, 64)]
    public int ThrottleLimit { get; set; } = 5;

    private protected override int MaxConcurrency => ThrottleLimit;

    // The ledger has the saved file.
    private protected override bool ReadsLedger(VideoTask task) => true;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        try
        {
            folder = OutputFolder.Resolve(this, Path, LiteralPath);
            name = VideoName.Create(Name);
        }
        catch (VideoException exception)
        {
            ThrowTerminatingError(exception, Name ?? LiteralPath ?? Path);
        }

        progress = new SaveProgress(this, Bridge);
    }

    private protected override void RemoveProgress() => progress?.Complete();

    private protected override void Process(TaskInput input)
    {
        var task = input.Task;
        var target = System.IO.Path.Combine(folder, name!.Format(task, ++index));
        if (!targets.TryAdd(target, task))
        {
            var other = targets[target];
            throw other.Id == task.Id && other.Provider == task.Provider
                ? CreateException(VideoErrorKind.FileExists, input, $"The task {task.Id} was passed to this call before, and is saved as '{target}'.")
                : CreateException(VideoErrorKind.InvalidParameter, input, $"'{target}' is already the name of another video in this call ({DisplayName.Get(other)}). Add {{Id}} or {{Index}} to -Name.");
        }

        var exists = File.Exists(target);
        if (exists && !Force)
        {
            ReturnSaved(input, target);
            return;
        }

        if (!ShouldProcess(input.Name, $"{(exists ? "Overwrite" : "Save the video as")} {target}"))
        {
            return;
        }

        var connection = input.GetConnection();
        var download = progress!.StartDownload(input.Name);
        Start(input, async cancellationToken =>
        {
            try
            {
                var (file, savedTask) = await new VideoSaver(connection.Provider).SaveAsync(input.Id, input.KnownTask, target, Force, download, Bridge, cancellationToken);
                Recorder.RecordSaved(connection.Provider, savedTask, file);
                return () => Write(file.FullName, savedTask);
            }
            finally
            {
                Bridge.Post(download.Complete);
            }
        });
    }

    // A script that is run again finds the videos that it has saved.
    private void ReturnSaved(TaskInput input, string target)
    {
        if (input.SavedFile is not { } saved)
        {
            CompareWithVideo(input, target);
            return;
        }

        if (IsWhatIf && !RunBlocking(cancellationToken => saved.MatchesAsync(target, cancellationToken)))
        {
            throw CreateFileExistsException(input, target);
        }

        if (ShouldProcess(input.Name, $"Return the existing file {target}, in which the video is saved"))
        {
            Start(input, async cancellationToken =>
            {
                if (!await saved.MatchesAsync(target, cancellationToken))
                {
                    throw CreateFileExistsException(input, target);
                }

                Bridge.WriteVerbose($"{input.Name} is saved in {target}. Nothing was downloaded.");
                return () => Write(target, input.Task);
            });
        }
    }

    // A process that was killed after it moved the file to its final path, and before it recorded that, leaves a complete file without a record.
    private void CompareWithVideo(TaskInput input, string target)
    {
        if (IsWhatIf || !(File.GetLastWriteTimeUtc(target) > input.Task.CreatedAt?.UtcDateTime))
        {
            throw CreateFileExistsException(input, target);
        }

        var connection = input.GetConnection();
        var download = progress!.StartDownload(input.Name);
        Start(input, async cancellationToken =>
        {
            var copy = $"{target}.{Guid.NewGuid():N}";
            try
            {
                var (file, savedTask) = await new VideoSaver(connection.Provider).SaveAsync(input.Id, input.KnownTask, copy, overwrite: true, download, Bridge, cancellationToken);
                if (!await (await SavedFile.ReadAsync(file, cancellationToken)).MatchesAsync(target, cancellationToken))
                {
                    throw CreateFileExistsException(input, target);
                }

                Recorder.RecordSaved(connection.Provider, savedTask, new FileInfo(target));
                Bridge.WriteVerbose($"{target} has the video of {input.Name}. It was not replaced.");
                return () => Write(target, savedTask);
            }
            catch (VideoException exception) when (exception.Error.Kind is VideoErrorKind.NoVideo or VideoErrorKind.NotFound or VideoErrorKind.Expired or VideoErrorKind.DownloadFailed)
            {
                throw CreateFileExistsException(input, target);
            }
            finally
            {
                File.Delete(copy);
                Bridge.Post(download.Complete);
            }
        });
    }

    private static VideoException CreateFileExistsException(TaskInput input, string target) =>
        CreateException(VideoErrorKind.FileExists, input, $"'{target}' exists and was not changed. Use -Force to overwrite it.");

    private void Write(string path, VideoTask task)
    {
        if (!PassThru)
        {
            return;
        }

        // From the file system provider, as Get-Item returns it, because its view needs the added PSProvider properties.
        foreach (var item in InvokeProvider.Item.Get([path], force: true, literalPath: true))
        {
            item.Properties.Add(new PSNoteProperty(nameof(VideoTask.Id), task.Id));
            item.Properties.Add(new PSNoteProperty(nameof(VideoTask.Label), task.Label));
            item.Properties.Add(new PSNoteProperty(nameof(VideoTask.Prompt), task.Prompt));
            item.Properties.Add(new PSNoteProperty(nameof(VideoTask.Row), task.Row));
            WriteObject(item);
        }
    }

    private static VideoException CreateException(VideoErrorKind kind, TaskInput input, string message) =>
        new(kind, message) { TaskId = input.Id, Provider = input.Task.Provider };

    // The first argument is the folder. A task in its place would become the text of a path.
    [AttributeUsage(AttributeTargets.Property)]
    private sealed class PathTransformationAttribute : ArgumentTransformationAttribute
    {
        public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) => (inputData is PSObject wrapper ? wrapper.BaseObject : inputData) is VideoTask
            ? throw new ArgumentTransformationMetadataException("It is a task. Pipe the task, or specify the folder first: Save-WanVideo ./out $task.")
            : inputData;
    }
}
