using WanVideo.Catalog;

namespace WanVideo.Creating;

/// <summary>A request to create one task.</summary>
/// <param name="Request">The validated request.</param>
public sealed record CreateRequest(PreparedRequest Request)
{
    /// <summary>The user's name for the video. The same label with the same request is created once, by all processes and machines that share the ledger.</summary>
    public string? Label { get; init; }

    /// <summary>The input object as JSON; null if there was none.</summary>
    public string? Row { get; init; }

    /// <summary>The name of the connection; null for that of the provider.</summary>
    public string? Connection { get; init; }

    /// <summary>Create another task although one exists for the label.</summary>
    public bool AllowDuplicate { get; init; }

    /// <summary>When the request was made, from <see cref="TaskCreator.GetCreationTime"/>; null for the time at which it is sent. Lists are in this order.</summary>
    public DateTimeOffset? CreatedAt { get; init; }
}
