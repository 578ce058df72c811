using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.DependencyInjection;
using WanVideo.Downloading;

namespace WanVideo.Providers.Http;

/// <summary>
/// The HTTP clients of one connection, from Microsoft.Extensions.Http: one for the gateway, with the API key, and one for the result URLs, without
/// it.
/// </summary>
internal sealed class ProviderClient : IDisposable
{
    private const string ProviderClientName = "Provider";
    private const string MediaClientName = "Media";

    // In bytes. Responses of gateways are far smaller.
    private const int MaxResponseLength = 4 * 1024 * 1024;

    private static readonly ProductInfoHeaderValue UserAgent = new("WanVideo", typeof(ProviderClient).Assembly.GetName().Version?.ToString(3));

    private readonly ServiceProvider services;
    private readonly IHttpClientFactory clients;
    private readonly RetryPolicy queryPolicy;
    private readonly RetryPolicy createPolicy;
    private readonly ProviderOptions options;
    private readonly Uri baseUri;

    private ProviderClient(ProviderOptions options, Uri baseUri, Func<HttpMessageHandler> primary, Func<HttpMessageHandler> media)
    {
        this.options = options;
        this.baseUri = baseUri;
        queryPolicy = RetryPolicy.CreateForQueries(options);
        createPolicy = RetryPolicy.CreateForCreateRequests(options);

        var collection = new ServiceCollection();
        AddClient(collection, ProviderClientName, primary);
        AddClient(collection, MediaClientName, media);
        services = collection.BuildServiceProvider();
        clients = services.GetRequiredService<IHttpClientFactory>();
        MediaClient = new MediaClient(new SafeRedirectHandler(services.GetRequiredService<IHttpMessageHandlerFactory>().CreateHandler(MediaClientName)), UserAgent);
        Redaction = new Redaction(options.ApiKey);
    }

    /// <summary>Sends requests to result URLs, without the API key.</summary>
    public HttpMessageInvoker MediaClient { get; }

    /// <summary>The timeouts and retries of downloads with <see cref="MediaClient"/>.</summary>
    public DownloadOptions DownloadOptions => new()
    {
        MaximumRetryCount = options.MaximumRetryCount,
        RetryInterval = options.RetryInterval,
        OperationTimeout = options.OperationTimeout,
        TimeProvider = options.TimeProvider,
    };

    /// <summary>Redacts the API key.</summary>
    public Redaction Redaction { get; }

    /// <summary>Creates a client that uses the network, or <paramref name="inProcess"/> instead.</summary>
    public static ProviderClient Create(ProviderOptions options, Uri baseUri, Func<HttpMessageHandler>? inProcess = null) => inProcess is null
        ? new(options, baseUri, () => CreateNetworkHandler(options), () => CreateMediaHandler(options))
        : new(options, baseUri, inProcess, inProcess);

    /// <summary>Sends a request that is safe to repeat.</summary>
    /// <exception cref="VideoException">No response: <see cref="VideoErrorKind.Unreachable"/>, <see cref="VideoErrorKind.ProviderFault"/> or <see cref="VideoErrorKind.Timeout"/>.</exception>
    public async Task<ProviderResponse> QueryAsync(Func<HttpRequestMessage> request, IUserMessages messages, CancellationToken cancellationToken)
    {
        try
        {
            return await queryPolicy.ExecuteAsync(token => SendAsync(request(), token), messages, cancellationToken);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested && TransportErrorClassifier.Classify(failure) is { } error)
        {
            throw CreateException(error.Kind, $"{options.Provider.Name} did not respond: {error.Description}", failure);
        }
    }

    /// <summary>
    /// Sends a create request. The body is sent at most once, unless the response shows that it was not accepted. Other failures after sending has
    /// started are reported as <see cref="VideoErrorKind.OutcomeUnknown"/>.
    /// </summary>
    /// <exception cref="VideoException">No response: <see cref="VideoErrorKind.Unreachable"/>, <see cref="VideoErrorKind.Timeout"/> or <see cref="VideoErrorKind.OutcomeUnknown"/>.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before anything was sent.</exception>
    public async Task<ProviderResponse> CreateAsync(Func<HttpRequestMessage> request, byte[] body, IUserMessages messages, CancellationToken cancellationToken)
    {
        try
        {
            return await createPolicy.ExecuteAsync(token => SendOnceAsync(request(), body, token, cancellationToken), messages, cancellationToken);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested && TransportErrorClassifier.Classify(failure) is { } error)
        {
            throw CreateException(error.Kind, $"{options.Provider.Name} could not be reached: {error.Description} No task was created.", failure);
        }
    }

    private async Task<ProviderResponse> SendOnceAsync(HttpRequestMessage request, byte[] body, CancellationToken cancellationToken, CancellationToken callerToken)
    {
        var content = new SingleUseContent(body);
        request.Content = content;
        try
        {
            return await SendAsync(request, cancellationToken);
        }
        catch (Exception failure) when (content.HasBeenSent)
        {
            var reason = callerToken.IsCancellationRequested ? "the command was stopped."
                : failure is OperationCanceledException ? FormattableString.Invariant($"no response within {options.OperationTimeout.TotalSeconds:0.#} s.")
                : TransportErrorClassifier.Classify(failure)?.Description ?? failure.Message;
            throw CreateOutcomeUnknownException(reason, failure);
        }
    }

    /// <summary>Creates the error of a create request that was sent and whose outcome is unknown.</summary>
    public VideoException CreateOutcomeUnknownException(string reason, Exception? cause = null) => CreateException(
        VideoErrorKind.OutcomeUnknown,
        $"The outcome of the create request to {options.Provider.Name} is unknown: {reason} A task may exist and be billed. The request was not sent again.",
        cause);

    private VideoException CreateException(VideoErrorKind kind, string message, Exception? cause) =>
        new(kind, Redaction.Redact(message), cause) { Provider = options.Provider.Name };

    public void Dispose()
    {
        MediaClient.Dispose();
        services.Dispose();
    }

    private async Task<ProviderResponse> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using (request)
        {
            request.RequestUri = new Uri(baseUri, request.RequestUri!);
            if (options.ApiKey is { } key && request.Headers.Authorization is null)
            {
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
            }

            // HTTP/1.1, the default: when an HTTP/2 connection is closed, it is unknown whether the create request was accepted.
            var client = CreateClient(ProviderClientName);
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);

            // In the same attempt, with its timeout: an incomplete body is a transport error.
            await response.Content.LoadIntoBufferAsync(MaxResponseLength, cancellationToken);
            return await ProviderResponse.ReadAsync(response, options.TimeProvider, cancellationToken);
        }
    }

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

    private static SocketsHttpHandler CreateNetworkHandler(ProviderOptions options) => new()
    {
        ConnectTimeout = options.ConnectionTimeout,
        Proxy = options.Proxy,
        UseProxy = !options.NoProxy,
        UseCookies = false,
        EnableMultipleHttp2Connections = true,
        AutomaticDecompression = DecompressionMethods.All,

        // A redirect would send the API key, or a create request, to another host.
        AllowAutoRedirect = false,
    };

    // Videos are compressed, and Content-Length must be that of the file.
    private static SocketsHttpHandler CreateMediaHandler(ProviderOptions options)
    {
        var handler = CreateNetworkHandler(options);
        handler.AutomaticDecompression = DecompressionMethods.None;
        return handler;
    }
}
