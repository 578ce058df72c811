namespace WanVideo.Providers.Http;

/// <summary>Redacts the API key of a connection in text from the gateway or the network.</summary>
/// <param name="apiKey">The key; null if none is required.</param>
internal sealed class Redaction(string? apiKey)
{
    private const string Mask = "***";

    public string Redact(string text) => apiKey is { Length: > 0 } ? text.Replace(apiKey, Mask, StringComparison.Ordinal) : text;

    public VideoError Redact(VideoError error) => error with
    {
        Message = Redact(error.Message),
        Code = error.Code is null ? null : Redact(error.Code),
        Type = error.Type is null ? null : Redact(error.Type),
        Parameter = error.Parameter is null ? null : Redact(error.Parameter),
        Suggestion = error.Suggestion is null ? null : Redact(error.Suggestion),
    };
}
