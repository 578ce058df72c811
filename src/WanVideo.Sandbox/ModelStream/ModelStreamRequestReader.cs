using System.Globalization;
using System.Text.RegularExpressions;
using static WanVideo.Providers.ModelStream.ModelStreamWire;
using static WanVideo.Sandbox.RequestFields;

namespace WanVideo.Sandbox.ModelStream;

/// <summary>
/// Reads and validates a create request as ModelStream does, with a model's own fields at the top level, or as a stock New API host does: with the image in
/// input_reference, the resolution in size, and the other fields in the metadata object, which has the shape of DashScope's request.
/// </summary>
internal sealed partial class ModelStreamRequestReader
{
    private const int MaxNegativePromptLength = 500;
    private const int MaxReferences = 5;
    private const int MaxReferenceVideos = 3;
    private const int MinSeconds = 2;
    private const int DefaultSeconds = 5;
    private const string DefaultSize = "1920*1080";

    // Limits of the sandbox for models that it does not know.
    private const int MinSide = 64;
    private const int MaxSide = 1920;
    private const int MaxSeconds = 15;

    // The aspect ratio is that of the image. The sandbox does not fetch it and uses 16:9.
    private static readonly Dictionary<string, (int Width, int Height)> SizesByResolution = new()
    {
        [Resolution.P720] = WanFrameSizes.ByResolution["720p"]["16:9"],
        [Resolution.P1080] = WanFrameSizes.ByResolution["1080p"]["16:9"],
    };

    private readonly string text;
    private readonly RequestFields body;
    private readonly string[] metadataPaths;
    private readonly string model;
    private readonly string prompt;

    public ModelStreamRequestReader(string text)
    {
        this.text = text;
        body = Parse(text);
        metadataPaths = [.. (body.GetMembers(Field.MetadataObject) ?? []).SelectMany(path => path is Field.Metadata + Field.InputObject or Field.Metadata + Field.ParametersObject ? body.GetMembers(path)! : [path])];
        model = body.GetRequiredString(Field.Model);
        prompt = body.GetRequiredString(Field.Prompt);
    }

    public SandboxRequest Read()
    {
        var ((width, height), seconds) = ModelStreamModel.All.TryGetValue(model, out var limits) ? ReadKnownModel(limits) : ReadUnknownModel();
        return new SandboxRequest(model, prompt, width, height, seconds, text);
    }

    private ((int Width, int Height) Size, int Seconds) ReadKnownModel(ModelStreamModel limits)
    {
        RequireKnownFields(limits);
        if (limits.Fields.Contains(Field.Image))
        {
            var image = IsStock ? Field.InputReference : Field.Image;
            RequireUrls(image, [body.GetRequiredString(image)]);
        }

        CheckReferences();
        CheckOptions();

        var seconds = body.GetInteger(GetPath(Field.Duration)) ?? DefaultSeconds;
        Require(seconds >= MinSeconds && seconds <= limits.MaxSeconds, GetPath(Field.Duration), $"must be between {MinSeconds} and {limits.MaxSeconds}");

        var size = limits.Fields.Contains(Field.Size)
            ? body.GetChoice(GetPath(Field.Size), DefaultSize, WanFrameSizes.ByWireValue)
            : body.GetChoice(IsStock ? Field.Size : Field.Resolution, Resolution.P1080, SizesByResolution);
        return (size, seconds);
    }

    // New API drops unknown fields. The sandbox rejects them, so that tests find misspelt names.
    private void RequireKnownFields(ModelStreamModel limits)
    {
        foreach (var path in metadataPaths)
        {
            Require(
                GetMetadataPath(path[(path.LastIndexOf('.') + 1)..]) == path && limits.Fields.Contains(path[(path.LastIndexOf('.') + 1)..]),
                path,
                $"is not a field of {model}");
        }

        foreach (var field in body.FieldNames.Except([Field.Model, Field.Prompt, Field.MetadataObject]))
        {
            Require(IsStock ? field is Field.InputReference or Field.Size or Field.Duration : limits.Fields.Contains(field), field, $"is not a field of {model}");
        }
    }

    // According to the manual, references are optional.
    private void CheckReferences()
    {
        var path = GetPath(Field.References);
        var references = body.GetStrings(path);
        Require(references.Count <= MaxReferences, path, $"must have at most {MaxReferences}");
        RequireUrls(path, references);
        Require(references.Count(IsVideo) <= MaxReferenceVideos, path, $"must have at most {MaxReferenceVideos} videos");
    }

    // Nothing is fetched, so the file extension decides.
    private static bool IsVideo(string url) =>
        Path.GetExtension(new Uri(url).AbsolutePath).ToUpperInvariant() is ".MP4" or ".MOV";

    // These have no effect on the test video. Their types and values are validated.
    private void CheckOptions()
    {
        foreach (var flag in (string[])[Field.PromptExtend, Field.MakeAudio, Field.Watermark])
        {
            body.GetBoolean(GetPath(flag));
        }

        body.RequireUrl(GetPath(Field.Audio));
        Require(
            body.GetString(GetPath(Field.NegativePrompt)) is not { } negative || negative.EnumerateRunes().Count() <= MaxNegativePromptLength,
            GetPath(Field.NegativePrompt),
            $"must have at most {MaxNegativePromptLength} characters");
        body.RequireEither(GetPath(Field.ShotType), ShotType.Single, ShotType.Multi);
        Require(body.GetInteger(GetPath(Field.Seed)) is null or >= 0, GetPath(Field.Seed), $"must be between 0 and {int.MaxValue}");
    }

    // A model of another host. Its fields are unknown: only the types of duration and size are validated.
    private ((int Width, int Height) Size, int Seconds) ReadUnknownModel()
    {
        var (width, height) = WanFrameSizes.ByResolution["720p"]["16:9"];
        if (body.GetString(GetPath(Field.Size)) is { } size && SizePattern().Match(size) is { Success: true } match)
        {
            width = int.Parse(match.Groups["width"].ValueSpan, CultureInfo.InvariantCulture);
            height = int.Parse(match.Groups["height"].ValueSpan, CultureInfo.InvariantCulture);
        }

        width = body.GetInteger(GetPath(Field.Width)) ?? width;
        height = body.GetInteger(GetPath(Field.Height)) ?? height;
        var seconds = body.GetInteger(GetPath(Field.Duration)) ?? DefaultSeconds;
        return ((RoundSide(width), RoundSide(height)), Math.Clamp(seconds, 1, MaxSeconds));

        static int RoundSide(int pixels) => Math.Clamp(pixels, MinSide, MaxSide) / 2 * 2;
    }

    private bool IsStock => body.FieldNames.Contains(Field.MetadataObject) || body.FieldNames.Contains(Field.InputReference);

    private static string GetMetadataPath(string field) =>
        Field.Metadata + (Field.InputFields.Contains(field) ? Field.Input : Field.ParameterFields.Contains(field) ? Field.Parameters : "") + field;

    /// <summary>Gets the path of a field: in the metadata object if it is there, else at the top level.</summary>
    private string GetPath(string field) => metadataPaths.FirstOrDefault(path => path == GetMetadataPath(field) || path == Field.Metadata + field) ?? field;

    [GeneratedRegex("^(?<width>[0-9]{1,9})[*x](?<height>[0-9]{1,9})$")]
    private static partial Regex SizePattern();
}
