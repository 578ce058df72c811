using System.Collections;
using System.Management.Automation;
using WanVideo.Binding;
using WanVideo.Catalog;
using WanVideo.Completion;

namespace WanVideo.Commands.Base;

/// <summary>Base class of commands that take requests for videos, as parameters or as objects whose properties have the parameters' names.</summary>
public abstract class VideoRequestCommand : AsyncCommand
{
    /// <summary>A prompt, or an object whose properties have the parameters' names, such as a row of a CSV file.</summary>
    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    /// <summary>The description of the video.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [StringTransformation]
    public string? Prompt { get; set; }

    /// <summary>The description of content to exclude. Not all gateways support it.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [StringTransformation]
    public string? NegativePrompt { get; set; }

    /// <summary>The URL of the image used as the first frame.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [StringListTransformation]
    public string[] Image { get; set; } = [];

    /// <summary>The URLs of reference videos, whose characters and voices appear in the result. In a CSV cell, they are separated by ';'.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [StringListTransformation]
    public string[] ReferenceVideo { get; set; } = [];

    /// <summary>The URLs of reference images, whose characters appear in the result. In prompts that number characters, images count after videos.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [StringListTransformation]
    public string[] ReferenceImage { get; set; } = [];

    /// <summary>The duration of each reference video in seconds. Not sent. With it, the estimated cost is exact.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [NumberListTransformation]
    public decimal[] ReferenceVideoDuration { get; set; } = [];

    /// <summary>The URL of the audio track.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [StringTransformation]
    public string? Audio { get; set; }

    /// <summary>The gateway's model name. Without it, the inputs select the model.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ModelCompleter))]
    [StringTransformation]
    public string? Model { get; set; }

    /// <summary>The duration of the video in seconds. Default 5, at all gateways.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ChoiceCompleter))]
    [NumberTransformation<int>]
    public int? Duration { get; set; }

    /// <summary>The resolution. Default 720p, at all gateways.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ChoiceCompleter))]
    [StringTransformation]
    public string? Resolution { get; set; }

    /// <summary>The aspect ratio, if the model does not take it from an image.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ChoiceCompleter))]
    [StringTransformation]
    public string? AspectRatio { get; set; }

    /// <summary>The frame size in pixels, such as 1280x720. Replaces <c>-Resolution</c> and <c>-AspectRatio</c>.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ChoiceCompleter))]
    [StringTransformation]
    public string? Size { get; set; }

    /// <summary>One continuous shot or several. Default Single. Has no effect with <c>-NoPromptExtend</c>.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [EnumTransformation<ShotType>]
    public ShotType? ShotType { get; set; }

    /// <summary>Disables generated audio, which lowers the price at some gateways.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [SwitchTransformation]
    public SwitchParameter NoSound { get; set; }

    /// <summary>Disables the gateway's rewriting of the prompt.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [SwitchTransformation]
    public SwitchParameter NoPromptExtend { get; set; }

    /// <summary>Adds the gateway's AI-generated watermark.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [SwitchTransformation]
    public SwitchParameter Watermark { get; set; }

    /// <summary>Seed for the model's random generator. The same seed produces similar results. Without it, the gateway chooses one.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [NumberTransformation<int>]
    public int? Seed { get; set; }

    /// <summary>The https URL that the gateway calls when the task reaches a terminal status.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [StringTransformation]
    public string? CallbackUrl { get; set; }

    /// <summary>Provider-specific fields, by the gateway's names.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [JsonObjectTransformation]
    public IDictionary? AdditionalProperty { get; set; }

    /// <summary>The gateway. Default: the one connected last.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ProviderCompleter))]
    [StringTransformation]
    public string? Provider { get; set; }

    /// <summary>Accepts values outside the documented limits, and models that are not in the catalog.</summary>
    [Parameter]
    public SwitchParameter SkipValidation { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var input = InputObject;
        RunForInput(input, () =>
        {
            var provider = Session.GetProviderInfo(Provider);
            var request = Session.GetCatalog(provider).Prepare(CreateRequest(), SkipValidation);
            foreach (var warning in request.Warnings)
            {
                WriteWarning(warning);
            }

            Process(input ?? (object)request.Request, provider, request);
        });
    }

    private protected abstract void Process(object input, VideoProviderInfo provider, PreparedRequest request);

    private VideoRequest CreateRequest() => new()
    {
        Model = Model,
        Prompt = GetPrompt(),
        NegativePrompt = NegativePrompt,
        Image = Image,
        ReferenceVideo = ReferenceVideo,
        ReferenceImage = ReferenceImage,
        ReferenceVideoDuration = ReferenceVideoDuration,
        Audio = Audio,
        Duration = Duration,
        Resolution = Resolution,
        AspectRatio = AspectRatio,
        Size = Size,
        ShotType = ShotType,
        NoSound = NoSound,
        NoPromptExtend = NoPromptExtend,
        Watermark = Watermark,
        Seed = Seed,
        CallbackUrl = CallbackUrl,
        AdditionalProperty = AdditionalProperty is null ? null : JsonConversion.ToObject(AdditionalProperty, nameof(AdditionalProperty)),
    };

    private string? GetPrompt() => (Prompt, InputObject?.BaseObject) switch
    {
        (not null, string) => throw new VideoException(VideoErrorKind.InvalidParameter, "-Prompt and text from the pipeline cannot be combined. A task has one prompt."),
        (null, string text) => text,
        _ => Prompt,
    };
}
