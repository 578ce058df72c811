using System.Buffers;

namespace WanVideo.Downloading;

/// <summary>The file name of a task's video. An id is the gateway's word and may hold anything: nothing in it can lead out of the folder.</summary>
public static class VideoFileName
{
    private const string Extension = ".mp4";
    private const int LongestStem = 200;

    // What no Windows, Linux or macOS file system takes, so that a folder can be carried from one to another.
    private static readonly SearchValues<char> Forbidden =
        SearchValues.Create([.. "\"<>|:*?\\/", .. Enumerable.Range(0, 32).Select(code => (char)code), (char)127]);

    private static readonly HashSet<string> Reserved = new(
        ["CON", "PRN", "AUX", "NUL", .. Enumerable.Range(0, 10).SelectMany(n => new[] { $"COM{n}", $"LPT{n}" })],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>The file name for a task.</summary>
    /// <param name="id">The task's id.</param>
    public static string For(string id)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        var stem = string.Create(Math.Min(id.Length, LongestStem), id, static (name, id) =>
        {
            for (var i = 0; i < name.Length; i++)
            {
                name[i] = Forbidden.Contains(id[i]) ? '_' : id[i];
            }
        }).Trim(' ', '.');
        return stem is "" || Reserved.Contains(stem.Split('.')[0]) ? $"_{stem}{Extension}" : stem + Extension;
    }
}
