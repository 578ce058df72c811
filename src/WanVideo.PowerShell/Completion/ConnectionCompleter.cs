using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using WanVideo.Session;

namespace WanVideo.Completion;

/// <summary>Completes names of open connections, and of gateways that a connection can be opened to.</summary>
internal sealed class ConnectionCompleter : IArgumentCompleter
{
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var open = OpenConnectionCompleter.Complete(wordToComplete).ToArray();
        return [.. open, .. ProviderCompleter.Complete(wordToComplete).Where(provider => !Array.Exists(open, connection => connection.ListItemText == provider.ListItemText))];
    }
}

/// <summary>Completes names of open connections.</summary>
internal sealed class OpenConnectionCompleter : IArgumentCompleter
{
    public static IEnumerable<CompletionResult> Complete(string word) => WanVideoSession.Current.Connections.GetAll()
        .Where(connection => CompletionHelper.IsMatch(connection.Name, word))
        .Select(connection => CompletionHelper.CreateResult(connection.Name, $"{connection.Provider}, {connection.BaseUri}{(connection.ApiKeySource is { } source ? $" (key: {source})" : "")}"));

    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) => Complete(wordToComplete);
}
