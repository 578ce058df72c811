using System.Buffers.Text;
using System.Collections.Frozen;
using System.Net;
using static WanVideo.Sandbox.DashScope.DashScopeNames;

namespace WanVideo.Sandbox.DashScope;

/// <summary>What a create asks for, read and refused as DashScope would.</summary>
/// <param name="Video">The video.</param>
/// <param name="HasSound">Whether it is to have sound; null if the model leaves no choice.</param>
internal sealed record DashScopeRequestReader(SandboxRequest Video, bool? HasSound)
{
    private const int LongestPrompt = 1500;
    private const int LongestNegativePrompt = 500;
    private const int ShortestSeconds = 2;
    private const int DefaultSeconds = 5;
    private const string DefaultSize = "1920*1080";
    private const int MostReferences = 5;
    private const int MostReferenceVideos = 3;

    // Alibaba's older page has half of it.
    private const int LargestImage = 20 * 1024 * 1024;

    // DashScope takes the shape from the image, which the sandbox does not fetch.
    private static readonly Dictionary<string, (int Width, int Height)> ByResolution = new()
    {
        [Resolution.Lower] = (1280, 720),
        [Resolution.Higher] = (1920, 1080),
    };

    private static readonly FrozenSet<string> ImageData =
        new[] { "jpeg", "jpg", "png", "bmp", "webp" }.Select(type => $"{Scheme.Inline}:image/{type};base64").ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <param name="text">The body.</param>
    /// <param name="resolvesStored">Whether addresses of Alibaba's own store are to be resolved.</param>
    public static DashScopeRequestReader Read(string text, bool resolvesStored)
    {
        var body = RequestFields.Parse(text);
        var name = body.Text(Field.Model)
            ?? throw new DashScopeRefusedException(HttpStatusCode.BadRequest, ErrorCode.EmptyModel, "Required parameter \"model\" missing from request.");
        var model = DashScopeModel.All.GetValueOrDefault(name)
            ?? throw new DashScopeRefusedException(HttpStatusCode.NotFound, ErrorCode.ModelNotFound, $"The model {name} does not exist.");
        var input = body.Object(Field.Input)
            ?? throw new DashScopeRefusedException(HttpStatusCode.BadRequest, ErrorCode.EmptyInput, "Required input parameter missing from request.");
        var parameters = body.Object(Field.Parameters) ?? RequestFields.Parse("{}");
        if (body.Names.Concat(input.Names).Concat(parameters.Names).FirstOrDefault(field => !model.Fields.Contains(field)) is { } unknown)
        {
            throw new FieldRefusedException(unknown, $"is not a field of {name}");
        }

        var prompt = Prompt(input);
        CheckMedia(input, model, resolvesStored);
        CheckExtras(parameters);
        var (width, height) = SizeOf(parameters, model);
        bool? hasSound = model.Parameters.Contains(Field.Audio) ? parameters.Flag(Field.Audio) ?? true : null;
        return new DashScopeRequestReader(new SandboxRequest(name, prompt, width, height, Seconds(parameters, model), text), hasSound);
    }

    private static string Prompt(RequestFields input)
    {
        RequireLength(input, Field.NegativePrompt, input.Text(Field.NegativePrompt) ?? "", LongestNegativePrompt);
        var prompt = input.Text(Field.Prompt) ?? throw input.Refused(Field.Prompt, "is required");
        RequireLength(input, Field.Prompt, prompt, LongestPrompt);
        return prompt;
    }

    private static void RequireLength(RequestFields input, string field, string text, int longest) =>
        input.Require(text.EnumerateRunes().Count() <= longest, field, $"must have at most {longest} characters");

    private static void CheckMedia(RequestFields input, DashScopeModel model, bool resolvesStored)
    {
        if (model.Input.Contains(Field.ImageUrl))
        {
            CheckImage(input, resolvesStored);
        }

        if (model.Input.Contains(Field.ReferenceUrls))
        {
            CheckReferences(input, resolvesStored);
        }

        if (input.Text(Field.AudioUrl) is { } audio)
        {
            RequireAddresses(input, Field.AudioUrl, [audio], resolvesStored);
        }
    }

    private static void CheckImage(RequestFields input, bool resolvesStored)
    {
        var image = input.Text(Field.ImageUrl) ?? throw input.Refused(Field.ImageUrl, "is required");
        if (image.StartsWith($"{Scheme.Inline}:", StringComparison.OrdinalIgnoreCase))
        {
            input.Require(IsImage(image), Field.ImageUrl, $"must be an image of a known type in base64, of at most {LargestImage} bytes");
        }
        else
        {
            RequireAddresses(input, Field.ImageUrl, [image], resolvesStored);
        }
    }

    private static bool IsImage(string data)
    {
        var comma = data.IndexOf(',', StringComparison.Ordinal);
        return comma > 0
            && ImageData.Contains(data[..comma])
            && Base64.IsValid(data.AsSpan(comma + 1), out var length)
            && length is > 0 and <= LargestImage;
    }

    private static void CheckReferences(RequestFields input, bool resolvesStored)
    {
        var references = input.Texts(Field.ReferenceUrls);
        input.Require(references.Count > 0, Field.ReferenceUrls, "is required");
        input.Require(references.Count <= MostReferences, Field.ReferenceUrls, $"must have at most {MostReferences}");
        RequireAddresses(input, Field.ReferenceUrls, references, resolvesStored);
        input.Require(references.Count(IsVideo) <= MostReferenceVideos, Field.ReferenceUrls, $"must have at most {MostReferenceVideos} videos");
    }

    // Nothing is fetched: a video whose address does not end as one counts as an image.
    private static bool IsVideo(string address) => Path.GetExtension(new Uri(address).AbsolutePath).ToUpperInvariant() is ".MP4" or ".MOV";

    private static void RequireAddresses(RequestFields input, string field, IReadOnlyList<string> addresses, bool resolvesStored)
    {
        var stored = addresses.Where(IsStored).ToArray();
        input.Require(stored.Length == 0 || resolvesStored, field, $"has an {Scheme.Stored} address, which needs the header {Header.OssResolve}: {Header.Enable}");
        input.RequireWebAddresses(field, addresses.Except(stored));
    }

    private static bool IsStored(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var stored) && stored is { Scheme: Scheme.Stored, AbsolutePath.Length: > 1 };

    // They change nothing in a test video; only what could not be meant is refused.
    private static void CheckExtras(RequestFields parameters)
    {
        parameters.Flag(Field.PromptExtend);
        parameters.Flag(Field.Watermark);
        parameters.Require(parameters.Number(Field.Seed) is null or >= 0, Field.Seed, $"must be between 0 and {int.MaxValue}");
        parameters.Require(
            parameters.Text(Field.ShotType) is null or ShotType.Single or ShotType.Multi,
            Field.ShotType,
            $"must be {ShotType.Single} or {ShotType.Multi}");
    }

    private static (int Width, int Height) SizeOf(RequestFields parameters, DashScopeModel model) => model.Parameters.Contains(Field.Size)
        ? parameters.Choice(Field.Size, DefaultSize, WanSizes.ByWord)
        : parameters.Choice(Field.Resolution, Resolution.Higher, ByResolution);

    private static int Seconds(RequestFields parameters, DashScopeModel model)
    {
        var seconds = parameters.Number(Field.Duration) ?? DefaultSeconds;
        parameters.Require(
            seconds >= ShortestSeconds && seconds <= model.LongestSeconds,
            Field.Duration,
            $"must be between {ShortestSeconds} and {model.LongestSeconds}");
        return seconds;
    }
}
