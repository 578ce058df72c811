using static WanVideo.Providers.EvoLink.EvoLinkWire;
using static WanVideo.Sandbox.RequestFields;

namespace WanVideo.Sandbox.EvoLink;

/// <summary>Reads and validates a create request as EvoLink does.</summary>
internal static class EvoLinkRequestReader
{
    private const int MaxPromptLength = 1500;
    private const int MaxCallbackLength = 2048;
    private const int MinSeconds = 2;
    private const int DefaultSeconds = 5;
    private const string DefaultQuality = "720p";
    private const string DefaultAspectRatio = "16:9";

    public static SandboxRequest Read(string text)
    {
        var body = Parse(text);
        var name = body.GetRequiredString(Field.Model);
        var model = EvoLinkModel.All.GetValueOrDefault(name) ?? throw new InvalidFieldException(Field.Model, $"'{name}' does not exist");
        if (body.FieldNames.FirstOrDefault(field => !model.Fields.Contains(field)) is { } unknown)
        {
            throw new InvalidFieldException(unknown, $"is not a field of {name}");
        }

        var prompt = body.GetRequiredString(Field.Prompt);
        Require(prompt.EnumerateRunes().Count() <= MaxPromptLength, Field.Prompt, $"must have at most {MaxPromptLength} characters");
        CheckInputs(body, model);
        CheckOptions(body);

        var seconds = body.GetInteger(Field.Duration) ?? DefaultSeconds;
        Require(seconds >= MinSeconds && seconds <= model.MaxSeconds, Field.Duration, $"must be between {MinSeconds} and {model.MaxSeconds}");

        var sizes = body.GetChoice(Field.Quality, DefaultQuality, WanFrameSizes.ByResolution);
        var (width, height) = body.GetChoice(Field.AspectRatio, DefaultAspectRatio, sizes);
        return new SandboxRequest(name, prompt, width, height, seconds, text);
    }

    private static void CheckInputs(RequestFields body, EvoLinkModel model)
    {
        if (model.InputField is not { } field)
        {
            return;
        }

        var inputs = body.GetStrings(field);
        Require(inputs.Count > 0, field, "is required");
        Require(inputs.Count <= model.MaxInputs, field, $"must have at most {model.MaxInputs}");
        RequireUrls(field, inputs);
    }

    // These have no effect on the test video. Their types and values are validated.
    private static void CheckOptions(RequestFields body)
    {
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
