using System.Buffers;
using System.Globalization;
using System.Text.RegularExpressions;

namespace WanVideo.Downloading;

/// <summary>
/// The file names of videos, made from a template: <c>{Model}-{Id}</c>. What fills it is the gateway's word or the prompt and may hold anything:
/// nothing in it can lead out of the folder, or be refused by a file system.
/// </summary>
public sealed partial class VideoFileName
{
    /// <summary>The extension of every name.</summary>
    public const string Extension = ".mp4";

    // File systems take 255 bytes a name; '.mp4.part.json' is to fit in as well.
    private const int LongestStem = 200;

    // A prompt is for recognition, and not the only word in the name.
    private const int LongestPrompt = 80;

    private const string DefaultTimeFormat = "yyyyMMdd-HHmmss";

    private static readonly string[] Words = ["Id", "Model", "Provider", "Prompt", "CreatedAt", "Index"];

    // What no Windows, Linux or macOS file system takes, so that a folder can be carried from one to another.
    private static readonly SearchValues<char> Forbidden =
        SearchValues.Create([.. "\"<>|:*?\\/", .. Enumerable.Range(0, 32).Select(code => (char)code), (char)127]);

    private static readonly HashSet<string> Reserved = new(
        ["CON", "PRN", "AUX", "NUL", .. Enumerable.Range(0, 10).SelectMany(n => new[] { $"COM{n}", $"LPT{n}" })],
        StringComparer.OrdinalIgnoreCase);

    private readonly string template;

    /// <summary>Names that are unique by themselves: the gateway's ids.</summary>
    public static VideoFileName Default { get; } = new("{Id}");

    /// <summary>Reads a template.</summary>
    /// <param name="template">
    /// Text with words in braces: Id, Model, Provider, Prompt, CreatedAt, Index (the position in the call, from 1). CreatedAt and Index take a .NET
    /// format after a colon: <c>{Index:000}</c>, <c>{CreatedAt:yyyy-MM-dd}</c>. The extension need not be said.
    /// </param>
    /// <exception cref="VideoException">It names what there is not, has a brace too many, or is a path.</exception>
    public VideoFileName(string template)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(template);
        this.template = template.EndsWith(Extension, StringComparison.OrdinalIgnoreCase) ? template[..^Extension.Length] : template;
        var bare = Placeholder().Replace(this.template, "");
        if (bare.AsSpan().ContainsAny('{', '}'))
        {
            throw Refusal(template, "has a brace that belongs to no word");
        }

        if (bare.AsSpan().ContainsAny('/', '\\'))
        {
            throw Refusal(template, "is a path; the folder is -Path's to say");
        }

        foreach (Match placeholder in Placeholder().Matches(this.template))
        {
            if (!Words.Contains(Word(placeholder), StringComparer.OrdinalIgnoreCase))
            {
                throw Refusal(template, $"asks for '{Word(placeholder)}'");
            }
        }

        try
        {
            // A format that does not exist is found now, and not at the first of a thousand videos.
            Fill(new VideoTask { Id = "id", Provider = "p", Model = "m", Prompt = "p", Status = VideoStatus.Succeeded, CreatedAt = DateTimeOffset.UnixEpoch }, 1);
        }
        catch (FormatException wrong)
        {
            throw Refusal(template, $"has a format that .NET does not know ({wrong.Message.TrimEnd('.')})");
        }
    }

    /// <summary>The name of a task's video.</summary>
    /// <param name="task">The task, as far as it is known.</param>
    /// <param name="index">Its position in the call, from 1.</param>
    /// <exception cref="VideoException">The template asks for what is not known of the task.</exception>
    public string Format(VideoTask task, int index)
    {
        ArgumentNullException.ThrowIfNull(task);
        var stem = Cut(Clean(Fill(task, index)), LongestStem).Trim(' ', '.');
        return stem is "" || Reserved.Contains(stem.Split('.')[0]) ? $"_{stem}{Extension}" : stem + Extension;
    }

    private string Fill(VideoTask task, int index) => Placeholder().Replace(template, placeholder => Value(placeholder, task, index)
        ?? throw new VideoException(
            VideoErrorKind.InvalidParameter,
            $"-Name '{template}' asks for the {Word(placeholder)} of {task.Id}, which is not known. A task that Get-WanVideoTask or Wait-WanVideoTask gave knows more than an id.")
        {
            Provider = task.Provider,
            TaskId = task.Id,
        });

    private static string? Value(Match placeholder, VideoTask task, int index) => Word(placeholder).ToUpperInvariant() switch
    {
        "ID" => task.Id,
        "MODEL" => task.Model,
        "PROVIDER" => task.Provider,
        "PROMPT" => task.Prompt is { } prompt ? Cut(Clean(prompt.Trim()), LongestPrompt).Trim() : null,
        "CREATEDAT" => task.CreatedAt?.ToLocalTime().ToString(GetFormat(placeholder) ?? DefaultTimeFormat, CultureInfo.InvariantCulture),
        _ => index.ToString(GetFormat(placeholder), CultureInfo.InvariantCulture),
    };

    private static string Word(Match placeholder) => placeholder.Groups["word"].Value;

    private static string? GetFormat(Match placeholder) => placeholder.Groups["format"] is { Success: true } format ? format.Value : null;

    private static string Clean(string text) => string.Create(text.Length, text, static (clean, text) =>
    {
        for (var i = 0; i < clean.Length; i++)
        {
            clean[i] = Forbidden.Contains(text[i]) ? '_' : text[i];
        }
    });

    // In bytes, as file systems count, and never through the middle of a character.
    private static string Cut(string text, int mostBytes)
    {
        var (bytes, length) = (0, 0);
        foreach (var rune in text.EnumerateRunes())
        {
            bytes += rune.Utf8SequenceLength;
            if (bytes > mostBytes)
            {
                return text[..length];
            }

            length += rune.Utf16SequenceLength;
        }

        return text;
    }

    private static VideoException Refusal(string template, string what) =>
        new(VideoErrorKind.InvalidParameter, $"-Name '{template}' {what}. It may hold {{{string.Join("}, {", Words)}}}, as in '{{Model}}-{{Id}}' or '{{Index:000}}'.");

    [GeneratedRegex(@"\{(?<word>\w+)(:(?<format>[^{}]+))?\}")]
    private static partial Regex Placeholder();
}
