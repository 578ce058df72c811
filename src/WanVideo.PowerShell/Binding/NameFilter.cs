using System.Management.Automation;

namespace WanVideo.Binding;

/// <summary>Selects objects by their names. Names can have wildcards. A name without wildcards that matches nothing is an error of the user.</summary>
/// <param name="names">The names; empty for all objects.</param>
internal sealed class NameFilter(IReadOnlyCollection<string> names)
{
    private readonly WildcardPattern[] patterns = [.. names.Select(name => WildcardPattern.Get(HasWildcards(name) ? name : WildcardPattern.Escape(name), WildcardOptions.IgnoreCase))];
    private readonly HashSet<string> unmatched = new(names.Where(name => !HasWildcards(name)), StringComparer.OrdinalIgnoreCase);

    /// <summary>The names without wildcards that no object has had.</summary>
    public IReadOnlyCollection<string> Unmatched => unmatched;

    public bool IsMatch(string? name)
    {
        if (patterns.Length == 0)
        {
            return true;
        }

        if (name is null)
        {
            return false;
        }

        // A name with brackets can be meant literally.
        unmatched.Remove(name);
        return names.Contains(name, StringComparer.OrdinalIgnoreCase) || patterns.Any(pattern => pattern.IsMatch(name));
    }

    /// <summary>Whether a name has wildcards. A pattern that is not valid, such as <c>[</c>, is a name.</summary>
    public static bool HasWildcards(string name)
    {
        if (!WildcardPattern.ContainsWildcardCharacters(name))
        {
            return false;
        }

        try
        {
            // An invalid pattern is detected when it is used.
            WildcardPattern.Get(name, WildcardOptions.None).IsMatch("");
            return true;
        }
        catch (WildcardPatternException)
        {
            return false;
        }
    }
}
