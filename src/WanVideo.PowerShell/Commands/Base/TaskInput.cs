namespace WanVideo.Commands.Base;

/// <summary>A task that was passed to a command, as an object or by its id.</summary>
/// <param name="Id">The task's id.</param>
/// <param name="Provider">The provider's name; null for the default connection.</param>
/// <param name="InputId">The id, if an id was passed and the task object is from the ledger.</param>
/// <param name="InitialState">The task object; null if only the id was passed.</param>
internal sealed record TaskInput(string Id, string? Provider, VideoTask? InitialState, string? InputId = null)
{
    /// <summary>The value that was passed. It is the target of errors.</summary>
    public object InputObject => (object?)InputId ?? (InitialState is null ? Id : InitialState);

    /// <summary>The task object, or a pending task with this id.</summary>
    public VideoTask ToTask(IVideoProvider provider) => InitialState ?? new VideoTask { Id = Id, Provider = provider.Name, Status = VideoStatus.Pending };
}
