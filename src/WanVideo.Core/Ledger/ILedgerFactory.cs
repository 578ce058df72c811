namespace WanVideo.Ledger;

/// <summary>Creates ledgers. The implementation is in the module's private load context, with the database drivers.</summary>
public interface ILedgerFactory
{
    /// <summary>Creates a ledger. It opens its file or connection on first use.</summary>
    /// <param name="location">The full path of a file, or a <c>postgresql://</c> URL.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="VideoException">The URL is not valid (<see cref="VideoErrorKind.InvalidParameter"/>).</exception>
    ILedger Create(string location, TimeProvider time);
}
