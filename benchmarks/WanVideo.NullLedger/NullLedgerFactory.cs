using WanVideo.Ledger;

namespace WanVideo.Benchmarks;

/// <summary>Creates ledgers that record nothing, in place of the module's own factory.</summary>
public sealed class NullLedgerFactory : ILedgerFactory
{
    /// <inheritdoc/>
    public ILedger Create(string location, TimeProvider time) => new NullLedger();
}
