using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.DependencyInjection;
using WanVideo.Downloading;

namespace WanVideo.Providers.Http;

/// <summary>
/// The HTTP side of one connection: two clients from Microsoft.Extensions.Http, one for the gateway, with the key, and one for what the
/// gateway points to, without it.
/// </summary>
internal sealed class ProviderClient : IDisposable
{
    private const string Gateway = nameof(Gateway);
    private const string ResultMedia = nameof(ResultMedia);

    // Far above any answer of a gateway; a body beyond it is none.
    private const int LargestAnswer = 4 * 1024 * 1024;

    private static readonly ProductInfoHeaderValue UserAgent = new("WanVideo", typeof(ProviderClient).Assembly.GetName().Version?.ToString(3));

    private readonly ServiceProvider services;
    private readonly IHttpClientFactory clients;
    private readonly RetryPolicy queries;
    private readonly RetryPolicy creates;
    private readonly ProviderOptions options;
    private readonly Uri baseUri;

    private ProviderClient(ProviderOptions options, Uri baseUri, Func<HttpMessageHandler> primary, Func<HttpMessageHandler> media)
    {
        this.options = options;
        this.baseUri = baseUri;
        queries = RetryPolicy.ForQueries(options);
        creates = RetryPolicy.ForCreates(options);

        var collection = new ServiceCollection();
        Add(collection, Gateway, primary);
        Add(collection, ResultMedia, media);
        services = collection.BuildServiceProvider();
        clients = services.GetRequiredService<IHttpClientFactory>();
        MediaClient = new MediaClient(new SafeRedirectHandler(services.GetRequiredService<IHttpMessageHandlerFactory>().CreateHandler(ResultMedia)), UserAgent);
        Redaction = new Redaction(options.ApiKey);
    }

    /// <summary>Fetches result addresses, without the key.</summary>
    public HttpMessageInvoker MediaClient { get; }

    /// <summary>The connection's time limits and retries, for what <see cref="MediaClient"/> fetches.</summary>
    public DownloadOptions DownloadOptions => new()
    {
        MaximumRetryCount = options.MaximumRetryCount,
        RetryInterval = options.RetryInterval,
        OperationTimeout = options.OperationTimeout,
        TimeProvider = options.TimeProvider,
    };

    /// <summary>Keeps the key out of texts.</summary>
    public Redaction Redaction { get; }

    /// <summary>A client over the network, or over <paramref name="inProcess"/> in its place.</summary>
    public static ProviderClient Create(ProviderOptions options, Uri baseUri, Func<HttpMessageHandler>? inProcess = null) => inProcess is null
        ? new(options, baseUri, () => NetworkHandler(options), () => MediaHandler(options))
        : new(options, baseUri, inProcess, inProcess);

    /// <summary>Asks something that may be asked again.</summary>
    /// <exception cref="VideoException">No answer: <see cref="VideoErrorKind.Unreachable"/> or <see cref="VideoErrorKind.Timeout"/>.</exception>
    public async Task<ProviderResponse> QueryAsync(Func<HttpRequestMessage> request, IUserMessages messages, CancellationToken cancellationToken)
    {
        try
        {
            return await queries.RunAsync(token => SendAsync(request(), token), messages, cancellationToken);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested && TransportErrorClassifier.Explain(failure) is { } reason)
        {
            throw Validate(reason.Kind, $"{options.Provider.Name} did not answer: {reason.Words}", failure);
        }
    }

    /// <summary>
    /// Sends a create. Its body leaves this machine at most once, unless the answer says that it was not accepted: whatever else goes
    /// wrong after it began to leave is reported as <see cref="VideoErrorKind.OutcomeUnknown"/>.
    /// </summary>
    /// <exception cref="VideoException">No answer: <see cref="VideoErrorKind.Unreachable"/>, <see cref="VideoErrorKind.Timeout"/> or <see cref="VideoErrorKind.OutcomeUnknown"/>.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before anything was sent.</exception>
    public async Task<ProviderResponse> CreateAsync(Func<HttpRequestMessage> request, byte[] body, IUserMessages messages, CancellationToken cancellationToken)
    {
        try
        {
            return await creates.RunAsync(token => SendOnceAsync(request(), body, token, cancellationToken), messages, cancellationToken);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested && TransportErrorClassifier.Explain(failure) is { } reason)
        {
            throw Validate(reason.Kind, $"{options.Provider.Name} was not reached, so nothing was created: {reason.Words}", failure);
        }
    }

    private async Task<ProviderResponse> SendOnceAsync(HttpRequestMessage request, byte[] body, CancellationToken cancellationToken, CancellationToken stopping)
    {
        var content = new SingleUseContent(body);
        request.Content = content;
        try
        {
            return await SendAsync(request, cancellationToken);
        }
        catch (Exception failure) when (content.HasLeft)
        {
            var words = stopping.IsCancellationRequested ? "the command was stopped."
                : failure is OperationCanceledException ? FormattableString.Invariant($"none came within {options.OperationTimeout.TotalSeconds:0.#} s.")
                : TransportErrorClassifier.Explain(failure)?.Words ?? failure.Message;
            throw CreateLostResponseException(words, failure);
        }
    }

    /// <summary>The error of a create that was sent and whose outcome is not known.</summary>
    public VideoException CreateLostResponseException(string reason, Exception? cause = null) => Validate(
        VideoErrorKind.OutcomeUnknown,
        $"{options.Provider.Name} was sent the create, but its answer was lost: {reason} A task may exist and be billed, so it was not sent again.",
        cause);

    private VideoException Validate(VideoErrorKind kind, string message, Exception? cause) =>
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

            // HTTP/1.1, a message's default: with HTTP/2, a connection that is closed under a create would leave open whether it was taken.
            var client = Client(Gateway);
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);

            // Within the same try and its time limit: an answer that breaks off in its body is no answer.
            await response.Content.LoadIntoBufferAsync(LargestAnswer, cancellationToken);
            return await ProviderResponse.ReadAsync(response, options.TimeProvider, cancellationToken);
        }
    }

    private HttpClient Client(string name)
    {
        var client = clients.CreateClient(name);

        // Every try has its own limit; one over all of them would count the waits that a gateway asked for.
        client.Timeout = Timeout.InfiniteTimeSpan;
        client.DefaultRequestHeaders.UserAgent.Add(UserAgent);
        return client;
    }

    private static void Add(ServiceCollection collection, string name, Func<HttpMessageHandler> primary) =>
        collection.AddHttpClient(name)
            .ConfigurePrimaryHttpMessageHandler(primary)
            .RemoveAllLoggers();

    private static SocketsHttpHandler NetworkHandler(ProviderOptions options) => new()
    {
        ConnectTimeout = options.ConnectionTimeout,
        Proxy = options.Proxy,
        UseProxy = !options.NoProxy,
        UseCookies = false,
        EnableMultipleHttp2Connections = true,
        AutomaticDecompression = DecompressionMethods.All,

        // A redirect would take the key, or a paid create, to a host that the user did not name.
        AllowAutoRedirect = false,
    };

    // A video is compressed already, and its length must be that of the file.
    private static SocketsHttpHandler MediaHandler(ProviderOptions options)
    {
        var handler = NetworkHandler(options);
        handler.AutomaticDecompression = DecompressionMethods.None;
        return handler;
    }
}
