using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using WanVideo.Downloading;

namespace WanVideo.Completion;

/// <summary>Completes the placeholder at the end of a file name, as in <c>'{Label}-{Se</c>: those of every task, and the columns of recorded rows.</summary>
internal sealed class PlaceholderCompleter : IArgumentCompleter
{
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        // The word has the values of variables in place of their names.
        if (commandAst.CommandElements.OfType<ExpandableStringExpressionAst>().Any(text => text.NestedExpressions.Count > 0))
        {
            return [];
        }

        var template = wordToComplete.Trim('\'', '"');
        var brace = template.LastIndexOf('{');
        var isOpen = brace > template.LastIndexOf('}');
        var (prefix, start) = isOpen ? (template[..brace], template[(brace + 1)..]) : (template, "");
        return VideoFileName.Placeholders.Concat(GetColumns())
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .Where(name => name.StartsWith(start, StringComparison.OrdinalIgnoreCase))
            .Select(name => CompletionHelper.CreateResult($"{prefix}{{{name}}}", $"{{{name}}}"));
    }

    private static IEnumerable<string> GetColumns() =>
        RecordedTaskCompletion.Find(connection: null, task => task.Row is not null).SelectMany(task => task.Row!.Keys.Cast<string>());
}
