using System.Globalization;

namespace WanVideo;

/// <summary>The balance of an account and an API key, in the credits of the gateway. Members that the gateway does not return are null.</summary>
public sealed record Balance
{
    /// <summary>The name of the gateway.</summary>
    public required string Provider { get; init; }

    /// <summary>The remaining credits of the account.</summary>
    public decimal? RemainingCredits { get; init; }

    /// <summary>The used credits of the account.</summary>
    public decimal? UsedCredits { get; init; }

    /// <summary>The remaining credits of the key; null if only the account limits it.</summary>
    public decimal? KeyRemainingCredits { get; init; }

    /// <summary>The used credits of the key.</summary>
    public decimal? KeyUsedCredits { get; init; }

    /// <summary>The gateway and the remaining credits.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Provider}: {RemainingCredits ?? KeyRemainingCredits} credits");
}
