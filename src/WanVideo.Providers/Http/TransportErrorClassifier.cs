using Polly.Timeout;

namespace WanVideo.Providers.Http;

/// <summary>Why there is no answer, in a user's words.</summary>
internal static class TransportErrorClassifier
{
    public sealed record Reason(VideoErrorKind Kind, string Words);

    /// <summary>The reason; null if the failure is of another sort.</summary>
    public static Reason? Explain(Exception failure) => failure switch
    {
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } name =>
            new(VideoErrorKind.Unreachable, $"its name was not found ({name.Message})."),
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } tls =>
            new(VideoErrorKind.Unreachable, $"no secure connection could be made ({tls.InnerException?.Message ?? tls.Message})."),
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.ProxyTunnelError } connection =>
            new(VideoErrorKind.Unreachable, $"no connection could be made ({connection.Message})."),
        HttpRequestException other => new(VideoErrorKind.ProviderFault, $"the connection broke ({Innermost(other)})."),
        TimeoutRejectedException limit => new(VideoErrorKind.Timeout, FormattableString.Invariant($"no answer came within {limit.Timeout.TotalSeconds:0.#} s.")),

        // How SocketsHttpHandler reports that its ConnectTimeout ran out.
        OperationCanceledException { InnerException: TimeoutException } =>
            new(VideoErrorKind.Unreachable, "no connection could be made in time."),
        _ => null,
    };

    private static string Innermost(Exception failure)
    {
        while (failure.InnerException is { } inner)
        {
            failure = inner;
        }

        return failure.Message.TrimEnd('.');
    }
}
