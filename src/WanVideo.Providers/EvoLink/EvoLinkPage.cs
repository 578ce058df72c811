namespace WanVideo.Providers.EvoLink;

/// <summary>What EvoLink answers when it is asked for its list: tasks in few words, newest first. Member names are the wire's, in snake case.</summary>
internal sealed record EvoLinkPage
{
    public EvoLinkListed[]? Data { get; init; }

    public int? Total { get; init; }
}

internal sealed record EvoLinkListed
{
    public string? Id { get; init; }

    public string? Model { get; init; }

    public string? Status { get; init; }

    public int? Progress { get; init; }

    /// <summary>Unix seconds.</summary>
    public double? CreatedAt { get; init; }

    /// <summary>Seconds of video.</summary>
    public double? Duration { get; init; }

    public decimal? CreditsUsed { get; init; }
}
