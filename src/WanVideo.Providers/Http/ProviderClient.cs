using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.DependencyInjection;
using WanVideo.Downloading;

namespace WanVideo.Providers.Http;

/// <summary>
/// The HTTP clients of one connection, from Microsoft.Extensions.Http: one for create requests and one for all others to the gateway, with the API key, and
/// one for the result URLs, without it.
/// </summary>
internal sealed class ProviderClient : IDisposable
{
    private const string QueryClientName = "Query";
    private const string CreateClientName = "Create";
    private const string MediaClientName = "Media";

    // In bytes. Responses of gateways are far smaller.
    private const int MaxResponseLength = 4 * 1024 * 1024;

    // Host names are resolved again after this time.
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    private static readonly ProductInfoHeaderValue UserAgent = new("WanVideo", typeof(ProviderClient).Assembly.GetName().Version?.ToString(3));

    private readonly ServiceProvider services;
    private readonly IHttpClientFactory clients;
    private readonly RetryPolicy retryPolicy;
    private readonly ProviderOptions options;
    private readonly Uri baseUri;

    private ProviderClient(ProviderOptions options, Uri baseUri, Func<Uri, bool> requiresApiKey, Func<ProviderResponse, bool> isTransient, Func<HttpMessageHandler> primary, Func<HttpMessageHandler> media)
    {
        this.options = options;
        this.baseUri = baseUri;
        Redaction = new Redaction(options.ApiKey);
        retryPolicy = new RetryPolicy(options, isTransient, Redaction);

        var collection = new ServiceCollection();
        AddClient(collection, QueryClientName, primary);
        AddClient(collection, CreateClientName, primary);
        AddClient(collection, MediaClientName, media);
        services = collection.BuildServiceProvider();
        clients = services.GetRequiredService<IHttpClientFactory>();
        var mediaHandler = services.GetRequiredService<IHttpMessageHandlerFactory>().CreateHandler(MediaClientName);
        MediaClient = new MediaClient(new SafeRedirectHandler(new ResultKeyHandler(options.ApiKey, requiresApiKey, mediaHandler)), UserAgent);
    }

    /// <summary>Sends requests to result URLs. The API key is sent only to the gateway's own host, if the URL requires it.</summary>
    public HttpMessageInvoker MediaClient { get; }

    /// <summary>The timeouts and retries of downloads with <see cref="MediaClient"/>.</summary>
    public DownloadOptions DownloadOptions => new()
    {
        MaximumRetryCount = options.MaximumRetryCount,
        RetryInterval = options.RetryInterval,
        OperationTimeout = options.OperationTimeout,
        TimeProvider = options.TimeProvider,
        Redact = Redaction.Redact,
    };

    /// <summary>Redacts the API key.</summary>
    public Redaction Redaction { get; }

    /// <summary>Creates a client that uses the network, or <paramref name="inProcess"/> instead.</summary>
    /// <param name="options">The options of the connection.</param>
    /// <param name="baseUri">The base URL.</param>
    /// <param name="requiresApiKey">Whether a result URL requires the API key.</param>
    /// <param name="isTransient">Whether a request that is safe to repeat is sent again after a response.</param>
    /// <param name="inProcess">Creates the handler that replaces the network; null for the network.</param>
    public static ProviderClient Create(ProviderOptions options, Uri baseUri, Func<Uri, bool> requiresApiKey, Func<ProviderResponse, bool> isTransient, Func<HttpMessageHandler>? inProcess = null) => inProcess is null
        ? new(options, baseUri, requiresApiKey, isTransient, () => CreateNetworkHandler(options), () => CreateMediaHandler(options))
        : new(options, baseUri, requiresApiKey, isTransient, inProcess, inProcess);

    /// <summary>Sends a request that is safe to repeat.</summary>
    /// <exception cref="VideoException">No response: <see cref="VideoErrorKind.Unreachable"/>, <see cref="VideoErrorKind.ProviderFault"/> or <see cref="VideoErrorKind.Timeout"/>.</exception>
    public async Task<ProviderResponse> QueryAsync(Func<HttpRequestMessage> request, IUserMessages messages, CancellationToken cancellationToken)
    {
        try
        {
            return await retryPolicy.ExecuteAsync(token => SendAsync(QueryClientName, request(), token), messages, cancellationToken);
        }
        catch (Exception exception) when (exception is not VideoException && !cancellationToken.IsCancellationRequested)
        {
            var error = TransportErrorClassifier.Classify(exception) ?? new TransportError(VideoErrorKind.ProviderFault, exception.Message);
            throw new VideoException(error.Kind, Redaction.RedactMessage($"{options.Provider.Name} did not respond: {error.Description}"), VideoException.GetSafeInnerException(exception, Redaction.RedactMessage)) { Provider = options.Provider.Name };
        }
    }

    /// <summary>Sends a create request once and does not retry it. The timeout restarts whenever a part of the body was sent.</summary>
    /// <param name="request">The request without its body.</param>
    /// <param name="body">The body.</param>
    /// <param name="tryUsePermit">Called right before the first byte of the body; false if it may not be sent.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="VideoException">No response. <see cref="VideoException.IsCreateRepeatable"/> if the body was not sent completely; otherwise <see cref="VideoErrorKind.OutcomeUnknown"/>.</exception>
    /// <exception cref="OperationCanceledException">Canceled before the body was sent completely.</exception>
    public async Task<ProviderResponse> CreateAsync(HttpRequestMessage request, byte[] body, Func<bool> tryUsePermit, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(options.OperationTimeout, options.TimeProvider);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        var content = new SingleUseContent(body, tryUsePermit, () => timeout.CancelAfter(options.OperationTimeout));
        request.Content = content;

        // Each on a connection of its own: on one that was used before, surplus bytes of an earlier response can be read as the response to this request, and a
        // connection that the server is closing makes the outcome unknown.
        request.Headers.ConnectionClose = true;
        try
        {
            return await SendAsync(CreateClientName, request, linked.Token);
        }
        catch (Exception exception) when (content.IsComplete)
        {
            var reason = cancellationToken.IsCancellationRequested ? "the command was stopped."
                : exception is OperationCanceledException && timeout.IsCancellationRequested ? FormattableString.Invariant($"no response within {options.OperationTimeout.TotalSeconds:0.#} s.")
                : TransportErrorClassifier.Classify(exception)?.Description ?? exception.Message;
            throw CreateOutcomeUnknownException(reason, exception);
        }
        catch (Exception exception) when (exception is not VideoException && !cancellationToken.IsCancellationRequested)
        {
            var error = timeout.IsCancellationRequested
                ? new TransportError(VideoErrorKind.Timeout, FormattableString.Invariant($"the request could not be sent for {options.OperationTimeout.TotalSeconds:0.#} s."))
                : TransportErrorClassifier.Classify(exception) ?? new TransportError(VideoErrorKind.Unreachable, exception.Message);
            throw new VideoException(
                new VideoError { Kind = error.Kind, Message = Redaction.RedactMessage($"{options.Provider.Name} could not be reached: {error.Description} No task was created.") },
                VideoException.GetSafeInnerException(exception, Redaction.RedactMessage))
            { Provider = options.Provider.Name, IsCreateRepeatable = true };
        }
        catch (Exception exception) when (exception is not (VideoException or OperationCanceledException))
        {
            throw new OperationCanceledException(exception.Message, exception, cancellationToken);
        }
    }

    /// <summary>Creates the error of a create request that was sent and whose outcome is unknown.</summary>
    /// <param name="reason">The reason, a sentence in lower case.</param>
    /// <param name="innerException">The exception, if there is one.</param>
    /// <param name="response">The response, if there is one.</param>
    public VideoException CreateOutcomeUnknownException(string reason, Exception? innerException = null, ProviderResponse? response = null) => new(
        new VideoError
        {
            Kind = VideoErrorKind.OutcomeUnknown,
            Message = Redaction.RedactMessage($"The outcome of the create request to {options.Provider.Name} is unknown: {reason} A task may exist and be billed. The request was not sent again."),
        },
        innerException is null ? null : VideoException.GetSafeInnerException(innerException, Redaction.RedactMessage))
    {
        Provider = options.Provider.Name,
        StatusCode = response?.Status,
        RequestId = response?.RequestId,
    };

    public void Dispose()
    {
        MediaClient.Dispose();
        services.Dispose();
    }

    private async Task<ProviderResponse> SendAsync(string clientName, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using (request)
        {
            request.RequestUri = Resolve(request.RequestUri!);
            if (options.ApiKey is { } key && request.Headers.Authorization is null)
            {
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
            }

            // HTTP/1.1, the default: when an HTTP/2 connection is closed, it is unknown whether the create request was accepted.
            var client = CreateClient(clientName);
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);

            // In the same attempt, with its timeout: an incomplete body is a transport error.
            await response.Content.LoadIntoBufferAsync(MaxResponseLength, cancellationToken);
            return await ProviderResponse.ReadAsync(response, options.TimeProvider, Redaction, cancellationToken);
        }
    }

    /// <summary>Gets the URL of a path. Requests contain the key, so a path must not lead to another host.</summary>
    /// <exception cref="VideoException">It leads to another host.</exception>
    public Uri Resolve(Uri path) => new Uri(baseUri, path) is var url && url.GetLeftPart(UriPartial.Authority) == baseUri.GetLeftPart(UriPartial.Authority)
        ? url
        : throw new VideoException(VideoErrorKind.InvalidParameter, $"The path '{path}' leads to another host than {baseUri}. Nothing was sent.") { Provider = options.Provider.Name };

    private HttpClient CreateClient(string name)
    {
        var client = clients.CreateClient(name);

        // RetryPolicy has a timeout per attempt. This one would include the delays between them.
        client.Timeout = Timeout.InfiniteTimeSpan;
        client.DefaultRequestHeaders.UserAgent.Add(UserAgent);
        return client;
    }

    private static void AddClient(ServiceCollection collection, string name, Func<HttpMessageHandler> primary) =>
        collection.AddHttpClient(name)
            .ConfigurePrimaryHttpMessageHandler(primary)
            .RemoveAllLoggers();

    /// <summary>Creates the handler that sends requests over the network.</summary>
    internal static SocketsHttpHandler CreateNetworkHandler(ProviderOptions options) => new()
    {
        ConnectTimeout = options.ConnectionTimeout,
        PooledConnectionLifetime = ConnectionLifetime,
        Proxy = options.Proxy ?? new LoopbackBypassProxy(HttpClient.DefaultProxy),
        UseProxy = !options.NoProxy,
        UseCookies = false,
        EnableMultipleHttp2Connections = true,
        AutomaticDecompression = DecompressionMethods.All,

        // A redirect would send the API key, or a create request, to another host.
        AllowAutoRedirect = false,
    };

    /// <summary>Creates the handler that sends requests to result URLs. Videos are compressed, and Content-Length must be that of the file.</summary>
    internal static SocketsHttpHandler CreateMediaHandler(ProviderOptions options)
    {
        var handler = CreateNetworkHandler(options);
        handler.AutomaticDecompression = DecompressionMethods.None;
        return handler;
    }
}
