using System.Collections;
using System.Management.Automation;
using WanVideo.Binding;
using WanVideo.Catalog;
using WanVideo.Completion;

namespace WanVideo.Commands.Base;

/// <summary>A command that is given requests for videos: by its parameters, or by objects whose properties are named like them.</summary>
public abstract class VideoRequestCommand : AsyncCommand
{
    /// <summary>A prompt, or an object whose properties are named like the parameters: a row of a CSV file, an object from JSON.</summary>
    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    /// <summary>What the video shows.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [StringTransformation]
    public string? Prompt { get; set; }

    /// <summary>What the video shall not show. Not every gateway takes it.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [StringTransformation]
    public string? NegativePrompt { get; set; }

    /// <summary>The address of the image that becomes the first frame.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [StringListTransformation]
    public string[] ImageUrl { get; set; } = [];

    /// <summary>The addresses of videos whose characters and voices are taken up. In one CSV cell they are separated by ';'.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [StringListTransformation]
    public string[] ReferenceVideoUrl { get; set; } = [];

    /// <summary>The addresses of images whose characters are taken up. Where the prompt numbers characters, they count after those of the videos.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [StringListTransformation]
    public string[] ReferenceImageUrl { get; set; } = [];

    /// <summary>How long each of the reference videos is, in seconds. Not sent: it makes the estimate of the cost exact.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [NumberListTransformation]
    public decimal[] ReferenceVideoDuration { get; set; } = [];

    /// <summary>The address of a sound to make the video to.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [StringTransformation]
    public string? AudioUrl { get; set; }

    /// <summary>The gateway's name of the model. Without it, the inputs decide.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ModelCompleter))]
    [StringTransformation]
    public string? Model { get; set; }

    /// <summary>The length of the video in seconds. Default 5, at every gateway.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ChoiceCompleter))]
    [IntegerTransformation]
    public int? Duration { get; set; }

    /// <summary>The tier of quality. Default 720p, at every gateway.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ChoiceCompleter))]
    [StringTransformation]
    public string? Resolution { get; set; }

    /// <summary>The shape of the frame, where the model does not take it from an image.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ChoiceCompleter))]
    [StringTransformation]
    public string? AspectRatio { get; set; }

    /// <summary>The size of the frame in pixels, such as 1280x720, in place of <c>-Resolution</c> and <c>-AspectRatio</c>.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ChoiceCompleter))]
    [StringTransformation]
    public string? Size { get; set; }

    /// <summary>One continuous shot or several. Default Single. Acts only while the prompt is rewritten.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [NameTransformation<ShotType>]
    public ShotType? ShotType { get; set; }

    /// <summary>A silent video, which some gateways make cheaper.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [SwitchTransformation]
    public SwitchParameter NoAudio { get; set; }

    /// <summary>Take the prompt as it is; otherwise the gateway rewrites it.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [SwitchTransformation]
    public SwitchParameter NoPromptExtend { get; set; }

    /// <summary>Have the gateway put its mark into the corner.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [SwitchTransformation]
    public SwitchParameter Watermark { get; set; }

    /// <summary>The number that the gateway's chance starts from: the same one makes similar videos. Without it, another each time.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [IntegerTransformation]
    public int? Seed { get; set; }

    /// <summary>The https address at which the gateway reports the end of the task.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [StringTransformation]
    public string? CallbackUrl { get; set; }

    /// <summary>Fields for the gateway that the module does not know yet, by the gateway's names.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [JsonObjectTransformation]
    public IDictionary? AdditionalProperty { get; set; }

    /// <summary>The gateway. Without it, the one connected last.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ProviderCompleter))]
    [StringTransformation]
    public string? Provider { get; set; }

    /// <summary>Send values beyond the known limits, and models that are not in the catalog, as they are.</summary>
    [Parameter]
    public SwitchParameter SkipValidation { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var input = InputObject;
        ForInput(input, () =>
        {
            var provider = Session.GetProviderInfo(Provider);
            var request = Session.GetCatalog(provider).Prepare(Request(), SkipValidation);
            foreach (var warning in request.Warnings)
            {
                WriteWarning(warning);
            }

            Process(input ?? (object)request.Request, provider, request);
        });
    }

    private protected abstract void Process(object input, VideoProviderInfo provider, PreparedRequest request);

    private VideoRequest Request() => new()
    {
        Model = Model,
        Prompt = PromptOrInput(),
        NegativePrompt = NegativePrompt,
        ImageUrl = ImageUrl,
        ReferenceVideoUrl = ReferenceVideoUrl,
        ReferenceImageUrl = ReferenceImageUrl,
        ReferenceVideoDuration = ReferenceVideoDuration,
        AudioUrl = AudioUrl,
        Duration = Duration,
        Resolution = Resolution,
        AspectRatio = AspectRatio,
        Size = Size,
        ShotType = ShotType,
        NoAudio = NoAudio,
        NoPromptExtend = NoPromptExtend,
        Watermark = Watermark,
        Seed = Seed,
        CallbackUrl = CallbackUrl,
        AdditionalProperty = AdditionalProperty is null ? null : JsonConversion.ToObject(AdditionalProperty, nameof(AdditionalProperty)),
    };

    private string? PromptOrInput() => (Prompt, InputObject?.BaseObject) switch
    {
        (not null, string) => throw new VideoException(VideoErrorKind.InvalidParameter, "-Prompt was given, and a text came through the pipeline too; a task has one prompt."),
        (null, string text) => text,
        _ => Prompt,
    };
}
