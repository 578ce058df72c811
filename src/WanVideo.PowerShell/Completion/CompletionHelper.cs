using System.Management.Automation;
using System.Management.Automation.Language;

namespace WanVideo.Completion;

/// <summary>A word that completes another.</summary>
internal static class CompletionHelper
{
    /// <summary>Whether a word begins with what was typed, an opening quote aside.</summary>
    public static bool Begins(string word, string typed) => word.StartsWith(typed.Trim('\'', '"'), StringComparison.OrdinalIgnoreCase);

    /// <summary>The completion, quoted where PowerShell would read the word as something else.</summary>
    public static CompletionResult Result(string word, string toolTip) =>
        new(word.All(c => char.IsLetterOrDigit(c) || c is '.' or '-' or '_') ? word : $"'{CodeGeneration.EscapeSingleQuotedStringContent(word)}'", word, CompletionResultType.ParameterValue, toolTip);
}
