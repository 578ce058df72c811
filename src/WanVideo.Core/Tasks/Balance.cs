namespace WanVideo;

/// <summary>What an account and a key have left, in the gateway's credits. Each member is null where the gateway does not say.</summary>
public sealed record Balance
{
    /// <summary>The gateway.</summary>
    public required string Provider { get; init; }

    /// <summary>Credits that the account has left.</summary>
    public decimal? RemainingCredits { get; init; }

    /// <summary>Credits that the account has used.</summary>
    public decimal? UsedCredits { get; init; }

    /// <summary>Credits that the key may still use; null if it may use all that the account has.</summary>
    public decimal? KeyRemainingCredits { get; init; }

    /// <summary>Credits that the key has used.</summary>
    public decimal? KeyUsedCredits { get; init; }
}
