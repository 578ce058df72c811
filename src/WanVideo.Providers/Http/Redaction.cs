namespace WanVideo.Providers.Http;

/// <summary>Keeps a connection's key out of every text that a gateway or the network hands back.</summary>
/// <param name="apiKey">The key; null if there is none.</param>
internal sealed class Redaction(string? apiKey)
{
    private const string Mask = "***";

    public string Clean(string text) => apiKey is { Length: > 0 } ? text.Replace(apiKey, Mask, StringComparison.Ordinal) : text;

    public VideoError Clean(VideoError error) => error with
    {
        Message = Clean(error.Message),
        Code = error.Code is null ? null : Clean(error.Code),
        Type = error.Type is null ? null : Clean(error.Type),
        Parameter = error.Parameter is null ? null : Clean(error.Parameter),
        Suggestion = error.Suggestion is null ? null : Clean(error.Suggestion),
    };
}
