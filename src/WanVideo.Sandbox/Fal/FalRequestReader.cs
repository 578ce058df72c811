using static WanVideo.Providers.Fal.FalWire;
using static WanVideo.Sandbox.RequestFields;

namespace WanVideo.Sandbox.Fal;

/// <summary>
/// Reads and validates a create request. fal accepts any body and reports an invalid value as the result of the run. The sandbox rejects it, also a field
/// that does not exist, so that tests find misspelt names.
/// </summary>
internal static class FalRequestReader
{
    private const int MinSeconds = 2;
    private const int DefaultSeconds = 5;
    private const string DefaultResolution = "1080p";

    public static SandboxRequest Read(string name, string text)
    {
        var (body, model) = (Parse(text), FalModel.All[name]);
        if (body.FieldNames.FirstOrDefault(field => !model.Fields.Contains(field)) is { } unknown)
        {
            throw new InvalidFieldException(unknown, $"is not a field of {name}");
        }

        var prompt = model.IsPromptRequired ? body.GetRequiredString(Field.Prompt) : body.GetString(Field.Prompt) ?? "";
        CheckMedia(body, model);
        CheckOptions(body);

        // A duration of null is chosen by the model. One that is missing is the default.
        var seconds = body.GetInteger(Field.Duration) ?? (model.SpecialSeconds is 0 ? 0 : DefaultSeconds);
        var isNull = body.FieldNames.Contains(Field.Duration) && body.GetInteger(Field.Duration) is null;
        Require(!isNull || model.CanChooseDuration, Field.Duration, "must be an integer");
        Require(seconds == model.SpecialSeconds || (seconds >= MinSeconds && seconds <= model.MaxSeconds), Field.Duration, $"must be between {MinSeconds} and {model.MaxSeconds}");

        var (width, height) = body.GetChoice(Field.AspectRatio, model.DefaultAspectRatio, body.GetChoice(Field.Resolution, DefaultResolution, model.Sizes));
        return new SandboxRequest(name, prompt, width, height, seconds == model.SpecialSeconds ? DefaultSeconds : seconds, text);
    }

    private static void CheckMedia(RequestFields body, FalModel model)
    {
        var counts = new Dictionary<string, int>();
        foreach (var field in model.Media.Maximum.Keys)
        {
            var urls = field is Field.ReferenceImages or Field.ReferenceVideos or Field.ReferenceAudios ? body.GetStrings(field) : body.GetString(field) is { } url ? [url] : [];
            RequireUrls(field, urls.Where(url => !url.StartsWith("data:", StringComparison.OrdinalIgnoreCase)));
            if (urls.Count > 0)
            {
                counts[field] = urls.Count;
            }
        }

        model.Media.Check(counts);
        Require(!(counts.ContainsKey(Field.FileUrl) || counts.ContainsKey(Field.WebUrl)) || body.GetBoolean(Field.Thinking) is true, Field.Thinking, "must be true");
    }

    // These have no effect on the test video. Their types and values are validated.
    private static void CheckOptions(RequestFields body)
    {
        foreach (var field in (string[])[Field.MakeAudio, Field.PromptExpansion, Field.SafetyChecker, Field.Thinking, Field.MultiShots])
        {
            body.GetBoolean(field);
        }

        body.GetString(Field.NegativePrompt);
        body.RequireEither(Field.AudioSetting, AudioSetting.Auto, AudioSetting.Origin);
        Require(body.GetInteger(Field.Seed) is not < 0, Field.Seed, $"must be between 0 and {int.MaxValue}");
    }
}
