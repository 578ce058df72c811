using System.Buffers;
using System.Globalization;
using System.Text.RegularExpressions;

namespace WanVideo.Downloading;

/// <summary>
/// Creates the file names of videos from a template such as <c>{Model}-{Id}</c>. The values may contain any character: a name never leaves its
/// folder, and is valid on each file system.
/// </summary>
public sealed partial class VideoFileName
{
    /// <summary>The extension of all names.</summary>
    public const string Extension = ".mp4";

    // Of other video files. The videos of all gateways are MP4 files.
    private static readonly string[] OtherExtensions = [".mov", ".m4v", ".webm", ".mkv", ".avi", ".gif"];

    // In bytes. File systems allow 255, with '.mp4.part.json'.
    private const int MaxStemBytes = 200;

    // In bytes. Leaves room for other values.
    private const int MaxPromptBytes = 80;

    private const string DefaultTimeFormat = "yyyyMMdd-HHmmss";

    private const string DefaultTemplate = "{Id}";
    private const string DefaultTemplateWithLabel = "{Label}";

    // Not allowed in names on Windows, Linux or macOS. The same on all of them, so that files can be copied between them.
    private static readonly SearchValues<char> InvalidCharacters = SearchValues.Create("\"<>|:*?\\/");

    // Devices on Windows, with any extension. It regards superscript digits as digits.
    private static readonly HashSet<string> ReservedNames = new(
        ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", .. "0123456789¹²³".SelectMany(digit => new[] { $"COM{digit}", $"LPT{digit}" })],
        StringComparer.OrdinalIgnoreCase);

    private readonly string? template;

    private VideoFileName()
    {
    }

    /// <summary>The placeholders of every task. A column of its row is a placeholder too.</summary>
    public static IReadOnlyList<string> Placeholders { get; } = ["Label", "Prompt", "Index", "Seed", "Resolution", "Duration", "Model", "Provider", "Connection", "CreatedAt", "Id"];

    /// <summary>The label of a labelled task, otherwise the id, which is unique.</summary>
    public static VideoFileName Default { get; } = new();

    /// <summary>Parses a template.</summary>
    /// <param name="template">
    /// Text with placeholders in braces: those in <see cref="Placeholders"/> and the columns of the task's row. Index is the position in the call, from
    /// 1. Numbers and times accept a .NET format after a colon: <c>{Index:000}</c>, <c>{CreatedAt:yyyy-MM-dd}</c>. The extension is optional.
    /// </param>
    /// <exception cref="VideoException">The template has an unmatched brace or an invalid format, or is a path (<see cref="VideoErrorKind.InvalidParameter"/>).</exception>
    public VideoFileName(string template)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(template);
        this.template = RemoveExtension(template);
        if (Array.Find(OtherExtensions, extension => template.EndsWith(extension, StringComparison.OrdinalIgnoreCase)) is { } other)
        {
            throw CreateInvalidTemplateException(template, $"ends in {other}, but the video is an MP4 file. Use {Extension} or no extension");
        }

        var literal = PlaceholderPattern().Replace(this.template, "");
        if (literal.AsSpan().ContainsAny('{', '}'))
        {
            throw CreateInvalidTemplateException(template, "has an unmatched brace");
        }

        if (literal.AsSpan().ContainsAny('/', '\\'))
        {
            throw CreateInvalidTemplateException(template, "is a path. Specify the folder with -Path");
        }

        try
        {
            // Finds an invalid format before the first download.
            var sample = new VideoTask { Id = "", Provider = "", Status = VideoStatus.Succeeded, CreatedAt = DateTimeOffset.UnixEpoch, Seed = 1, Duration = 1 };
            foreach (Match match in PlaceholderPattern().Matches(this.template))
            {
                GetValue(match, sample, 1);
            }
        }
        catch (FormatException exception)
        {
            throw CreateInvalidFormatException(template, exception);
        }
    }

    /// <summary>Creates the file name of a task's video.</summary>
    /// <param name="task">The last known state of the task.</param>
    /// <param name="index">Its position in the call, from 1.</param>
    /// <exception cref="VideoException">A placeholder is neither a known value of the task nor a column of its row (<see cref="VideoErrorKind.InvalidParameter"/>).</exception>
    public string Format(VideoTask task, int index)
    {
        ArgumentNullException.ThrowIfNull(task);
        var text = template ?? (task.Label is null ? DefaultTemplate : DefaultTemplateWithLabel);
        try
        {
            return Create(PlaceholderPattern().Replace(text, match => GetValue(match, task, index) ?? throw CreateUnknownValueException(text, GetName(match), task)));
        }
        catch (FormatException exception)
        {
            // The format of a column, whose type is known for each row only.
            throw CreateInvalidFormatException(text, exception);
        }
    }

    /// <summary>Creates a file name from text without placeholders. Characters that are invalid in file names become "_".</summary>
    /// <param name="stem">The name, with or without the extension.</param>
    public static string Create(string stem)
    {
        ArgumentNullException.ThrowIfNull(stem);
        stem = Truncate(Sanitize(RemoveExtension(stem)), MaxStemBytes).Trim(' ', '.');
        return stem is "" || ReservedNames.Contains(stem.Split('.')[0].TrimEnd(' ')) ? $"_{stem}{Extension}" : stem + Extension;
    }

    private static string RemoveExtension(string name) => name.EndsWith(Extension, StringComparison.OrdinalIgnoreCase) ? name[..^Extension.Length] : name;

    private static string? GetValue(Match match, VideoTask task, int index)
    {
        var name = GetName(match);
        var value = name.ToUpperInvariant() switch
        {
            "LABEL" => task.Label,
            "ID" => task.Id,
            "MODEL" => task.Model,
            "PROVIDER" => task.Provider,
            "CONNECTION" => task.Connection ?? task.Provider,
            "PROMPT" => task.Prompt is { } prompt ? Shorten(prompt) : null,
            "RESOLUTION" => task.Resolution,
            "SEED" => Format(task.Seed, match),
            "DURATION" => Format(task.Duration, match),
            "CREATEDAT" => Format(task.CreatedAt?.ToLocalTime(), match, DefaultTimeFormat),
            "INDEX" => Format(index, match),
            _ => null,
        };
        return value ?? (task.Row?[name] switch
        {
            null => null,
            IFormattable number => Format(number, match),

            // The cells of a CSV file are text.
            string text when GetFormat(match) is not null && decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var number) => Format(number, match),
            var cell => Shorten(cell.ToString() ?? ""),
        });
    }

    private static string? Format(IFormattable? value, Match match, string? defaultFormat = null) => value?.ToString(GetFormat(match) ?? defaultFormat, CultureInfo.InvariantCulture);

    private static string Shorten(string text) => Truncate(Sanitize(text.Trim()), MaxPromptBytes).Trim();

    private static VideoException CreateUnknownValueException(string template, string name, VideoTask task)
    {
        var placeholders = Placeholders.Concat(task.Row?.Keys.Cast<string>() ?? []).Distinct(StringComparer.OrdinalIgnoreCase);
        var reason = Placeholders.Contains(name, StringComparer.OrdinalIgnoreCase)
            ? $"the {name} of {task.Label ?? task.Id} is not known"
            : $"{task.Label ?? task.Id} has no column {name}";
        return new(VideoErrorKind.InvalidParameter, $"-Name '{template}': {reason}. Placeholders of this task are {{{string.Join("}, {", placeholders)}}}.")
        {
            Provider = task.Provider,
            TaskId = task.Id,
            Label = task.Label,
        };
    }

    private static string GetName(Match match) => match.Groups["name"].Value;

    private static string? GetFormat(Match match) => match.Groups["format"] is { Success: true } format ? format.Value : null;

    private static string Sanitize(string text) => string.Create(text.Length, ControlCharacters.Replace(text, '_'), static (result, text) =>
    {
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = InvalidCharacters.Contains(text[i]) ? '_' : text[i];
        }
    });

    // To a number of UTF-8 bytes, between characters.
    private static string Truncate(string text, int maxBytes)
    {
        var (bytes, length) = (0, 0);
        foreach (var rune in text.EnumerateRunes())
        {
            bytes += rune.Utf8SequenceLength;
            if (bytes > maxBytes)
            {
                return text[..length];
            }

            length += rune.Utf16SequenceLength;
        }

        return text;
    }

    private static VideoException CreateInvalidFormatException(string template, FormatException exception) =>
        CreateInvalidTemplateException(template, $"has an invalid format ({exception.Message.TrimEnd('.')})");

    private static VideoException CreateInvalidTemplateException(string template, string reason) =>
        new(VideoErrorKind.InvalidParameter, $"-Name '{template}' {reason}. Placeholders are {{{string.Join("}, {", Placeholders)}}} and the columns of the row, as in '{{Label}}-{{Seed}}' or '{{Index:000}}'.");

    [GeneratedRegex(@"\{(?<name>[^{}:]+)(:(?<format>[^{}]+))?\}")]
    private static partial Regex PlaceholderPattern();
}
