using static WanVideo.Sandbox.EvoLink.EvoLinkNames;

namespace WanVideo.Sandbox.EvoLink;

/// <summary>Reads the body of a create, and refuses it as EvoLink would.</summary>
internal static class EvoLinkOrder
{
    private const int LongestPrompt = 1500;
    private const int LongestCallback = 2048;
    private const int ShortestSeconds = 2;
    private const int DefaultSeconds = 5;

    public static VideoOrder Read(string text)
    {
        var body = EvoLinkBody.Parse(text);
        var name = body.Text(Field.Model) ?? throw Refused(Field.Model, "is required");
        var model = EvoLinkModel.All.GetValueOrDefault(name) ?? throw Refused(Field.Model, $"'{name}' does not exist");
        if (body.Names.FirstOrDefault(field => !model.Fields.Contains(field)) is { } unknown)
        {
            throw Refused(unknown, $"is not a field of {name}");
        }

        var prompt = body.Text(Field.Prompt) ?? throw Refused(Field.Prompt, "is required");
        Require(prompt.EnumerateRunes().Count() <= LongestPrompt, Field.Prompt, $"must have at most {LongestPrompt} characters");
        CheckInputs(body, model);
        CheckExtras(body);

        var seconds = body.Number(Field.Duration) ?? DefaultSeconds;
        Require(seconds >= ShortestSeconds && seconds <= model.LongestSeconds, Field.Duration, $"must be between {ShortestSeconds} and {model.LongestSeconds}");

        var (width, height) = Choice(
            Choice(EvoLinkSizes.All, body.Text(Field.Quality) ?? EvoLinkSizes.DefaultQuality, Field.Quality),
            body.Text(Field.AspectRatio) ?? EvoLinkSizes.DefaultShape,
            Field.AspectRatio);
        return new VideoOrder(name, prompt, width, height, seconds);
    }

    private static void CheckInputs(EvoLinkBody body, EvoLinkModel model)
    {
        if (model.Inputs is not { } field)
        {
            return;
        }

        var inputs = body.Texts(field);
        Require(inputs.Count > 0, field, "is required");
        Require(inputs.Count <= model.MaximumInputs, field, $"must have at most {model.MaximumInputs}");
        Require(inputs.All(IsWebAddress), field, "must have http or https addresses");
    }

    // They change nothing in a test video; only what could not be meant is refused.
    private static void CheckExtras(EvoLinkBody body)
    {
        body.Flag(Field.PromptExtend);
        body.Flag(Field.GenerateAudio);
        Require(body.Text(Field.AudioUrl) is not { } audio || IsWebAddress(audio), Field.AudioUrl, "must be an http or https address");
        Require(
            body.Object(Field.ModelParams)?.Text(Field.ShotType) is null or ShotType.Single or ShotType.Multi,
            Field.ShotType,
            $"must be {ShotType.Single} or {ShotType.Multi}");
        Require(
            body.Text(Field.CallbackUrl) is not { } callback || (IsWebAddress(callback, Uri.UriSchemeHttps) && callback.Length <= LongestCallback),
            Field.CallbackUrl,
            $"must be an https address of at most {LongestCallback} characters");
    }

    private static bool IsWebAddress(string text) => IsWebAddress(text, Uri.UriSchemeHttp) || IsWebAddress(text, Uri.UriSchemeHttps);

    private static bool IsWebAddress(string text, string scheme) => Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme == scheme;

    private static T Choice<T>(Dictionary<string, T> choices, string word, string field) =>
        choices.TryGetValue(word, out var chosen) ? chosen : throw Refused(field, $"must be one of {string.Join(", ", choices.Keys)}");

    private static void Require(bool isMet, string field, string fault)
    {
        if (!isMet)
        {
            throw Refused(field, fault);
        }
    }

    private static EvoLinkRefusedException Refused(string field, string fault) => EvoLinkRefusedException.OfField(field, fault);
}
