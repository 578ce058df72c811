using System.Collections.Frozen;
using System.Globalization;
using System.Text.RegularExpressions;
using static WanVideo.Sandbox.AceData.AceDataNames;

namespace WanVideo.Sandbox.AceData;

/// <summary>Reads the body of a create, and refuses it as AceData would.</summary>
internal static partial class AceDataRequestReader
{
    private const int DefaultSeconds = 5;
    private const string DefaultResolution = Resolution.P720;
    private const string DefaultShape = "16:9";

    // The manual does not bound a size; what the sandbox makes of one must stay a picture that a test can hold.
    private const int ShortestSide = 64;
    private const int LongestSide = 1920;

    private static readonly FrozenSet<string> Fields = FrozenSet.Create(
        Field.Action,
        Field.Model,
        Field.Prompt,
        Field.Duration,
        Field.Resolution,
        Field.ShotType,
        Field.Size,
        Field.NegativePrompt,
        Field.AudioUrl,
        Field.ReferenceVideoUrls,
        Field.ImageUrl,
        Field.CallbackUrl,
        Field.Async,
        Field.Audio,
        Field.PromptExtend,
        Field.Timeout);

    private static readonly Dictionary<string, (int Width, int Height)> SizeByResolution = new()
    {
        // AceData offers it, though Alibaba's pages list no such size for Wan 2.6; this one is of older models.
        [Resolution.P480] = (832, 480),
        [Resolution.P720] = WanSizes.ByTierAndShape["720p"][DefaultShape],
        [Resolution.P1080] = WanSizes.ByTierAndShape["1080p"][DefaultShape],
    };

    public static SandboxRequest Read(string text)
    {
        var body = RequestFields.Parse(text);

        // The manual does not say what becomes of a field that it does not have. Here it is found out rather than passed over.
        if (body.Names.FirstOrDefault(field => !Fields.Contains(field)) is { } unknown)
        {
            throw body.Refused(unknown, "is not a field of a create");
        }

        var model = ReadModel(body);
        var prompt = body.Text(Field.Prompt) ?? throw body.Refused(Field.Prompt, "is required");
        CheckExtras(body);
        RequireAsynchronous(body);

        var seconds = body.Number(Field.Duration) ?? DefaultSeconds;
        body.Require(seconds is 5 or 10 or 15, Field.Duration, "must be 5, 10 or 15");

        var (width, height) = ReadSize(body);
        return new SandboxRequest(model, prompt, width, height, seconds, text);
    }

    private static string ReadModel(RequestFields body)
    {
        var action = body.Text(Field.Action) ?? throw body.Refused(Field.Action, "is required");
        var name = body.Text(Field.Model) ?? throw body.Refused(Field.Model, "is required");
        var model = AceDataModel.All.GetValueOrDefault(name) ?? throw body.Refused(Field.Model, $"'{name}' does not exist");
        body.Require(action == model.Action, Field.Action, $"must be {model.Action} for {name}");

        var images = body.Text(Field.ImageUrl) is { } image ? [image] : Array.Empty<string>();

        // The manual's type for it is a string and its text an array; AceData's own clients all send an array.
        var references = body.Texts(Field.ReferenceVideoUrls);
        body.Require(model.Input is not Field.ImageUrl || images.Length > 0, Field.ImageUrl, $"is required for {name}");
        body.Require(model.Input is not Field.ReferenceVideoUrls || references.Count > 0, Field.ReferenceVideoUrls, $"is required for {name}");
        body.RequireWebAddresses(Field.ImageUrl, images);
        body.RequireWebAddresses(Field.ReferenceVideoUrls, references);
        return name;
    }

    // They change nothing in a test video; only what could not be meant is refused. A long negative prompt could: AceData cuts it without a word.
    private static void CheckExtras(RequestFields body)
    {
        body.Text(Field.NegativePrompt);
        body.Flag(Field.Audio);
        body.Flag(Field.PromptExtend);
        body.Require(body.Number(Field.Timeout) is null or > 0, Field.Timeout, "must be above 0");
        body.Require(body.Text(Field.ShotType) is null or ShotType.Single or ShotType.Multi, Field.ShotType, $"must be {ShotType.Single} or {ShotType.Multi}");
        if (body.Text(Field.AudioUrl) is { } audio)
        {
            body.RequireWebAddresses(Field.AudioUrl, [audio]);
        }
    }

    // AceData takes a create without either of the two, and holds the connection until the video exists: a client that gives up meanwhile has paid
    // for a task that it has no id of. No client of ours may ever send one, so here it is an error that a test sees at once.
    private static void RequireAsynchronous(RequestFields body)
    {
        var isAsync = body.Flag(Field.Async) ?? false;
        var callback = body.Text(Field.CallbackUrl);
        body.Require(isAsync || callback is not null, Field.Async, "must be true: this sandbox does not support synchronous creates");
        if (callback is not null)
        {
            body.RequireWebAddresses(Field.CallbackUrl, [callback]);
        }
    }

    private static (int Width, int Height) ReadSize(RequestFields body)
    {
        var byResolution = body.Choice(Field.Resolution, DefaultResolution, SizeByResolution);
        if (body.Text(Field.Size) is not { } words)
        {
            return byResolution;
        }

        // To the manual a size is any text; Alibaba's pages, to which it points, write 1280*720, and AceData's MCP server 1280x720.
        var size = Size().Match(words);
        body.Require(size.Success, Field.Size, "must be a width and a height, as 1280*720");
        return (Side(size.Groups["width"]), Side(size.Groups["height"]));
    }

    // The test video's sides must be even.
    private static int Side(Group digits) => Math.Clamp(int.Parse(digits.ValueSpan, CultureInfo.InvariantCulture), ShortestSide, LongestSide) / 2 * 2;

    [GeneratedRegex(@"\A(?<width>[0-9]{1,5})[*x](?<height>[0-9]{1,5})\z")]
    private static partial Regex Size();
}
