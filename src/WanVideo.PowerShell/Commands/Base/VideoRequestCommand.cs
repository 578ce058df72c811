using System.Buffers;
using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Management.Automation;
using System.Runtime.CompilerServices;
using WanVideo.Binding;
using WanVideo.Catalog;
using WanVideo.Completion;
using WanVideo.Ledger;
using WanVideo.Views;

namespace WanVideo.Commands.Base;

/// <summary>Base class of commands that take requests for videos, as parameters or as rows whose columns have the parameters' names.</summary>
public abstract class VideoRequestCommand : AsyncCommand
{
    private const int MaxListedColumns = 6;

    // In characters. The ids of the gateways are longer, and few words of a prompt are.
    private const int MinIdLength = 16;

    private static readonly SearchValues<char> Delimiters = SearchValues.Create(",;|\t");

    // The errors of values, by parameter. PowerShell sets a parameter again for the next row, or to its default.
    private readonly Dictionary<string, InvalidValueException> valueErrors = [];
    private RowBinder? binder;
    private ColumnNames? columnNames;
    private int emptyRowCount;

    /// <summary>A prompt, or a row whose columns have the parameters' names: an object from a CSV or JSON file, a hashtable, or a DataRow.</summary>
    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    /// <summary>The description of the video.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [PromptTransformation]
    public string? Prompt { get; set => field = Bind(value); }

    /// <summary>The name of the video. The same label with the same request is created once, by all processes and machines that share the ledger.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(LabelCompleter))]
    [ChoiceTransformation]
    public string? Label { get; set => field = Bind(value); }

    /// <summary>The description of content to exclude. Not all gateways support it.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [StringTransformation]
    public string? NegativePrompt { get; set => field = Bind(value); }

    /// <summary>The URL of the image used as the first frame.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("ImageUrl", "image_url", "image_urls", "img_url", "FirstFrame", "FirstFrameUrl", "first_frame_url", "image_start", "start_image_url")]
    [StringListTransformation]
    public string[] Image { get; set => field = Bind(value); } = [];

    /// <summary>The URL of the image used as the last frame.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("LastFrameUrl", "last_frame_url", "image_end", "end_image_url")]
    [ChoiceTransformation]
    public string? LastFrame { get; set => field = Bind(value); }

    /// <summary>The URL of a video to edit or to continue. With <c>-LastFrame</c>, Wan 2.7 continues it; otherwise it edits it. Wan 3.0 does as the prompt states.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("video_url", "FirstClip", "FirstClipUrl", "first_clip_url")]
    [ChoiceTransformation]
    public string? Video { get; set => field = Bind(value); }

    /// <summary>The URLs of reference videos, whose characters and voices appear in the result. In a CSV cell, they are separated by ';'.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("ReferenceVideoUrl", "reference_video_urls", "reference_urls", "video_urls")]
    [StringListTransformation]
    public string[] ReferenceVideo { get; set => field = Bind(value); } = [];

    /// <summary>The URLs of reference images, whose characters appear in the result. In prompts that number characters, images count after videos.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("ReferenceImageUrl", "reference_image_urls")]
    [StringListTransformation]
    public string[] ReferenceImage { get; set => field = Bind(value); } = [];

    /// <summary>The duration of <c>-Video</c>, then of each reference video, in seconds. Not sent. With it, the estimated cost is exact.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [NumberListTransformation]
    public decimal[] ReferenceVideoDuration { get; set => field = Bind(value); } = [];

    /// <summary>The URLs of voices or sounds that appear in the result. With Wan 2.7, each is the voice of a reference: first of the videos, then of the images.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("ReferenceAudioUrl", "reference_audio_urls", "ReferenceVoice", "reference_voice")]
    [StringListTransformation]
    public string[] ReferenceAudio { get; set => field = Bind(value); } = [];

    /// <summary>The URL of a document that describes the video.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("file_url")]
    [ChoiceTransformation]
    public string? ReferenceFile { get; set => field = Bind(value); }

    /// <summary>The URL of a web page that describes the video.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("link_url", "web_url")]
    [ChoiceTransformation]
    public string? ReferenceLink { get; set => field = Bind(value); }

    /// <summary>The URL of the audio track.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("AudioUrl", "audio_url", "driving_audio_url")]
    [ChoiceTransformation]
    public string? Audio { get; set => field = Bind(value); }

    /// <summary>The gateway's model name, or a family such as <c>wan3.0</c>, of which the inputs select a model. Without it, they select one of Wan 2.6.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ModelCompleter))]
    [ChoiceTransformation]
    public string? Model { get; set => field = Bind(value); }

    /// <summary>The duration of the video in seconds. Default 5, at all gateways; for an edited video its own. With -1, or <c>smart</c>, Wan 3.0 chooses one.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ChoiceCompleter))]
    [DurationTransformation]
    public int? Duration { get; set => field = Bind(value); }

    /// <summary>The resolution. Default 720p, at all gateways.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ChoiceCompleter))]
    [ChoiceTransformation]
    public string? Resolution { get; set => field = Bind(value); }

    /// <summary>The aspect ratio, if the model does not take it from an image.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ChoiceCompleter))]
    [ChoiceTransformation]
    public string? AspectRatio { get; set => field = Bind(value); }

    /// <summary>The frame size in pixels, such as 1280x720. Replaces <c>-Resolution</c> and <c>-AspectRatio</c>.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ChoiceCompleter))]
    [ChoiceTransformation]
    public string? Size { get; set => field = Bind(value); }

    /// <summary>One continuous shot or several. Default Single. Has no effect with <c>-NoPromptExtend</c>.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [EnumTransformation<ShotType>]
    public ShotType? ShotType { get; set => field = Bind(value); }

    /// <summary>Disables generated audio, which lowers the price at some gateways.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [SwitchTransformation]
    public SwitchParameter NoSound { get; set => field = Bind(value); }

    /// <summary>Keeps the sound of the edited video. Without it, the model decides.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("keep_original_sound")]
    [SwitchTransformation]
    public SwitchParameter KeepSound { get; set => field = Bind(value); }

    /// <summary>Disables the gateway's rewriting of the prompt.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [SwitchTransformation]
    public SwitchParameter NoPromptExtend { get; set => field = Bind(value); }

    /// <summary>Adds the gateway's AI-generated watermark.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [SwitchTransformation]
    public SwitchParameter Watermark { get; set => field = Bind(value); }

    /// <summary>Seed for the model's random generator. The same seed produces similar results. Without it, the gateway chooses one.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [NumberTransformation<int>]
    public int? Seed { get; set => field = Bind(value); }

    /// <summary>The https URL that the gateway calls when the task reaches a terminal status.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ChoiceTransformation]
    public string? CallbackUrl { get; set => field = Bind(value); }

    /// <summary>Provider-specific fields, by the gateway's names.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [JsonObjectTransformation]
    public IDictionary? AdditionalProperty { get; set => field = Bind(value); }

    /// <summary>The connection: its name, or that of a gateway whose API key is in the environment. Default: the connection opened last.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Provider")]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    [RowConnectionTransformation]
    public string? Connection { get; set => field = Bind(value); }

    /// <summary>Accepts values outside the documented limits, and models that are not in the catalog.</summary>
    [Parameter]
    public SwitchParameter SkipValidation { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        binder = new RowBinder(this, valueErrors);
        columnNames = new ColumnNames(GetType());
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        RunForInput(InputObject, () =>
        {
            var columns = ReadRow(() => InputObject is null ? [] : InputColumns.Read(InputObject));
            if (MyInvocation.ExpectingInput && IsEmptyRow(columns))
            {
                emptyRowCount++;
                return;
            }

            RequireRequest(columns);

            // PowerShell has bound the properties of an object from the pipeline.
            var restore = columns is not [] && (InputColumns.IsDictionary(InputObject!.BaseObject) || !MyInvocation.ExpectingInput) ? binder!.Bind(columns) : () => { };
            try
            {
                Process(columns);
            }
            finally
            {
                restore();
            }
        });
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        base.EndProcessing();
        if (emptyRowCount > 0)
        {
            WriteWarning(emptyRowCount == 1 ? "1 empty row was skipped." : $"{emptyRowCount} empty rows were skipped.");
        }
    }

    private protected abstract void Process(RowRequest request);

    /// <summary>Called by the setter of each parameter that a row can set. An invalid value is an error of the row, or of the parameter if it is on the command line.</summary>
    private protected T Bind<T>(T value, [CallerMemberName] string parameter = "")
    {
        if (ValueTransformationAttribute.TakeError() is not { } error)
        {
            valueErrors.Remove(parameter);
        }
        else if (binder is null)
        {
            throw error;
        }
        else
        {
            valueErrors[parameter] = error;
        }

        return value;
    }

    private void Process(IReadOnlyList<KeyValuePair<string, object?>> columns)
    {
        // PowerShell adds the property Size, in bytes, to files on Unix.
        if (InputObject?.BaseObject is FileSystemInfo && !binder!.IsFixed(nameof(Size)))
        {
            Size = null;
            valueErrors.Remove(nameof(Size));
        }

        if (valueErrors.Count > 0)
        {
            var message = string.Join(' ', valueErrors.OrderBy(error => error.Key, StringComparer.Ordinal).Select(error => error.Value.GetMessage(error.Key)));
            throw new VideoException(VideoErrorKind.InvalidParameter, message) { Label = Label, Prompt = Prompt };
        }

        RequireOneConnection(columns);
        foreach (var (parameter, cell, value) in binder!.FindIgnoredCells(columns))
        {
            WriteLabeledWarning($"The column {parameter} has '{cell}', but -{parameter} '{value}' is used, from the command line or $PSDefaultParameterValues. This warning is written for the first such row only.");
        }

        var request = CreateRequest();
        var label = Label;
        var row = CreateRow(columns);
        var input = new CommandInput(
            InputObject ?? (object)CreateInputObject(), DisplayName.Get(label, request.Prompt), Connection, exception => exception.WithRequest(label, request.Prompt, InputRow.Parse(row)));
        RunForInput(input, () =>
        {
            var (provider, catalog, baseUri) = Session.Connections.Describe(Connection);
            RequireKnownNames(columns, catalog);
            RequireNoId(request.Prompt);
            RequireDecodedText(request);
            Process(new RowRequest(input, label, row, columnNames!.GetOthers(columns), provider, baseUri, Prepare(catalog, request)));
        });
    }

    // -Connection has the alias Provider. PowerShell binds the column Connection.
    private void RequireOneConnection(IReadOnlyList<KeyValuePair<string, object?>> columns)
    {
        if (Connection is { Length: > 0 } && !binder!.IsFixed(nameof(Connection)) && GetText(columns, nameof(Connection)) is not null && GetText(columns, nameof(VideoTask.Provider)) is { } provider
            && !provider.Equals(Connection, StringComparison.OrdinalIgnoreCase)
            && Session.Connections.Describe(Connection).Provider.Name is var actual && !provider.Equals(actual, StringComparison.OrdinalIgnoreCase))
        {
            throw new VideoException(VideoErrorKind.InvalidParameter, $"The row has the Provider '{provider}' and the Connection '{Connection}', which connects to {actual}. Remove one of these columns.") { Label = Label, Prompt = Prompt };
        }
    }

    private static string? GetText(IReadOnlyList<KeyValuePair<string, object?>> columns, string name) =>
        columns.FirstOrDefault(column => column.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value is { } cell && !InputColumns.IsEmpty(cell) ? cell.ToString()!.Trim() : null;

    // The target of errors of a request that was passed as parameters. It can be piped again.
    private PSObject CreateInputObject()
    {
        var input = new PSObject();
        foreach (var parameter in RowParameter.GetAll(GetType()).Where(parameter => MyInvocation.BoundParameters.ContainsKey(parameter.Name)))
        {
            input.Properties.Add(new PSNoteProperty(parameter.Name, parameter.GetValue(this)));
        }

        return input;
    }

    private PreparedRequest Prepare(ModelCatalog catalog, VideoRequest request)
    {
        var prepared = catalog.Prepare(request, SkipValidation);
        foreach (var warning in prepared.Warnings)
        {
            WriteLabeledWarning(warning);
        }

        return prepared;
    }

    private string? CreateRow(IReadOnlyList<KeyValuePair<string, object?>> columns)
    {
        IReadOnlyList<string> omitted = [];
        var row = ReadRow(() => RowJson.Create(columns, out omitted));
        if (omitted is not [])
        {
            WriteLabeledWarning($"The row is longer than {InputRow.MaxBytes / 1024} KiB. The task does not keep {(omitted.Count == 1 ? "its column" : "its columns")} {string.Join(", ", omitted)}.");
        }

        return row;
    }

    // The objects in a row can throw any exception.
    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "The exception becomes the error of the row.")]
    private T ReadRow<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (exception is not (VideoException or PipelineStoppedException))
        {
            throw new VideoException(VideoErrorKind.InvalidParameter, $"The row cannot be read: {exception.Message}", exception) { Label = Label, Prompt = Prompt };
        }
    }

    private void RequireRequest(IReadOnlyList<KeyValuePair<string, object?>> columns)
    {
        if (InputObject?.BaseObject is IList list && !InputColumns.IsDictionary(list))
        {
            throw new VideoException(VideoErrorKind.InvalidParameter, $"-InputObject is a list of {list.Count}; expected one prompt or row. Pipe several prompts, or rows, to the command.");
        }

        // A task has the properties of a request and would be created, and billed, again.
        var names = columns.Select(column => column.Key).ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (names.Contains(nameof(VideoTask.Id)) && GetText(columns, nameof(VideoTask.Id)) is { } id
            && ((names.Contains(nameof(VideoTask.Provider)) && names.Contains(nameof(VideoTask.Status))) || IsTaskId(id)))
        {
            throw new VideoException(VideoErrorKind.InvalidParameter, $"{id} is a task and not a request. To send its request again, use Restart-WanVideoTask.");
        }

        RequireRow(columns);
    }

    private void RequireRow(IReadOnlyList<KeyValuePair<string, object?>> columns)
    {
        if (InputObject?.BaseObject is FileSystemInfo file && !binder!.HasScriptBlock)
        {
            throw new VideoException(VideoErrorKind.InvalidParameter, $"The input is the file '{file.Name}' and not a request. {GetReadCommand(file)}");
        }

        if (InputObject?.BaseObject is null or string || columns.Any(column => columnNames!.IsParameter(column.Key)) || binder!.HasScriptBlock)
        {
            return;
        }

        throw new VideoException(VideoErrorKind.InvalidParameter, (InputObject.BaseObject, columns) switch
        {
            (_, [var (name, _)]) when name.AsSpan().IndexOfAny(Delimiters) is >= 0 and var index =>
                $"The row has a single column, '{name}'. Read the file with the delimiter that it has: Import-Csv -Delimiter {(name[index] is '\t' ? "\"`t\"" : $"'{name[index]}'")}.",
            (var value, []) => $"The input is '{value}', which is neither a prompt nor a row.",
            (var value, _) => $"None of the {columns.Count} properties of the input ({(value is PSCustomObject or IDictionary ? "a row" : value.GetType().Name)}) is a parameter: {JoinNames(columns)}. Rename them, or take values from them as in -Prompt {{ $_.text }}.",
        });
    }

    private static string GetReadCommand(FileSystemInfo file) => file.Extension.ToUpperInvariant() switch
    {
        ".CSV" or ".TSV" => "Read its rows with Import-Csv.",
        ".JSON" => "Read its rows with Get-Content -Raw and ConvertFrom-Json.",
        ".TXT" or ".MD" => "Read its prompts with Get-Content.",
        _ => "Pass an image as -Image, with the prompt as -Prompt.",
    };

    private static string JoinNames(IReadOnlyList<KeyValuePair<string, object?>> columns) =>
        string.Join(", ", columns.Take(MaxListedColumns).Select(column => column.Key)) + (columns.Count > MaxListedColumns ? ", …" : "");

    // Files, which script blocks map, and the module's own objects have further properties, such as the resolutions of a model.
    private void RequireKnownNames(IReadOnlyList<KeyValuePair<string, object?>> columns, ModelCatalog catalog)
    {
        if (SkipValidation || InputObject?.BaseObject is FileSystemInfo || (InputObject?.BaseObject.GetType().Assembly is { } assembly && (assembly == GetType().Assembly || assembly == typeof(VideoTask).Assembly)))
        {
            return;
        }

        foreach (var (name, cell) in columns.Where(column => !columnNames!.IsParameter(column.Key)))
        {
            // A script block on the command line can map the column.
            if (columnNames!.Suggest(name, cell, catalog) is { } parameter && !binder!.IsFixed(parameter))
            {
                throw new VideoException(VideoErrorKind.InvalidParameter, $"The column '{ControlCharacters.Replace(name)}' is not a parameter. Did you mean {parameter}? Rename the column, or remove it.");
            }
        }
    }

    private void RequireDecodedText(VideoRequest request)
    {
        foreach (var (name, text) in new[] { (nameof(Label), Label), (nameof(Prompt), request.Prompt), (nameof(NegativePrompt), request.NegativePrompt) })
        {
            if (!SkipValidation && text?.Contains('\uFFFD', StringComparison.Ordinal) is true)
            {
                throw new VideoException(VideoErrorKind.InvalidParameter, $"-{name} contains U+FFFD, which replaces characters that could not be decoded. Read the file in its encoding, as in Import-Csv -Encoding ansi. Use -SkipValidation to send it.");
            }
        }
    }

    // As in $task.Id | New-WanVideoTask.
    private void RequireNoId(string? prompt)
    {
        if (IsTaskId(prompt) || Guid.TryParse(prompt, out _))
        {
            throw new VideoException(VideoErrorKind.InvalidParameter, $"The prompt '{prompt}' is the id of a task. Get-WanVideoTask {prompt} gets the task.");
        }
    }

    private bool IsTaskId(string? text) => text is { Length: >= MinIdLength } && !text.Any(char.IsWhiteSpace) && text.Any(char.IsAsciiDigit)
        && LedgerLocation.Exists(Ledger.Store.Location) && RunBlocking(cancellationToken => Recorder.FindAsync(text, null, cancellationToken)) is not null;

    private bool IsEmptyRow(IReadOnlyList<KeyValuePair<string, object?>> columns) => InputObject?.BaseObject switch
    {
        null => true,
        string text => string.IsNullOrWhiteSpace(text),
        ValueType or Uri => false,
        _ => columns.All(column => InputColumns.IsEmpty(column.Value)),
    };

    private void WriteLabeledWarning(string message) => WriteWarning(DisplayName.AddLabel(message, Label));

    private VideoRequest CreateRequest() => new()
    {
        Model = Model,
        Prompt = GetPrompt(),
        NegativePrompt = NegativePrompt,
        Image = Image,
        LastFrame = LastFrame,
        Video = Video,
        ReferenceVideo = ReferenceVideo,
        ReferenceImage = ReferenceImage,
        ReferenceVideoDuration = ReferenceVideoDuration,
        ReferenceAudio = ReferenceAudio,
        ReferenceFile = ReferenceFile,
        ReferenceLink = ReferenceLink,
        Audio = Audio,
        Duration = Duration,
        Resolution = Resolution,
        AspectRatio = AspectRatio,
        Size = Size,
        ShotType = ShotType,
        NoSound = NoSound,
        KeepSound = KeepSound,
        NoPromptExtend = NoPromptExtend,
        Watermark = Watermark,
        Seed = Seed,
        CallbackUrl = CallbackUrl,
        AdditionalProperty = AdditionalProperty is null ? null : JsonConversion.ToObject(AdditionalProperty, nameof(AdditionalProperty)),
    };

    private string? GetPrompt() => (Prompt, InputObject?.BaseObject) switch
    {
        (not null, string) when !binder!.HasScriptBlock => throw new VideoException(VideoErrorKind.InvalidParameter, "-Prompt and text from the pipeline cannot be combined. A task has one prompt."),
        (null, string text) => text,
        _ => Prompt,
    };
}
