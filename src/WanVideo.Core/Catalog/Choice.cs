namespace WanVideo.Catalog;

/// <summary>A word the user may give and the gateway's word for it.</summary>
/// <param name="Word">The user's word.</param>
/// <param name="WireWord">The gateway's.</param>
public sealed record Choice(string Word, string WireWord)
{
    /// <summary>A word that the gateway shares.</summary>
    /// <param name="word">The word.</param>
    public static implicit operator Choice(string word) => new(word, word);

    /// <inheritdoc cref="op_Implicit(string)"/>
    public static Choice FromString(string word) => word;
}
