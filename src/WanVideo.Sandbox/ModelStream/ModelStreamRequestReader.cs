using System.Globalization;
using System.Text.RegularExpressions;
using static WanVideo.Sandbox.ModelStream.ModelStreamNames;

namespace WanVideo.Sandbox.ModelStream;

/// <summary>Reads the body of a create, and refuses it as ModelStream would.</summary>
internal static partial class ModelStreamRequestReader
{
    private const int LongestNegativePrompt = 500;
    private const int MostReferences = 5;
    private const int MostReferenceVideos = 3;
    private const int ShortestSeconds = 2;
    private const int DefaultSeconds = 5;
    private const string DefaultSize = "1920*1080";

    // What a test video can be, for models that have no limits here.
    private const int LeastPixels = 64;
    private const int MostPixels = 1920;
    private const int MostSeconds = 15;

    // The shape is that of the image, which the sandbox does not fetch; so it is always the usual one.
    private static readonly Dictionary<string, (int Width, int Height)> ByResolution = new()
    {
        [Resolution.P720] = WanSizes.ByTierAndShape["720p"]["16:9"],
        [Resolution.P1080] = WanSizes.ByTierAndShape["1080p"]["16:9"],
    };

    public static SandboxRequest Read(string text)
    {
        var fields = ModelStreamFields.Parse(text);
        var ((width, height), seconds) = ModelStreamModel.All.TryGetValue(fields.Model, out var model) ? ReadKnown(fields, model) : ReadOther(fields);
        return new SandboxRequest(fields.Model, fields.Prompt, width, height, seconds, text);
    }

    private static ((int Width, int Height) Size, int Seconds) ReadKnown(ModelStreamFields fields, ModelStreamModel model)
    {
        fields.RequireOnly(model.Fields);
        CheckImage(fields, model);
        CheckReferences(fields.Of(Field.References));
        CheckExtras(fields);

        var seconds = fields.Of(Field.Duration).Number(Field.Duration) ?? DefaultSeconds;
        fields.Of(Field.Duration).Require(
            seconds >= ShortestSeconds && seconds <= model.LongestSeconds,
            Field.Duration,
            $"must be between {ShortestSeconds} and {model.LongestSeconds}");

        var size = model.Fields.Contains(Field.Size)
            ? fields.Of(Field.Size).Choice(Field.Size, DefaultSize, WanSizes.ByWord)
            : fields.Of(Field.Resolution).Choice(Field.Resolution, Resolution.P1080, ByResolution);
        return (size, seconds);
    }

    private static void CheckImage(ModelStreamFields fields, ModelStreamModel model)
    {
        if (model.Fields.Contains(Field.ImageUrl))
        {
            var holder = fields.Of(Field.ImageUrl);
            var image = holder.Text(Field.ImageUrl) ?? throw holder.Refused(Field.ImageUrl, "is required");
            holder.RequireWebAddresses(Field.ImageUrl, [image]);
        }
    }

    // The manual does not say that there must be any.
    private static void CheckReferences(RequestFields holder)
    {
        var references = holder.Texts(Field.References);
        holder.Require(references.Count <= MostReferences, Field.References, $"must have at most {MostReferences}");
        holder.RequireWebAddresses(Field.References, references);
        holder.Require(references.Count(IsVideo) <= MostReferenceVideos, Field.References, $"must have at most {MostReferenceVideos} videos");
    }

    // The name is all there is to go by, as nothing is fetched.
    private static bool IsVideo(string address) =>
        Path.GetExtension(new Uri(address).AbsolutePath).ToUpperInvariant() is ".MP4" or ".MOV";

    // They change nothing in a test video; only what could not be meant is refused.
    private static void CheckExtras(ModelStreamFields fields)
    {
        foreach (var flag in (string[])[Field.PromptExtend, Field.Audio, Field.Watermark])
        {
            fields.Of(flag).Flag(flag);
        }

        if (fields.Of(Field.AudioUrl).Text(Field.AudioUrl) is { } audio)
        {
            fields.Of(Field.AudioUrl).RequireWebAddresses(Field.AudioUrl, [audio]);
        }

        fields.Of(Field.NegativePrompt).Require(
            fields.Of(Field.NegativePrompt).Text(Field.NegativePrompt) is not { } negative || negative.EnumerateRunes().Count() <= LongestNegativePrompt,
            Field.NegativePrompt,
            $"must have at most {LongestNegativePrompt} characters");
        fields.Of(Field.ShotType).Require(
            fields.Of(Field.ShotType).Text(Field.ShotType) is null or ShotType.Single or ShotType.Multi,
            Field.ShotType,
            $"must be {ShotType.Single} or {ShotType.Multi}");
        fields.Of(Field.Seed).Require(fields.Of(Field.Seed).Number(Field.Seed) is null or >= 0, Field.Seed, $"must be between 0 and {int.MaxValue}");
    }

    // A host has models of its own: what their fields mean is not known here, and nothing is refused but a length or a size of the wrong type.
    private static ((int Width, int Height) Size, int Seconds) ReadOther(ModelStreamFields fields)
    {
        var (width, height) = (1280, 720);
        if (fields.Of(Field.Size).Text(Field.Size) is { } words && SizeInPixels().Match(words) is { Success: true } size)
        {
            width = Pixels(size.Groups["width"]);
            height = Pixels(size.Groups["height"]);
        }

        width = fields.Of(Field.Width).Number(Field.Width) ?? width;
        height = fields.Of(Field.Height).Number(Field.Height) ?? height;
        var seconds = fields.Of(Field.Duration).Number(Field.Duration) ?? DefaultSeconds;
        return ((Even(width), Even(height)), Math.Clamp(seconds, 1, MostSeconds));

        static int Pixels(Group number) => int.Parse(number.ValueSpan, CultureInfo.InvariantCulture);

        static int Even(int pixels) => Math.Clamp(pixels, LeastPixels, MostPixels) / 2 * 2;
    }

    [GeneratedRegex("^(?<width>[0-9]{1,9})[*x](?<height>[0-9]{1,9})$")]
    private static partial Regex SizeInPixels();
}
