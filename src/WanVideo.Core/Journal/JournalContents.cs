namespace WanVideo.Journal;

/// <summary>What a journal holds.</summary>
/// <param name="Entries">A create or a task each, the oldest first.</param>
/// <param name="TornLines">Lines that cannot be read: cut short by a process that died, or by a full disk.</param>
/// <param name="NewerLines">Lines that a newer version of the module wrote.</param>
public sealed record JournalContents(IReadOnlyList<JournalEntry> Entries, int TornLines, int NewerLines)
{
    /// <summary>What the user should be told of the file; null if there is nothing.</summary>
    /// <param name="path">The file.</param>
    public string? Warning(string path) => (TornLines, NewerLines) switch
    {
        (0, 0) => null,
        (_, 0) => FormattableString.Invariant($"The record of tasks '{path}' has {TornLines} lines that were cut short. What they said is not known; the others are whole."),
        (0, _) => FormattableString.Invariant($"The record of tasks '{path}' has {NewerLines} lines of a newer version of the module, which are left as they are and not shown."),
        _ => FormattableString.Invariant($"The record of tasks '{path}' has {TornLines} lines that were cut short, and {NewerLines} of a newer version of the module, which are not shown."),
    };
}
