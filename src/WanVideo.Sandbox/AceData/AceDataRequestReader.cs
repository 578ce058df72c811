using System.Globalization;
using System.Text.RegularExpressions;
using static WanVideo.Providers.AceData.AceDataWire;
using static WanVideo.Sandbox.RequestFields;

namespace WanVideo.Sandbox.AceData;

/// <summary>Reads and validates a create request as AceData does.</summary>
internal static partial class AceDataRequestReader
{
    private const int DefaultSeconds = 5;
    private const string DefaultAspectRatio = "16:9";

    // Limits of the sandbox. AceData documents none.
    private const int MinSide = 64;
    private const int MaxSide = 1920;

    private static readonly Dictionary<string, (int Width, int Height)> SizesByResolution = new()
    {
        // AceData has 480P. Alibaba's pages have this frame size for older Wan models only.
        [Resolution.P480] = (832, 480),
        [Resolution.P720] = WanFrameSizes.ByResolution["720p"][DefaultAspectRatio],
        [Resolution.P1080] = WanFrameSizes.ByResolution["1080p"][DefaultAspectRatio],
    };

    /// <returns>The request, and whether it is asynchronous.</returns>
    public static (SandboxRequest Request, bool IsAsync) Read(string text)
    {
        var body = Parse(text);

        // AceData's behavior for unknown fields is not documented. The sandbox rejects them, so that tests find misspelt names.
        if (body.FieldNames.FirstOrDefault(field => !Field.All.Contains(field)) is { } unknown)
        {
            throw new InvalidFieldException(unknown, "is not a field of a create request");
        }

        var model = ReadModel(body);
        var prompt = body.GetRequiredString(Field.Prompt);
        CheckOptions(body);
        var isAsync = IsAsync(body);

        var seconds = body.GetInteger(Field.Duration) ?? DefaultSeconds;
        Require(seconds is 5 or 10 or 15, Field.Duration, "must be 5, 10 or 15");

        var (width, height) = ReadSize(body);
        return (new SandboxRequest(model, prompt, width, height, seconds, text), isAsync);
    }

    private static string ReadModel(RequestFields body)
    {
        var action = body.GetRequiredString(Field.Action);
        var name = body.GetRequiredString(Field.Model);
        var model = AceDataModel.All.GetValueOrDefault(name) ?? throw new InvalidFieldException(Field.Model, $"'{name}' does not exist");
        Require(action == model.Action, Field.Action, $"must be {model.Action} for {name}");

        var references = body.GetStrings(Field.References);
        Require(model.InputField is not Field.Image || body.GetString(Field.Image) is not null, Field.Image, $"is required for {name}");
        Require(model.InputField is not Field.References || references.Count > 0, Field.References, $"is required for {name}");
        body.RequireUrl(Field.Image);
        RequireUrls(Field.References, references);
        return name;
    }

    // These have no effect on the test video. Their types and values are validated, but not the length of the negative prompt: AceData truncates it.
    private static void CheckOptions(RequestFields body)
    {
        body.GetString(Field.NegativePrompt);
        body.GetBoolean(Field.MakeAudio);
        body.GetBoolean(Field.PromptExtend);
        Require(body.GetInteger(Field.Timeout) is null or > 0, Field.Timeout, "must be above 0");
        body.RequireEither(Field.ShotType, ShotType.Single, ShotType.Multi);
        body.RequireUrl(Field.Audio);
    }

    // Without "async" and a callback, AceData holds the connection until the video exists. The module never sends such a request: a client that times out has
    // paid for a task whose id it does not know.
    private static bool IsAsync(RequestFields body)
    {
        body.RequireUrl(Field.Callback);
        return body.GetBoolean(Field.Async) is true || body.GetString(Field.Callback) is not null;
    }

    private static (int Width, int Height) ReadSize(RequestFields body)
    {
        var byResolution = body.GetChoice(Field.Resolution, Resolution.P720, SizesByResolution);
        if (body.GetString(Field.Size) is not { } text)
        {
            return byResolution;
        }

        // AceData documents no format. Alibaba's pages, to which it refers, have 1280*720; AceData's MCP server has 1280x720.
        var size = SizePattern().Match(text);
        Require(size.Success, Field.Size, "must be a width and a height, such as 1280*720");
        return (ParseSide(size.Groups["width"]), ParseSide(size.Groups["height"]));
    }

    private static int ParseSide(Group digits) => Math.Clamp(int.Parse(digits.ValueSpan, CultureInfo.InvariantCulture), MinSide, MaxSide) / 2 * 2;

    [GeneratedRegex(@"\A(?<width>[0-9]{1,5})[*x](?<height>[0-9]{1,5})\z")]
    private static partial Regex SizePattern();
}
