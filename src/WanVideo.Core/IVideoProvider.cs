using WanVideo.Callbacks;
using WanVideo.Catalog;
using WanVideo.Downloading;
using WanVideo.Ledger;
using WanVideo.Polling;

namespace WanVideo;

/// <summary>The client of a gateway. One instance serves one connection, which is a base URL with an API key. Thread-safe.</summary>
public interface IVideoProvider : IDisposable
{
    /// <summary>The name of the provider, as in <c>-Provider</c>.</summary>
    string Name { get; }

    /// <summary>The base URL.</summary>
    Uri BaseUri { get; }

    /// <summary>The models and their parameters.</summary>
    ModelCatalog Catalog { get; }

    /// <summary>Whether tasks are billed. False for the sandbox.</summary>
    bool IsBilled { get; }

    /// <summary>The optional operations that the gateway supports with this connection.</summary>
    IReadOnlyList<ProviderOperation> Operations => [];

    /// <summary>Sends requests to result URLs: without the API key, through the proxy of the connection.</summary>
    HttpMessageInvoker MediaClient { get; }

    /// <summary>The timeouts and retries of downloads.</summary>
    DownloadOptions DownloadOptions { get; }

    /// <summary>The account at the gateway, for the rate limit of create requests.</summary>
    AccountKey Account { get; }

    /// <summary>Sends a create request once and does not retry it: each retry requires a new permit.</summary>
    /// <param name="request">The request, as <see cref="ModelCatalog.Prepare"/> validated it.</param>
    /// <param name="permit">The permit, used right before the first byte of the body is sent.</param>
    /// <param name="messages">Receives warnings and verbose messages.</param>
    /// <param name="cancellationToken">Cancels the call. If the body may have been sent by then, the outcome is unknown.</param>
    /// <returns>The task as accepted.</returns>
    /// <exception cref="VideoException">
    /// The gateway refused the request; it was certainly not accepted and may be sent again (<see cref="VideoException.IsCreateRepeatable"/>);
    /// or that is unknown (<see cref="VideoErrorKind.OutcomeUnknown"/>).
    /// </exception>
    /// <exception cref="OperationCanceledException">The call was canceled before a byte of the body was sent.</exception>
    Task<VideoTask> CreateAsync(PreparedRequest request, SendPermit permit, IUserMessages messages, CancellationToken cancellationToken);

    /// <summary>Gets the current state of a task.</summary>
    /// <param name="id">The id of the task at the gateway.</param>
    /// <param name="messages">Receives messages to the user.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="VideoException">The gateway rejected the request or is unreachable.</exception>
    Task<VideoTask> GetAsync(string id, IUserMessages messages, CancellationToken cancellationToken);

    /// <summary>The maximum number of tasks of a batch status request; 1 if the gateway does not support batches.</summary>
    int BatchSize => 1;

    /// <summary>Gets the current states of several tasks with one request.</summary>
    /// <param name="ids">The ids of the tasks at the gateway, at most <see cref="BatchSize"/>.</param>
    /// <param name="messages">Receives messages to the user.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The tasks, in any order, without those that the gateway has no record of.</returns>
    /// <exception cref="VideoException">The gateway rejected the request or is unreachable.</exception>
    Task<IReadOnlyList<VideoTask>> GetManyAsync(IReadOnlyList<string> ids, IUserMessages messages, CancellationToken cancellationToken) =>
        Task.FromException<IReadOnlyList<VideoTask>>(VideoException.CreateNotSupported(Name, ProviderOperation.GetMany));

    /// <summary>The limits on status requests.</summary>
    PollingLimits PollingLimits => PollingLimits.Default;

    /// <summary>Lists the tasks that the gateway has a record of, newest first. Pages are requested as they are enumerated. Members may be missing, such as the URL of the video.</summary>
    /// <param name="filter">Selects the tasks.</param>
    /// <param name="messages">Receives messages to the user.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="VideoException">The gateway rejected the request, or does not support the operation (<see cref="VideoErrorKind.NotSupported"/>, the default).</exception>
    IAsyncEnumerable<VideoTask> ListAsync(TaskFilter filter, IUserMessages messages, CancellationToken cancellationToken) =>
        throw VideoException.CreateNotSupported(Name, ProviderOperation.List);

    /// <summary>Cancels a task.</summary>
    /// <param name="id">The id of the task at the gateway.</param>
    /// <param name="messages">Receives messages to the user.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="VideoException">The gateway rejected the request, or does not support the operation (<see cref="VideoErrorKind.NotSupported"/>, the default).</exception>
    Task CancelAsync(string id, IUserMessages messages, CancellationToken cancellationToken) =>
        Task.FromException(VideoException.CreateNotSupported(Name, ProviderOperation.Cancel));

    /// <summary>
    /// Reads the task in a callback, with which the gateway reports a terminal status. Verifies its signature if the gateway signs callbacks. Verify the status
    /// of any other with <see cref="GetAsync"/>.
    /// </summary>
    /// <param name="request">The callback.</param>
    /// <param name="messages">Receives messages to the user.</param>
    /// <param name="cancellationToken">Cancels the requests for keys and for the task, if the gateway requires them.</param>
    /// <exception cref="VideoException">The gateway has no callbacks (<see cref="VideoErrorKind.NotSupported"/>, the default), the request is not a callback or its signature is missing or invalid (<see cref="VideoErrorKind.InvalidParameter"/>), or a request failed.</exception>
    Task<VideoTask> ReadCallbackAsync(CallbackRequest request, IUserMessages messages, CancellationToken cancellationToken) =>
        Task.FromException<VideoTask>(VideoException.CreateNotSupported(Name, ProviderOperation.Callback));

    /// <summary>Gets the balance of the account and the API key.</summary>
    /// <param name="messages">Receives messages to the user.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="VideoException">The gateway rejected the request, or does not support the operation (<see cref="VideoErrorKind.NotSupported"/>, the default).</exception>
    Task<Balance> GetBalanceAsync(IUserMessages messages, CancellationToken cancellationToken) =>
        Task.FromException<Balance>(VideoException.CreateNotSupported(Name, ProviderOperation.Balance));
}
