namespace WanVideo.Providers.EvoLink;

/// <summary>What EvoLink answers when it is asked for credits. Member names are the wire's, in snake case.</summary>
internal sealed record EvoLinkCredits
{
    public EvoLinkCreditsData? Data { get; init; }
}

internal sealed record EvoLinkCreditsData
{
    public EvoLinkAccount? User { get; init; }

    /// <summary>The key.</summary>
    public EvoLinkAccount? Token { get; init; }
}

internal sealed record EvoLinkAccount
{
    public decimal? RemainingCredits { get; init; }

    public decimal? UsedCredits { get; init; }

    public bool? UnlimitedCredits { get; init; }
}
