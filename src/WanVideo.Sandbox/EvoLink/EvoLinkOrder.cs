using System.Text.Json;
using System.Text.Json.Nodes;

namespace WanVideo.Sandbox.EvoLink;

/// <summary>Reads the body of a create, and refuses it as EvoLink would.</summary>
internal static class EvoLinkOrder
{
    public sealed class RefusedException(string parameter, string message) : Exception(message)
    {
        public string Parameter { get; } = parameter;
    }

    // The shapes EvoLink offers, as Alibaba's size tables have them.
    private static readonly Dictionary<string, (int Width, int Height)> At720 = new()
    {
        ["16:9"] = (1280, 720), ["9:16"] = (720, 1280), ["1:1"] = (960, 960), ["4:3"] = (1088, 832), ["3:4"] = (832, 1088),
    };

    private static readonly Dictionary<string, (int Width, int Height)> At1080 = new()
    {
        ["16:9"] = (1920, 1080), ["9:16"] = (1080, 1920), ["1:1"] = (1440, 1440), ["4:3"] = (1632, 1248), ["3:4"] = (1248, 1632),
    };

    public static VideoOrder Read(string text)
    {
        if (Parse(text) is not JsonObject body)
        {
            throw new RefusedException("body", "The body is not a JSON object");
        }

        var name = Text(body, "model") ?? throw new RefusedException("model", "model is required");
        if (!EvoLinkModel.All.TryGetValue(name, out var model))
        {
            throw new RefusedException("model", $"model '{name}' does not exist");
        }

        foreach (var (field, _) in body)
        {
            Require(model.Fields.Contains(field), field, $"unknown field for {name}");
        }

        var prompt = Text(body, "prompt") ?? throw new RefusedException("prompt", "prompt is required");
        Require(prompt.EnumerateRunes().Count() <= 1500, "prompt", "at most 1500 characters");

        if (model.Inputs is { } inputs)
        {
            var count = (body[inputs] as JsonArray)?.Count ?? 0;
            Require(count >= 1 && count <= model.MaximumInputs, inputs, $"1 to {model.MaximumInputs} are required");
        }

        var seconds = Number(body, "duration") ?? 5;
        Require(seconds >= 2 && seconds <= model.LongestSeconds, "duration", $"must be between 2 and {model.LongestSeconds}");

        var sizes = (Text(body, "quality") ?? "720p") switch
        {
            "720p" => At720,
            "1080p" => At1080,
            _ => throw new RefusedException("quality", "must be 720p or 1080p"),
        };
        return sizes.TryGetValue(Text(body, "aspect_ratio") ?? "16:9", out var size)
            ? new VideoOrder(name, prompt, size.Width, size.Height, seconds)
            : throw new RefusedException("aspect_ratio", $"must be one of {string.Join(", ", sizes.Keys)}");
    }

    private static JsonNode? Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonObject body, string field) => body[field] switch
    {
        null => null,
        JsonValue value when value.TryGetValue(out string? text) => text.Length > 0 ? text : null,
        _ => throw new RefusedException(field, "must be a string"),
    };

    private static int? Number(JsonObject body, string field) => body[field] switch
    {
        null => null,
        JsonValue value when value.TryGetValue(out int number) => number,
        _ => throw new RefusedException(field, "must be an integer"),
    };

    private static void Require(bool isMet, string parameter, string message)
    {
        if (!isMet)
        {
            throw new RefusedException(parameter, $"{parameter}: {message}");
        }
    }
}
