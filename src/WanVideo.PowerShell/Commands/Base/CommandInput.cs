namespace WanVideo.Commands.Base;

/// <summary>One input of a command.</summary>
/// <param name="Value">The object that was passed. It is the target of errors.</param>
/// <param name="Name">The name in messages; null if it has none.</param>
/// <param name="Connection">The connection that it concerns; null for the default one.</param>
/// <param name="AddDetails">Adds the request that the input concerns to an error of it.</param>
internal sealed record CommandInput(object? Value, string? Name, string? Connection, Func<VideoException, VideoException> AddDetails);
