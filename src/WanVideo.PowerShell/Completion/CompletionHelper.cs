using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using WanVideo.Catalog;
using WanVideo.Session;

namespace WanVideo.Completion;

/// <summary>Shared by the completers.</summary>
internal static class CompletionHelper
{
    /// <summary>Gets the catalogs that apply to a command line: of its <c>-Provider</c>, or of the gateway connected last, or else of all gateways.</summary>
    public static IEnumerable<ModelCatalog> GetCatalogs(IDictionary boundParameters)
    {
        var session = WanVideoSession.Current;
        var name = boundParameters["Provider"] as string ?? session.DefaultProvider;
        return session.Providers
            .Where(provider => name is null || string.Equals(provider.Name, name, StringComparison.OrdinalIgnoreCase))
            .Select(session.GetCatalog);
    }

    /// <summary>Whether a value starts with the text typed so far, apart from quotation marks.</summary>
    public static bool IsMatch(string value, string wordToComplete) => value.StartsWith(wordToComplete.Trim('\'', '"'), StringComparison.OrdinalIgnoreCase);

    /// <summary>Creates a result, quoted if the value is not a plain word in PowerShell.</summary>
    public static CompletionResult CreateResult(string value, string toolTip)
    {
        var isPlain = value.All(character => char.IsLetterOrDigit(character) || character is '.' or '-' or '_');
        return new(isPlain ? value : $"'{CodeGeneration.EscapeSingleQuotedStringContent(value)}'", value, CompletionResultType.ParameterValue, toolTip);
    }
}
