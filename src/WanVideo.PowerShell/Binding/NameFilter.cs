using System.Management.Automation;

namespace WanVideo.Binding;

/// <summary>Selects objects by their names. Names can have wildcards. A name without wildcards that matches nothing is an error of the user.</summary>
/// <param name="names">The names; empty for all objects.</param>
internal sealed class NameFilter(IReadOnlyCollection<string> names)
{
    private readonly WildcardPattern[] patterns = [.. names.Select(name => WildcardPattern.Get(name, WildcardOptions.IgnoreCase))];
    private readonly HashSet<string> unmatched = new(names.Where(name => !WildcardPattern.ContainsWildcardCharacters(name)), StringComparer.OrdinalIgnoreCase);

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
}
