using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;

namespace WanVideo;

/// <summary>
/// A request for a video, independent of the provider. Members that keep their initial value get the catalog's default, which is the same at
/// all providers. Each member that is sent as a field has a definition in <see cref="VideoParameters"/>, which the catalogs refer to.
/// </summary>
public sealed record VideoRequest
{
    /// <summary>The provider's model name, or a family such as <c>wan3.0</c>, of which the inputs select a model; null for the default family.</summary>
    public string? Model { get; init; }

    /// <summary>The description of the video.</summary>
    public string? Prompt { get; init; }

    /// <summary>The description of content to exclude.</summary>
    public string? NegativePrompt { get; init; }

    /// <summary>The image used as the first frame, as a URL.</summary>
    public IReadOnlyList<string> Image { get; init; } = [];

    /// <summary>The image used as the last frame, as a URL.</summary>
    public string? LastFrame { get; init; }

    /// <summary>The video to edit or to continue, as a URL.</summary>
    public string? Video { get; init; }

    /// <summary>Reference videos, whose characters and voices appear in the result.</summary>
    public IReadOnlyList<string> ReferenceVideo { get; init; } = [];

    /// <summary>Reference images, whose characters appear in the result. In prompts that number characters, images count after videos.</summary>
    public IReadOnlyList<string> ReferenceImage { get; init; } = [];

    /// <summary>The duration of <see cref="Video"/> and of each reference video in seconds, if known. Used for validation and cost estimates; not sent.</summary>
    public IReadOnlyList<decimal> ReferenceVideoDuration { get; init; } = [];

    /// <summary>Reference audio: voices or sounds that appear in the result.</summary>
    public IReadOnlyList<string> ReferenceAudio { get; init; } = [];

    /// <summary>A document that describes the video, as a URL.</summary>
    public string? ReferenceFile { get; init; }

    /// <summary>The URL of a web page that describes the video.</summary>
    public string? ReferenceLink { get; init; }

    /// <summary>The audio track, as a URL.</summary>
    public string? Audio { get; init; }

    /// <summary>The duration of the video in seconds. 0 is the duration of <see cref="Video"/>, and -1 lets the model choose, where a model supports these.</summary>
    public int? Duration { get; init; }

    /// <summary>The resolution, such as <c>720p</c>.</summary>
    public string? Resolution { get; init; }

    /// <summary>The aspect ratio, such as <c>16:9</c>.</summary>
    public string? AspectRatio { get; init; }

    /// <summary>The frame size in pixels, such as <c>1280x720</c>. Replaces <see cref="Resolution"/> and <see cref="AspectRatio"/>.</summary>
    public string? Size { get; init; }

    /// <summary>One continuous shot or several.</summary>
    public ShotType? ShotType { get; init; }

    /// <summary>Disables generated audio.</summary>
    public bool NoSound { get; init; }

    /// <summary>Keeps the audio of <see cref="Video"/>.</summary>
    public bool KeepSound { get; init; }

    /// <summary>Disables the provider's rewriting of the prompt.</summary>
    public bool NoPromptExtend { get; init; }

    /// <summary>Adds the provider's AI-generated watermark.</summary>
    public bool Watermark { get; init; }

    /// <summary>Seed for the model's random generator. The same seed produces similar results.</summary>
    public int? Seed { get; init; }

    /// <summary>The URL that the provider calls when the task reaches a terminal status.</summary>
    public string? CallbackUrl { get; init; }

    /// <summary>Provider-specific fields, merged into the request body.</summary>
    public JsonObject? AdditionalProperty { get; init; }
}

/// <summary>The definitions of the parameters that models can take. A new parameter is one property above and one line here.</summary>
public static class VideoParameters
{
    private static readonly List<ParameterDefinition> Definitions = [];

    /// <summary>All definitions, in order of declaration.</summary>
    public static IReadOnlyList<ParameterDefinition> All => Definitions;

    /// <summary>The definitions of the parameters whose values are URLs of media, in order of declaration.</summary>
    public static IEnumerable<ParameterDefinition<IReadOnlyList<string>>> Media => Definitions.OfType<ParameterDefinition<IReadOnlyList<string>>>();

    /// <inheritdoc cref="VideoRequest.Prompt"/>
    public static readonly ParameterDefinition<string> Prompt = Define<string>(request => request.Prompt);

    /// <inheritdoc cref="VideoRequest.NegativePrompt"/>
    public static readonly ParameterDefinition<string> NegativePrompt = Define<string>(request => request.NegativePrompt);

    /// <inheritdoc cref="VideoRequest.Image"/>
    public static readonly ParameterDefinition<IReadOnlyList<string>> Image = Define<IReadOnlyList<string>>(request => NullIfEmpty(request.Image));

    /// <inheritdoc cref="VideoRequest.LastFrame"/>
    public static readonly ParameterDefinition<IReadOnlyList<string>> LastFrame = Define<IReadOnlyList<string>>(request => ToList(request.LastFrame));

    /// <inheritdoc cref="VideoRequest.Video"/>
    public static readonly ParameterDefinition<IReadOnlyList<string>> Video = Define<IReadOnlyList<string>>(request => ToList(request.Video));

    /// <inheritdoc cref="VideoRequest.ReferenceVideo"/>
    public static readonly ParameterDefinition<IReadOnlyList<string>> ReferenceVideo = Define<IReadOnlyList<string>>(request => NullIfEmpty(request.ReferenceVideo));

    /// <inheritdoc cref="VideoRequest.ReferenceImage"/>
    public static readonly ParameterDefinition<IReadOnlyList<string>> ReferenceImage = Define<IReadOnlyList<string>>(request => NullIfEmpty(request.ReferenceImage));

    /// <inheritdoc cref="VideoRequest.ReferenceAudio"/>
    public static readonly ParameterDefinition<IReadOnlyList<string>> ReferenceAudio = Define<IReadOnlyList<string>>(request => NullIfEmpty(request.ReferenceAudio));

    /// <inheritdoc cref="VideoRequest.ReferenceFile"/>
    public static readonly ParameterDefinition<IReadOnlyList<string>> ReferenceFile = Define<IReadOnlyList<string>>(request => ToList(request.ReferenceFile));

    /// <inheritdoc cref="VideoRequest.ReferenceLink"/>
    public static readonly ParameterDefinition<IReadOnlyList<string>> ReferenceLink = Define<IReadOnlyList<string>>(request => ToList(request.ReferenceLink));

    /// <inheritdoc cref="VideoRequest.Audio"/>
    public static readonly ParameterDefinition<IReadOnlyList<string>> Audio = Define<IReadOnlyList<string>>(request => ToList(request.Audio));

    /// <inheritdoc cref="VideoRequest.Duration"/>
    public static readonly ParameterDefinition<int?> Duration = Define<int?>(request => request.Duration);

    /// <inheritdoc cref="VideoRequest.Resolution"/>
    public static readonly ParameterDefinition<string> Resolution = Define<string>(request => request.Resolution);

    /// <inheritdoc cref="VideoRequest.AspectRatio"/>
    public static readonly ParameterDefinition<string> AspectRatio = Define<string>(request => request.AspectRatio);

    /// <inheritdoc cref="VideoRequest.Size"/>
    public static readonly ParameterDefinition<string> Size = Define<string>(request => request.Size);

    /// <inheritdoc cref="VideoRequest.ShotType"/>
    public static readonly ParameterDefinition<string> ShotType = Define<string>(request => request.ShotType?.ToString());

    /// <inheritdoc cref="VideoRequest.NoSound"/>
    public static readonly ParameterDefinition<bool> NoSound = Define<bool>(request => request.NoSound);

    /// <inheritdoc cref="VideoRequest.KeepSound"/>
    public static readonly ParameterDefinition<bool> KeepSound = Define<bool>(request => request.KeepSound);

    /// <inheritdoc cref="VideoRequest.NoPromptExtend"/>
    public static readonly ParameterDefinition<bool> NoPromptExtend = Define<bool>(request => request.NoPromptExtend);

    /// <inheritdoc cref="VideoRequest.Watermark"/>
    public static readonly ParameterDefinition<bool> Watermark = Define<bool>(request => request.Watermark);

    /// <inheritdoc cref="VideoRequest.Seed"/>
    public static readonly ParameterDefinition<int?> Seed = Define<int?>(request => request.Seed);

    /// <inheritdoc cref="VideoRequest.CallbackUrl"/>
    public static readonly ParameterDefinition<string> CallbackUrl = Define<string>(request => request.CallbackUrl);

    /// <summary>Finds a definition.</summary>
    /// <param name="name">The name, in any case.</param>
    /// <returns>The definition; null if there is none of that name.</returns>
    public static ParameterDefinition? Find(string name) => Definitions.Find(definition => definition.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static ParameterDefinition<T> Define<T>(Func<VideoRequest, T?> getValue, [CallerMemberName] string name = "")
    {
        var definition = new ParameterDefinition<T>(name, getValue);
        Definitions.Add(definition);
        return definition;
    }

    private static IReadOnlyList<string>? ToList(string? url) => url is null ? null : [url];

    private static IReadOnlyList<string>? NullIfEmpty(IReadOnlyList<string> list) => list is [] ? null : list;
}
