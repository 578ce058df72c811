using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using WanVideo.Catalog;
using WanVideo.Session;

namespace WanVideo.Completion;

/// <summary>Shared by the completers.</summary>
internal static class CompletionHelper
{
    /// <summary>The connection on the command line; null if there is none.</summary>
    public static string? GetConnection(IDictionary boundParameters) => (boundParameters["Connection"] ?? boundParameters["Provider"])?.ToString();

    /// <summary>Gets the catalogs that apply to a command line: of its connection or provider, or of the default connection, or else of all gateways.</summary>
    public static IEnumerable<ModelCatalog> GetCatalogs(IDictionary boundParameters)
    {
        var session = WanVideoSession.Current;
        var name = GetConnection(boundParameters) ?? session.Connections.Default?.Name;
        try
        {
            return name is null ? session.Providers.Providers.Select(provider => provider.Catalog) : [session.Connections.Describe(name).Catalog];
        }
        catch (VideoException)
        {
            // No suggestions. The command itself reports the unknown name.
            return [];
        }
    }

    /// <summary>Whether a value starts with the text typed so far, apart from quotation marks.</summary>
    public static bool IsMatch(string value, string wordToComplete) => value.StartsWith(wordToComplete.Trim('\'', '"'), StringComparison.OrdinalIgnoreCase);

    /// <summary>Creates a result, quoted if the value is not a plain word in PowerShell.</summary>
    public static CompletionResult CreateResult(string value, string toolTip, string? listItem = null)
    {
        var isPlain = value.All(character => char.IsLetterOrDigit(character) || character is '.' or '-' or '_');
        return new(isPlain ? value : $"'{CodeGeneration.EscapeSingleQuotedStringContent(value)}'", listItem ?? value, CompletionResultType.ParameterValue, toolTip);
    }
}
