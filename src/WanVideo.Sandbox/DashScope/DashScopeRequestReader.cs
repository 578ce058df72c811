using System.Buffers.Text;
using System.Collections.Frozen;
using System.Net;
using static WanVideo.Providers.DashScope.DashScopeWire;
using static WanVideo.Sandbox.RequestFields;
using MediaType = WanVideo.Providers.DashScope.DashScopeWire.Media;

namespace WanVideo.Sandbox.DashScope;

/// <summary>Reads and validates a create request as DashScope does.</summary>
internal static class DashScopeRequestReader
{
    private const int MaxNegativePromptLength = 500;
    private const int DefaultSeconds = 5;
    private const string DefaultSize = "1920*1080";
    private const int MaxReferences = 5;
    private const int MaxReferenceVideos = 3;

    // 10 MB by an older version of Alibaba's page.
    private const int MaxImageLength = 20 * 1024 * 1024;

    private static readonly FrozenSet<string> ImageDataPrefixes =
        new[] { "jpeg", "jpg", "png", "bmp", "webp" }.Select(type => $"{DataScheme}:image/{type};base64").ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <param name="text">The body.</param>
    /// <param name="resolvesOss">Whether the request has the header that oss:// URLs require.</param>
    public static SandboxRequest Read(string text, bool resolvesOss)
    {
        var body = Parse(text);
        var name = body.GetString(Field.Model)
            ?? throw new RequestRejectedException(HttpStatusCode.BadRequest, ErrorCode.EmptyModel, "Required parameter \"model\" missing from request.");
        var model = DashScopeModel.All.GetValueOrDefault(name)
            ?? throw new RequestRejectedException(HttpStatusCode.NotFound, ErrorCode.ModelNotFound, $"The model {name} does not exist.");
        var input = body.GetMembers(Field.Input)
            ?? throw new RequestRejectedException(HttpStatusCode.BadRequest, ErrorCode.EmptyInput, "Required input parameter missing from request.");
        if (body.FieldNames.Concat(input).Concat(body.GetMembers(Field.Parameters) ?? []).FirstOrDefault(field => !model.Fields.Contains(field)) is { } unknown)
        {
            throw new InvalidFieldException(unknown, $"is not a field of {name}");
        }

        RequireLength(Field.NegativePrompt, body.GetString(Field.NegativePrompt) ?? "", MaxNegativePromptLength);
        var prompt = model.IsPromptRequired ? body.GetRequiredString(Field.Prompt) : body.GetString(Field.Prompt) ?? "";
        RequireLength(Field.Prompt, prompt, model.MaxPromptLength);
        CheckMedia(body, model, resolvesOss);
        var media = model.Media is null ? new Dictionary<string, int>() : DashScopeMediaReader.Read(body, model, resolvesOss);
        Require(prompt.Length > 0 || media.Count > 0, Field.Prompt, "or media is required");
        CheckOptions(body, media);

        bool? hasAudio = model.Fields.Contains(Field.MakeAudio) ? body.GetBoolean(Field.MakeAudio) ?? true : null;
        var (width, height) = GetSize(body, model);
        return new SandboxRequest(name, prompt, width, height, GetSeconds(body, model, media), text) { HasAudio = hasAudio };
    }

    // Without a field for it, the aspect ratio is that of the media. The sandbox does not fetch them and uses 16:9.
    private static (int Width, int Height) GetSize(RequestFields body, DashScopeModel model)
    {
        if (model.Fields.Contains(Field.Size))
        {
            return body.GetChoice(Field.Size, DefaultSize, model.SizesByWireValue);
        }

        var resolutions = model.Sizes.ToDictionary(pair => pair.Key.ToUpperInvariant(), pair => pair.Value);
        return body.GetChoice(Field.AspectRatio, model.DefaultAspectRatio, body.GetChoice(Field.Resolution, model.DefaultResolution, resolutions));
    }

    private static int GetSeconds(RequestFields body, DashScopeModel model, IReadOnlyDictionary<string, int> media)
    {
        var seconds = body.GetInteger(Field.Duration) ?? model.SpecialSeconds switch { 0 => 0, _ => DefaultSeconds };
        var maximum = model.Media?.GetMaxSeconds(media, model.MaxSeconds) ?? model.MaxSeconds;
        Require(
            seconds == model.SpecialSeconds || (seconds >= model.MinSeconds && seconds <= maximum && seconds % model.SecondsStep == 0),
            Field.Duration,
            $"must be between {model.MinSeconds} and {maximum}");

        // Neither the duration of an input video nor the choice of a model is known to the sandbox.
        return seconds == model.SpecialSeconds ? DefaultSeconds : seconds;
    }

    private static void RequireLength(string field, string text, int maximum) =>
        Require(text.EnumerateRunes().Count() <= maximum, field, $"must have at most {maximum} characters");

    private static void CheckMedia(RequestFields body, DashScopeModel model, bool resolvesOss)
    {
        if (model.Fields.Contains(Field.Image))
        {
            CheckImage(body, resolvesOss);
        }

        if (model.Fields.Contains(Field.References))
        {
            CheckReferences(body, resolvesOss);
        }

        if (body.GetString(Field.Audio) is { } audio)
        {
            RequireMediaUrls(Field.Audio, [audio], resolvesOss);
        }
    }

    private static void CheckImage(RequestFields body, bool resolvesOss)
    {
        var image = body.GetRequiredString(Field.Image);
        if (image.StartsWith($"{DataScheme}:", StringComparison.OrdinalIgnoreCase))
        {
            Require(IsInlineImage(image), Field.Image, $"must be an image of a known type in base64, of at most {MaxImageLength} bytes");
        }
        else
        {
            RequireMediaUrls(Field.Image, [image], resolvesOss);
        }
    }

    private static bool IsInlineImage(string data)
    {
        var comma = data.IndexOf(',', StringComparison.Ordinal);
        return comma > 0
            && ImageDataPrefixes.Contains(data[..comma])
            && Base64.IsValid(data.AsSpan(comma + 1), out var length)
            && length is > 0 and <= MaxImageLength;
    }

    private static void CheckReferences(RequestFields body, bool resolvesOss)
    {
        var references = body.GetStrings(Field.References);
        Require(references.Count > 0, Field.References, "is required");
        Require(references.Count <= MaxReferences, Field.References, $"must have at most {MaxReferences}");
        RequireMediaUrls(Field.References, references, resolvesOss);
        Require(references.Count(IsVideo) <= MaxReferenceVideos, Field.References, $"must have at most {MaxReferenceVideos} videos");
    }

    // Nothing is fetched, so the file extension decides.
    private static bool IsVideo(string url) => Path.GetExtension(new Uri(url).AbsolutePath).ToUpperInvariant() is ".MP4" or ".MOV";

    public static void RequireMediaUrls(string field, IReadOnlyList<string> urls, bool resolvesOss)
    {
        var ossUrls = urls.Where(IsOssUrl).ToArray();
        Require(ossUrls.Length == 0 || resolvesOss, field, $"has an {OssScheme} URL, which requires the header {Header.OssResolve}: {Header.Enable}");
        RequireUrls(field, urls.Except(ossUrls));
    }

    private static bool IsOssUrl(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri is { Scheme: OssScheme, AbsolutePath.Length: > 1 };

    // These have no effect on the test video. Their types and values are validated.
    private static void CheckOptions(RequestFields body, IReadOnlyDictionary<string, int> media)
    {
        Require(
            body.GetBoolean(Field.PromptExtend) is not false || (!media.ContainsKey(MediaType.File) && !media.ContainsKey(MediaType.Link)),
            Field.PromptExtend,
            $"must be true with {MediaType.File} or {MediaType.Link}");
        body.GetBoolean(Field.ClientExtendPrompt);
        body.GetString(Field.ClientFunction);
        body.GetBoolean(Field.Watermark);
        Require(body.GetInteger(Field.Seed) is null or >= 0, Field.Seed, $"must be between 0 and {int.MaxValue}");
        body.RequireEither(Field.ShotType, ShotType.Single, ShotType.Multi);
        body.RequireEither(Field.AudioSetting, AudioSetting.Auto, AudioSetting.Origin);
    }
}
