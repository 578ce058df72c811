using WanVideo.Catalog;
using WanVideo.Downloading;
using WanVideo.Ledger;
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

    /// <summary>Fetches result addresses: without the key, with the connection's proxy.</summary>
    HttpMessageInvoker Media { get; }

    /// <summary>The connection's time limits and retries, for downloads.</summary>
    DownloadOptions Downloads { get; }

    /// <summary>The account at the gateway, for the pace of create requests.</summary>
    AccountKey Account { get; }

    /// <summary>Sends a create request once. It is not repeated here: each retry needs a new permit.</summary>
    /// <param name="request">The request, as <see cref="ModelCatalog.Prepare"/> validated it.</param>
    /// <param name="permit">The permit, used right before the first byte of the body is sent.</param>
    /// <param name="messages">Receives warnings and verbose messages.</param>
    /// <param name="cancellationToken">Ends the call. If the body may have been sent by then, the outcome is unknown.</param>
    /// <returns>The task as accepted.</returns>
    /// <exception cref="VideoException">
    /// The gateway refused the request; it was certainly not accepted and may be sent again (<see cref="VideoException.IsCreateRepeatable"/>);
    /// or that is unknown (<see cref="VideoErrorKind.OutcomeUnknown"/>).
    /// </exception>
    /// <exception cref="OperationCanceledException">The call was cancelled before a byte of the body was sent.</exception>
    Task<VideoTask> CreateAsync(PreparedRequest request, SendPermit permit, IUserMessages messages, CancellationToken cancellationToken);

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
        Task.FromException<IReadOnlyList<VideoTask>>(VideoException.NotSupported(Name, "answers for one task at a time"));

    /// <summary>How often the gateway may be asked how tasks stand.</summary>
    PollingLimits Pace => PollingLimits.Usual;

    /// <summary>The tasks that the gateway remembers, newest first, page by page as they are asked for. They may lack what only a look at each tells, its video first of all.</summary>
    /// <param name="filter">Which.</param>
    /// <param name="messages">Takes what is worth telling the user meanwhile.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="VideoException">The gateway refused, or has no call for it (<see cref="VideoErrorKind.NotSupported"/>), which is what a provider says unless it can.</exception>
    IAsyncEnumerable<VideoTask> ListAsync(TaskFilter filter, IUserMessages messages, CancellationToken cancellationToken) =>
        throw VideoException.NotSupported(Name, "does not list its tasks");

    /// <summary>Cancels a task.</summary>
    /// <param name="id">The gateway's id of the task.</param>
    /// <param name="messages">Takes what is worth telling the user meanwhile.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="VideoException">The gateway refused, or has no call for it (<see cref="VideoErrorKind.NotSupported"/>), which is what a provider says unless it can.</exception>
    Task CancelAsync(string id, IUserMessages messages, CancellationToken cancellationToken) =>
        Task.FromException(VideoException.NotSupported(Name, "cannot cancel a task; it goes on, and is billed if it succeeds"));

    /// <summary>The task in the body of a callback, by which the gateway reports the end of a task. No gateway signs them: a hint, until the gateway was asked.</summary>
    /// <param name="body">The body.</param>
    /// <param name="messages">Takes what is worth telling the user meanwhile.</param>
    /// <exception cref="VideoException">The gateway has no callbacks (<see cref="VideoErrorKind.NotSupported"/>), which is what a provider says unless it has, or the body is none (<see cref="VideoErrorKind.InvalidParameter"/>).</exception>
    VideoTask ReadCallback(ReadOnlySpan<byte> body, IUserMessages messages) =>
        throw VideoException.NotSupported(Name, "has no callbacks");

    /// <summary>What the account and the key have left.</summary>
    /// <param name="messages">Takes what is worth telling the user meanwhile.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="VideoException">The gateway refused, or has no call for it (<see cref="VideoErrorKind.NotSupported"/>), which is what a provider says unless it can.</exception>
    Task<Balance> GetBalanceAsync(IUserMessages messages, CancellationToken cancellationToken) =>
        Task.FromException<Balance>(VideoException.NotSupported(Name, "does not tell what an account has left"));
}
