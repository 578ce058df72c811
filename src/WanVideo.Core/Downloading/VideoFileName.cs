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

    // In bytes. File systems allow 255, with '.mp4.part.json'.
    private const int MaxStemBytes = 200;

    // In bytes. Leaves room for other values.
    private const int MaxPromptBytes = 80;

    private const string DefaultTimeFormat = "yyyyMMdd-HHmmss";

    private static readonly string[] Placeholders = ["Id", "Model", "Provider", "Prompt", "CreatedAt", "Index"];

    // Not allowed in names on Windows, Linux or macOS. The same on all of them, so that files can be copied between them.
    private static readonly SearchValues<char> InvalidCharacters =
        SearchValues.Create([.. "\"<>|:*?\\/", .. Enumerable.Range(0, 32).Select(code => (char)code), (char)127]);

    private static readonly HashSet<string> ReservedNames = new(
        ["CON", "PRN", "AUX", "NUL", .. Enumerable.Range(0, 10).SelectMany(n => new[] { $"COM{n}", $"LPT{n}" })],
        StringComparer.OrdinalIgnoreCase);

    private readonly string template;

    /// <summary>The default template: the id of the task, which is unique.</summary>
    public static VideoFileName Default { get; } = new("{Id}");

    /// <summary>Parses a template.</summary>
    /// <param name="template">
    /// Text with placeholders in braces: Id, Model, Provider, Prompt, CreatedAt, Index (the position in the call, from 1). CreatedAt and Index accept
    /// a .NET format after a colon: <c>{Index:000}</c>, <c>{CreatedAt:yyyy-MM-dd}</c>. The extension is optional.
    /// </param>
    /// <exception cref="VideoException">The template has an unknown placeholder, an unmatched brace or an invalid format, or is a path (<see cref="VideoErrorKind.InvalidParameter"/>).</exception>
    public VideoFileName(string template)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(template);
        this.template = template.EndsWith(Extension, StringComparison.OrdinalIgnoreCase) ? template[..^Extension.Length] : template;
        var literal = PlaceholderPattern().Replace(this.template, "");
        if (literal.AsSpan().ContainsAny('{', '}'))
        {
            throw CreateInvalidTemplateException(template, "has an unmatched brace");
        }

        if (literal.AsSpan().ContainsAny('/', '\\'))
        {
            throw CreateInvalidTemplateException(template, "is a path. Specify the folder with -Path");
        }

        foreach (Match match in PlaceholderPattern().Matches(this.template))
        {
            if (!Placeholders.Contains(GetName(match), StringComparer.OrdinalIgnoreCase))
            {
                throw CreateInvalidTemplateException(template, $"has the unknown placeholder {{{GetName(match)}}}");
            }
        }

        try
        {
            // Finds an invalid format before the first download.
            Fill(new VideoTask { Id = "id", Provider = "p", Model = "m", Prompt = "p", Status = VideoStatus.Succeeded, CreatedAt = DateTimeOffset.UnixEpoch }, 1);
        }
        catch (FormatException exception)
        {
            throw CreateInvalidTemplateException(template, $"has an invalid format ({exception.Message.TrimEnd('.')})");
        }
    }

    /// <summary>Creates the file name of a task's video.</summary>
    /// <param name="task">The last known state of the task.</param>
    /// <param name="index">Its position in the call, from 1.</param>
    /// <exception cref="VideoException">A value in the template is not known (<see cref="VideoErrorKind.InvalidParameter"/>).</exception>
    public string Format(VideoTask task, int index)
    {
        ArgumentNullException.ThrowIfNull(task);
        var stem = Truncate(Sanitize(Fill(task, index)), MaxStemBytes).Trim(' ', '.');
        return stem is "" || ReservedNames.Contains(stem.Split('.')[0]) ? $"_{stem}{Extension}" : stem + Extension;
    }

    private string Fill(VideoTask task, int index) => PlaceholderPattern().Replace(template, match => GetValue(match, task, index)
        ?? throw new VideoException(
            VideoErrorKind.InvalidParameter,
            $"-Name '{template}' requires the {GetName(match)} of {task.Id}, which is not known. Pass a task from Get-WanVideoTask or Wait-WanVideoTask instead of its id.")
        {
            Provider = task.Provider,
            TaskId = task.Id,
        });

    private static string? GetValue(Match match, VideoTask task, int index) => GetName(match).ToUpperInvariant() switch
    {
        "ID" => task.Id,
        "MODEL" => task.Model,
        "PROVIDER" => task.Provider,
        "PROMPT" => task.Prompt is { } prompt ? Truncate(Sanitize(prompt.Trim()), MaxPromptBytes).Trim() : null,
        "CREATEDAT" => task.CreatedAt?.ToLocalTime().ToString(GetFormat(match) ?? DefaultTimeFormat, CultureInfo.InvariantCulture),
        _ => index.ToString(GetFormat(match), CultureInfo.InvariantCulture),
    };

    private static string GetName(Match match) => match.Groups["name"].Value;

    private static string? GetFormat(Match match) => match.Groups["format"] is { Success: true } format ? format.Value : null;

    private static string Sanitize(string text) => string.Create(text.Length, text, static (result, text) =>
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

    private static VideoException CreateInvalidTemplateException(string template, string reason) =>
        new(VideoErrorKind.InvalidParameter, $"-Name '{template}' {reason}. Placeholders are {{{string.Join("}, {", Placeholders)}}}, as in '{{Model}}-{{Id}}' or '{{Index:000}}'.");

    [GeneratedRegex(@"\{(?<name>\w+)(:(?<format>[^{}]+))?\}")]
    private static partial Regex PlaceholderPattern();
}
