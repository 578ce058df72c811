using WanVideo.Catalog;

namespace WanVideo.Binding;

/// <summary>
/// The names of the columns of rows. A column that is not a parameter is kept with the task. One with a name like that of a parameter is probably
/// misspelled, and the request would be sent, and billed, without its value.
/// </summary>
/// <param name="command">The command that takes the rows.</param>
internal sealed class ColumnNames(Type command)
{
    // A name with fewer letters is too short to be recognized in another one.
    private const int MinLengthForOneEdit = 4;
    private const int MinLengthForTwoEdits = 10;

    private static readonly string[] DurationNames = ["seconds", "secs", "sec", "length"];
    private static readonly string[] MediaExtensions = [".jpeg", ".jpg", ".png", ".bmp", ".webp", ".mp4", ".mov", ".mp3", ".wav"];
    private static readonly string[] MediaWords = ["image", "img", "picture", "photo", "frame", "video", "clip", "audio", "sound", "voice"];

    private readonly IReadOnlyList<RowParameter> parameters = RowParameter.GetAll(command);
    private readonly HashSet<string> parameterNames = new(RowParameter.GetAll(command).SelectMany(parameter => parameter.Names), StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<ModelCatalog, IReadOnlyList<(string Name, string Parameter)>> knownNames = [];
    private readonly Dictionary<(ModelCatalog Catalog, string Column), string?> suggestions = [];

    /// <summary>The columns that are not parameters.</summary>
    public IReadOnlyList<string> GetOthers(IReadOnlyList<KeyValuePair<string, object?>> columns) => [.. columns.Select(column => column.Key).Where(column => !IsParameter(column))];

    /// <summary>Whether a column is a parameter, by its name or an alias.</summary>
    public bool IsParameter(string column) => parameterNames.Contains(column);

    /// <summary>The parameter that a column which is not a parameter was probably meant for; null if there is none.</summary>
    /// <param name="column">The column.</param>
    /// <param name="cell">Its value.</param>
    /// <param name="catalog">The catalog of the gateway, whose field names can occur as columns.</param>
    public string? Suggest(string column, object? cell, ModelCatalog catalog)
    {
        if (!suggestions.TryGetValue((catalog, column), out var suggestion))
        {
            suggestions.Add((catalog, column), suggestion = SuggestByName(Normalize(column), catalog));
        }

        return suggestion ?? (IsMedia(cell) ? SuggestMedia(Normalize(column)) : null);
    }

    private string? SuggestByName(string column, ModelCatalog catalog)
    {
        if (!knownNames.TryGetValue(catalog, out var names))
        {
            knownNames.Add(catalog, names = GetKnownNames(catalog));
        }

        return names.FirstOrDefault(known => known.Name == column).Parameter
            ?? names.FirstOrDefault(known => GetMaxEdits(known.Name, column) is > 0 and var maxEdits && GetDistance(known.Name, column) <= maxEdits).Parameter;
    }

    // Such as ImagePath, Photo and VideoFile, with a URL or a media file as the value.
    private static string? SuggestMedia(string column)
    {
        var isReference = column.Contains("ref", StringComparison.Ordinal);
        return Array.Find(MediaWords, column.Contains) switch
        {
            null => null,
            "video" or "clip" => isReference ? nameof(VideoRequest.ReferenceVideo) : nameof(VideoRequest.Video),
            "audio" or "sound" or "voice" => isReference ? nameof(VideoRequest.ReferenceAudio) : nameof(VideoRequest.Audio),
            _ when column.Contains("last", StringComparison.Ordinal) => nameof(VideoRequest.LastFrame),
            _ => isReference ? nameof(VideoRequest.ReferenceImage) : nameof(VideoRequest.Image),
        };
    }

    private static bool IsMedia(object? cell) => cell is string text
        && (text.Contains("://", StringComparison.Ordinal) || MediaExtensions.Contains(Path.GetExtension(text.Trim()), StringComparer.OrdinalIgnoreCase));

    private List<(string Name, string Parameter)> GetKnownNames(ModelCatalog catalog)
    {
        var fields = catalog.Models.SelectMany(model => model.Parameters).Where(parameter => parameter.WireName is not null)
            .Select(parameter => (parameter.WireName!.Split('.')[^1], parameter.Name));
        return [.. parameters.SelectMany(parameter => parameter.Names.Select(name => (name, parameter.Name)))
            .Concat(fields.Where(field => parameters.Any(parameter => parameter.Name == field.Name)))
            .Concat(DurationNames.Select(name => (name, nameof(VideoRequest.Duration))))
            .Select(known => (Normalize(known.Item1), known.Item2)).Distinct()];
    }

    // Without spaces, underscores, hyphens and invisible characters.
    private static string Normalize(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();

    private static int GetMaxEdits(string left, string right) => Math.Min(left.Length, right.Length) switch
    {
        >= MinLengthForTwoEdits => 2,
        >= MinLengthForOneEdit => 1,
        _ => 0,
    };

    /// <summary>The number of insertions, deletions, substitutions and transpositions of adjacent letters (optimal string alignment).</summary>
    private static int GetDistance(string left, string right)
    {
        var distances = new int[left.Length + 1, right.Length + 1];
        for (var i = 0; i <= left.Length; i++)
        {
            for (var j = 0; j <= right.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    distances[i, j] = i + j;
                    continue;
                }

                var distance = Math.Min(Math.Min(distances[i - 1, j], distances[i, j - 1]) + 1, distances[i - 1, j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1));
                var isTransposition = i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1];
                distances[i, j] = isTransposition ? Math.Min(distance, distances[i - 2, j - 2] + 1) : distance;
            }
        }

        return distances[left.Length, right.Length];
    }
}
