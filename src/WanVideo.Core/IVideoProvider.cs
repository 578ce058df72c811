using WanVideo.Catalog;
using WanVideo.Downloading;
using WanVideo.Polling;

namespace WanVideo;

/// <summary>The port that every gateway fulfils. One instance serves one connection (base address and key) and may be called from many threads.</summary>
public interface IVideoProvider : IDisposable
{
    /// <summary>The provider's name, as in <c>-Provider</c>.</summary>
    string Name { get; }

    /// <summary>Where the gateway is.</summary>
    Uri BaseUri { get; }

    /// <summary>The gateway's models and what each takes.</summary>
    ModelCatalog Catalog { get; }

    /// <summary>Whether a create costs money. The sandbox's does not.</summary>
    bool IsBilled { get; }

    /// <summary>Whether the gateway recognizes a create that is sent again under its key, and gives the first one's task.</summary>
    bool HasIdempotencyKeys => false;

    /// <summary>Fetches result addresses: without the key, with the connection's proxy.</summary>
    HttpMessageInvoker Media { get; }

    /// <summary>The connection's time limits and retries, for downloads.</summary>
    DownloadOptions Downloads { get; }

    /// <summary>
    /// Creates a task. Sent again only when the gateway surely did not accept the first: no connection was made, a 429, or a 503 with
    /// Retry-After.
    /// </summary>
    /// <param name="request">The request, as <see cref="ModelCatalog.Prepare"/> made it ready.</param>
    /// <param name="idempotencyKey">Sent where the gateway takes one, so that a repeat the user asks for is recognized.</param>
    /// <param name="messages">Takes what is worth telling the user meanwhile.</param>
    /// <param name="cancellationToken">Ends the call. If the request may have left by then, the outcome is unknown.</param>
    /// <returns>The task as accepted.</returns>
    /// <exception cref="VideoException">The gateway refused, could not be reached, or its answer was lost (<see cref="VideoErrorKind.OutcomeUnknown"/>).</exception>
    Task<VideoTask> CreateAsync(PreparedRequest request, string idempotencyKey, IUserMessages messages, CancellationToken cancellationToken);

    /// <summary>The present state of a task.</summary>
    /// <param name="id">The gateway's id of the task.</param>
    /// <param name="messages">Takes what is worth telling the user meanwhile.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="VideoException">The gateway refused or could not be reached.</exception>
    Task<VideoTask> GetAsync(string id, IUserMessages messages, CancellationToken cancellationToken);

    /// <summary>How many tasks one query may ask for; 1 where the gateway answers for one at a time.</summary>
    int BatchSize => 1;

    /// <summary>The present states of several tasks, by one query.</summary>
    /// <param name="ids">The gateway's ids of the tasks, at most <see cref="BatchSize"/>.</param>
    /// <param name="messages">Takes what is worth telling the user meanwhile.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The tasks, in any order, without those that the gateway does not know.</returns>
    /// <exception cref="VideoException">The gateway refused or could not be reached.</exception>
    Task<IReadOnlyList<VideoTask>> GetManyAsync(IReadOnlyList<string> ids, IUserMessages messages, CancellationToken cancellationToken) =>
        Task.FromException<IReadOnlyList<VideoTask>>(VideoException.NotSupported(Name, ProviderOperation.GetMany));

    /// <summary>How often the gateway may be asked how tasks stand.</summary>
    PollingLimits Pace => PollingLimits.Usual;

    /// <summary>The tasks that the gateway remembers, newest first, page by page as they are asked for. They may lack what only a look at each tells, its video first of all.</summary>
    /// <param name="filter">Which.</param>
    /// <param name="messages">Takes what is worth telling the user meanwhile.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="VideoException">The gateway refused, or has no call for it (<see cref="VideoErrorKind.NotSupported"/>), which is what a provider says unless it can.</exception>
    IAsyncEnumerable<VideoTask> ListAsync(TaskFilter filter, IUserMessages messages, CancellationToken cancellationToken) =>
        throw VideoException.NotSupported(Name, ProviderOperation.List);

    /// <summary>Cancels a task.</summary>
    /// <param name="id">The gateway's id of the task.</param>
    /// <param name="messages">Takes what is worth telling the user meanwhile.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="VideoException">The gateway refused, or has no call for it (<see cref="VideoErrorKind.NotSupported"/>), which is what a provider says unless it can.</exception>
    Task CancelAsync(string id, IUserMessages messages, CancellationToken cancellationToken) =>
        Task.FromException(VideoException.NotSupported(Name, ProviderOperation.Cancel));

    /// <summary>The task in the body of a callback, by which the gateway reports the end of a task. No gateway signs them: a hint, until the gateway was asked.</summary>
    /// <param name="body">The body.</param>
    /// <param name="messages">Takes what is worth telling the user meanwhile.</param>
    /// <exception cref="VideoException">The gateway has no callbacks (<see cref="VideoErrorKind.NotSupported"/>), which is what a provider says unless it has, or the body is none (<see cref="VideoErrorKind.InvalidParameter"/>).</exception>
    VideoTask ReadCallback(ReadOnlySpan<byte> body, IUserMessages messages) =>
        throw VideoException.NotSupported(Name, ProviderOperation.Callback);

    /// <summary>What the account and the key have left.</summary>
    /// <param name="messages">Takes what is worth telling the user meanwhile.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="VideoException">The gateway refused, or has no call for it (<see cref="VideoErrorKind.NotSupported"/>), which is what a provider says unless it can.</exception>
    Task<Balance> GetBalanceAsync(IUserMessages messages, CancellationToken cancellationToken) =>
        Task.FromException<Balance>(VideoException.NotSupported(Name, ProviderOperation.Balance));
}
