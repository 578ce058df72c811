using static WanVideo.Sandbox.EvoLink.EvoLinkNames;

namespace WanVideo.Sandbox.EvoLink;

/// <summary>Reads the body of a create, and refuses it as EvoLink would.</summary>
internal static class EvoLinkRequestReader
{
    private const int LongestPrompt = 1500;
    private const int LongestCallback = 2048;
    private const int ShortestSeconds = 2;
    private const int DefaultSeconds = 5;
    private const string DefaultQuality = "720p";
    private const string DefaultShape = "16:9";

    public static SandboxRequest Read(string text)
    {
        var body = RequestFields.Parse(text);
        var name = body.Text(Field.Model) ?? throw body.Refused(Field.Model, "is required");
        var model = EvoLinkModel.All.GetValueOrDefault(name) ?? throw body.Refused(Field.Model, $"'{name}' does not exist");
        if (body.Names.FirstOrDefault(field => !model.Fields.Contains(field)) is { } unknown)
        {
            throw body.Refused(unknown, $"is not a field of {name}");
        }

        var prompt = body.Text(Field.Prompt) ?? throw body.Refused(Field.Prompt, "is required");
        body.Require(prompt.EnumerateRunes().Count() <= LongestPrompt, Field.Prompt, $"must have at most {LongestPrompt} characters");
        CheckInputs(body, model);
        CheckExtras(body);

        var seconds = body.Number(Field.Duration) ?? DefaultSeconds;
        body.Require(seconds >= ShortestSeconds && seconds <= model.LongestSeconds, Field.Duration, $"must be between {ShortestSeconds} and {model.LongestSeconds}");

        var shapes = body.Choice(Field.Quality, DefaultQuality, WanSizes.ByTierAndShape);
        var (width, height) = body.Choice(Field.AspectRatio, DefaultShape, shapes);
        return new SandboxRequest(name, prompt, width, height, seconds, text);
    }

    private static void CheckInputs(RequestFields body, EvoLinkModel model)
    {
        if (model.Inputs is not { } field)
        {
            return;
        }

        var inputs = body.Texts(field);
        body.Require(inputs.Count > 0, field, "is required");
        body.Require(inputs.Count <= model.MaximumInputs, field, $"must have at most {model.MaximumInputs}");
        body.RequireWebAddresses(field, inputs);
    }

    // They change nothing in a test video; only what could not be meant is refused.
    private static void CheckExtras(RequestFields body)
    {
        body.Flag(Field.PromptExtend);
        body.Flag(Field.GenerateAudio);
        if (body.Text(Field.AudioUrl) is { } audio)
        {
            body.RequireWebAddresses(Field.AudioUrl, [audio]);
        }

        if (body.Object(Field.ModelParams) is { } extras)
        {
            extras.Require(extras.Text(Field.ShotType) is null or ShotType.Single or ShotType.Multi, Field.ShotType, $"must be {ShotType.Single} or {ShotType.Multi}");
        }

        body.Require(
            body.Text(Field.CallbackUrl) is not { } callback || (callback.StartsWith("https://", StringComparison.OrdinalIgnoreCase) && callback.Length <= LongestCallback),
            Field.CallbackUrl,
            $"must be an https address of at most {LongestCallback} characters");
    }
}
