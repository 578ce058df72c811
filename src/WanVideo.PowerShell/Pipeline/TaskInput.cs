namespace WanVideo.Pipeline;

/// <summary>A task that a command was given, as an object or by its id.</summary>
/// <param name="Id">The task's id.</param>
/// <param name="Provider">Where it runs; null for the gateway connected last.</param>
/// <param name="Known">The task as it was last seen; null if only its id is known.</param>
internal sealed record TaskInput(string Id, string? Provider, VideoTask? Known)
{
    /// <summary>What the user gave: the target of an error.</summary>
    public object Source => Known is null ? Id : Known;
}
