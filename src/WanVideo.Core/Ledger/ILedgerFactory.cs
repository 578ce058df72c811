namespace WanVideo.Ledger;

/// <summary>Opens ledgers. Implemented where the database drivers are, in the module's private load context.</summary>
public interface ILedgerFactory
{
    /// <summary>A ledger. Nothing is opened until it is used.</summary>
    /// <param name="location">The full path of a file, or a <c>postgresql://</c> address.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="VideoException">The address is not valid (<see cref="VideoErrorKind.InvalidParameter"/>).</exception>
    ILedger Create(string location, TimeProvider time);
}
