using WanVideo.Ledger;
using WanVideo.Session;
using WanVideo.Views;

namespace WanVideo.Commands.Base;

/// <summary>A task that a command requests from its gateway.</summary>
/// <param name="InputObject">The value that was passed. It is the target of errors.</param>
/// <param name="Id">The task's id.</param>
/// <param name="KnownTask">The last known state; null if only the id is known.</param>
/// <param name="SavedFile">The saved video according to the ledger; null if the ledger was not read or has none.</param>
/// <param name="ConnectionName">The value of <c>-Connection</c>.</param>
internal sealed record TaskInput(object? InputObject, string Id, VideoTask? KnownTask, SavedFile? SavedFile, string? ConnectionName)
{
    private static ConnectionRegistry Connections => WanVideoSession.Current.Connections;

    /// <summary>The label, the prompt or the id.</summary>
    public string Name => KnownTask is null ? Id : DisplayName.Get(KnownTask);

    /// <summary>The input as errors name it.</summary>
    public CommandInput CommandInput => new(InputObject, Name, KnownTask?.Connection ?? ConnectionName, AddDetails);

    /// <summary>The known task, or a pending task with this id.</summary>
    public VideoTask Task => KnownTask ?? new VideoTask { Id = Id, Provider = ProviderInfo.Name, Status = VideoStatus.Pending };

    /// <summary>The gateway. Opens no connection.</summary>
    public VideoProviderInfo ProviderInfo => KnownTask is { } task && WanVideoSession.Current.Providers.Find(task.Provider) is { } info ? info : Connections.Describe(ConnectionName).Provider;

    /// <summary>The connection to the gateway.</summary>
    /// <exception cref="VideoException">It is not open.</exception>
    public ProviderConnection GetConnection() => KnownTask is null ? Connections.Get(ConnectionName) : Connections.GetFor(KnownTask, ConnectionName);

    /// <summary>Requires that the gateway has the task. Some gateways return the status Unknown for any id. It is an error if nothing else is known of the task.</summary>
    /// <exception cref="VideoException">The id is unknown to the gateway and the ledger (<see cref="VideoErrorKind.NotFound"/>).</exception>
    public VideoTask RequireFound(VideoTask response) => KnownTask is null && response.Status is VideoStatus.Unknown
        ? throw new VideoException(VideoErrorKind.NotFound, $"{response.Provider} has no task '{Id}'.") { Provider = response.Provider, TaskId = Id }
        : response;

    /// <summary>An error of the gateway, with the task that it concerns. An unknown id that the gateway rejects as invalid does not exist there.</summary>
    public VideoException AddDetails(VideoException exception)
    {
        var error = KnownTask is null && exception.Error.Kind is VideoErrorKind.InvalidRequest
            ? exception.Error with { Kind = VideoErrorKind.NotFound, Message = $"{exception.Provider} has no task '{Id}'. Its response: {exception.Error}", Code = null }
            : exception.Error;
        return exception.WithRequest(KnownTask?.Label, KnownTask?.Prompt, KnownTask?.Row, error);
    }
}
