using static WanVideo.Providers.EvoLink.EvoLinkWire;
using static WanVideo.Sandbox.RequestFields;

namespace WanVideo.Sandbox.EvoLink;

/// <summary>Reads and validates a create request as EvoLink does.</summary>
internal static class EvoLinkRequestReader
{
    private const int MaxCallbackLength = 2048;
    private const int MinSeconds = 2;
    private const int DefaultSeconds = 5;
    private const string DefaultQuality = "720p";

    public static SandboxRequest Read(string text)
    {
        var body = Parse(text);
        var name = body.GetRequiredString(Field.Model);
        var model = EvoLinkModel.All.GetValueOrDefault(name) ?? throw new InvalidFieldException(Field.Model, $"'{name}' does not exist");
        if (body.FieldNames.FirstOrDefault(field => !model.Fields.Contains(field)) is { } unknown)
        {
            throw new InvalidFieldException(unknown, $"is not a field of {name}");
        }

        var prompt = model.IsPromptRequired ? body.GetRequiredString(Field.Prompt) : body.GetString(Field.Prompt) ?? "";
        Require(prompt.EnumerateRunes().Count() <= model.MaxPromptLength, Field.Prompt, $"must have at most {model.MaxPromptLength} characters");
        var media = ReadMedia(body, model);
        CheckOptions(body, model);

        var seconds = body.GetInteger(Field.Duration) ?? (model.SpecialSeconds is 0 ? 0 : DefaultSeconds);
        var maximum = model.Media.GetMaxSeconds(media, model.MaxSeconds);
        Require(seconds == model.SpecialSeconds || (seconds >= MinSeconds && seconds <= maximum), Field.Duration, $"must be between {MinSeconds} and {maximum}");

        var sizes = body.GetChoice(Field.Quality, DefaultQuality, model.Sizes);
        var (width, height) = body.GetChoice(Field.AspectRatio, model.DefaultAspectRatio, sizes);

        // Neither the duration of an input video nor the choice of a model is known to the sandbox.
        return new SandboxRequest(name, prompt, width, height, seconds == model.SpecialSeconds ? DefaultSeconds : seconds, text);
    }

    private static Dictionary<string, int> ReadMedia(RequestFields body, EvoLinkModel model)
    {
        var counts = new Dictionary<string, int>();
        foreach (var field in model.Media.Maximum.Keys)
        {
            var urls = field is Field.ImageStart or Field.ImageEnd or Field.FileUrl or Field.LinkUrl ? body.GetString(field) is { } url ? [url] : [] : body.GetStrings(field);
            RequireUrls(field, urls);
            if (urls.Count > 0)
            {
                counts[field] = urls.Count;
            }
        }

        model.Media.Check(counts);
        return counts;
    }

    // These have no effect on the test video. Their types and values are validated.
    private static void CheckOptions(RequestFields body, EvoLinkModel model)
    {
        Require(body.GetInteger(Field.Seed) is not { } seed || seed >= model.MinSeed, Field.Seed, $"must be between {model.MinSeed} and {int.MaxValue}");
        body.GetBoolean(Field.KeepOriginalSound);
        Require(
            body.GetString(Field.GenerationMode) is null or GenerationMode.FirstFrame or GenerationMode.FirstLastFrame or GenerationMode.VideoContinuation,
            Field.GenerationMode,
            "must be first_frame, first_last_frame or video_continuation");

        body.GetBoolean(Field.PromptExtend);
        body.GetBoolean(Field.GenerateAudio);
        body.RequireUrl(Field.Audio);
        body.RequireEither(Field.ShotType, ShotType.Single, ShotType.Multi);
        Require(
            body.GetString(Field.Callback) is not { } callback || (callback.StartsWith("https://", StringComparison.OrdinalIgnoreCase) && callback.Length <= MaxCallbackLength),
            Field.Callback,
            $"must be an https URL of at most {MaxCallbackLength} characters");
    }
}
