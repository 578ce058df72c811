using Polly.Timeout;

namespace WanVideo.Providers.Http;

/// <summary>The reason why no response was received.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Description">The description, a sentence in lower case.</param>
internal sealed record TransportError(VideoErrorKind Kind, string Description);

/// <summary>Classifies exceptions of HTTP requests.</summary>
internal static class TransportErrorClassifier
{
    /// <summary>The reason of an exception; null if it is not a transport error.</summary>
    public static TransportError? Classify(Exception exception) => exception switch
    {
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } name =>
            new(VideoErrorKind.Unreachable, $"the host name was not resolved ({name.Message})."),
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } tls =>
            new(VideoErrorKind.Unreachable, $"no TLS connection was established ({tls.InnerException?.Message ?? tls.Message})."),
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.ProxyTunnelError } connection =>
            new(VideoErrorKind.Unreachable, $"no connection was established ({connection.Message})."),
        InvalidDataException or HttpRequestException { InnerException: InvalidDataException } => new(VideoErrorKind.ProviderFault, $"the body of the response cannot be decompressed ({GetInnermostMessage(exception)})."),
        HttpRequestException other => new(VideoErrorKind.ProviderFault, $"the connection was interrupted ({GetInnermostMessage(other)})."),
        TimeoutRejectedException timeout => new(VideoErrorKind.Timeout, FormattableString.Invariant($"no response within {timeout.Timeout.TotalSeconds:0.#} s.")),

        // SocketsHttpHandler.ConnectTimeout elapsed.
        OperationCanceledException { InnerException: TimeoutException } =>
            new(VideoErrorKind.Unreachable, "no connection was established in time."),
        _ => null,
    };

    private static string GetInnermostMessage(Exception exception) => exception.GetBaseException().Message.TrimEnd('.');
}
