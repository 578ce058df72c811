using System.Text.RegularExpressions;
using static WanVideo.Providers.Fal.FalWire;

namespace WanVideo.Providers.Fal;

/// <summary>
/// The id of a task: <c>764cabcf-b745-4b3e-ae38-1200304cf45b~alibaba~wan-3.0</c>. fal's request id alone does not determine the URL of the status, which
/// begins with the owner and the app of the model. They follow it, separated by <c>~</c>: unlike a slash it is allowed in file names, and unlike a dot or a
/// hyphen it is part of no name of fal.
/// </summary>
/// <param name="RequestId">fal's request id.</param>
/// <param name="App">The segments of the path before <c>/requests/</c>: owner and app.</param>
internal sealed partial record FalTaskId(string RequestId, string App)
{
    private const char Separator = '~';

    /// <summary>The path of the request: <c>alibaba/wan-3.0/requests/764cabcf-…</c>.</summary>
    public string Path => $"{App}{RequestsPath}{Uri.EscapeDataString(RequestId)}";

    /// <summary>Parses an id.</summary>
    /// <param name="id">The id.</param>
    /// <param name="provider">The name of the provider, for the message.</param>
    /// <exception cref="VideoException">It has another form.</exception>
    public static FalTaskId Parse(string id, string provider)
    {
        var (requestId, app) = id.IndexOf(Separator, StringComparison.Ordinal) is > 0 and var index ? (id[..index], id[(index + 1)..].Replace(Separator, '/')) : ("", "");
        return !id.Contains('/', StringComparison.Ordinal) && AppPattern().IsMatch(app)
            ? new(requestId, app)
            : throw new VideoException(VideoErrorKind.InvalidParameter, $"'{ControlCharacters.Replace(id)}' is not an id of {provider}, which is the request id, the owner and the app of the model: 764cabcf-b745-4b3e-ae38-1200304cf45b~alibaba~wan-3.0.") { Provider = provider, TaskId = id };
    }

    /// <summary>The owner and the app of a model: its first two segments.</summary>
    /// <param name="model">The name of the model, such as <c>fal-ai/wan/v2.7/text-to-video</c>.</param>
    /// <returns>The segments; null if the name has another form.</returns>
    public static string? GetApp(string model) => model.Split('/') is [var owner, var app, ..] && AppPattern().IsMatch($"{owner}/{app}") ? $"{owner}/{app}" : null;

    /// <summary>Gets the app of a URL that fal returned for a request.</summary>
    /// <param name="url">The path of the URL, relative to the base URL.</param>
    /// <param name="requestId">The request id.</param>
    /// <returns>The segments; null if the URL is not that of the request.</returns>
    public static string? GetApp(string url, string requestId) =>
        $"{url}/".IndexOf($"{RequestsPath}{Uri.EscapeDataString(requestId)}/", StringComparison.Ordinal) is > 0 and var index && AppPattern().IsMatch(url[..index]) ? url[..index] : null;

    /// <summary>The id.</summary>
    public override string ToString() => $"{RequestId}{Separator}{App.Replace('/', Separator)}";

    // No segment begins with a dot, so that no path leads upwards.
    [GeneratedRegex(@"^[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)+\z")]
    private static partial Regex AppPattern();
}
