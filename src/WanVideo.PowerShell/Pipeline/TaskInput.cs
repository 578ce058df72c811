namespace WanVideo.Pipeline;

/// <summary>A task that a command was given, as an object or by its id.</summary>
/// <param name="Id">The task's id.</param>
/// <param name="Provider">Where it runs; null for the gateway connected last.</param>
/// <param name="Known">The task as it was last seen; null if only its id is known.</param>
internal sealed record TaskInput(string Id, string? Provider, VideoTask? Known)
{
    /// <summary>The task as far as it is known: of an id alone, that it is one, and that it may not have ended.</summary>
    /// <param name="provider">Where it runs.</param>
    public VideoTask At(IVideoProvider provider) => Known ?? new VideoTask { Id = Id, Provider = provider.Name, Status = VideoStatus.Pending };

    /// <summary>What the user gave: the target of an error.</summary>
    public object Source => Known is null ? Id : Known;
}
