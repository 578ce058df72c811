using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using WanVideo.Session;

namespace WanVideo.Completion;

/// <summary>Completes names of gateways.</summary>
internal sealed class ProviderCompleter : IArgumentCompleter
{
    public static IEnumerable<CompletionResult> Complete(string word) => WanVideoSession.Current.Providers.Providers
        .Where(provider => CompletionHelper.IsMatch(provider.Name, word))
        .Select(provider => CompletionHelper.CreateResult(provider.Name, provider.ApiKeyVariable is null ? "Runs in this process, without a key, cost or network." : $"{provider.BaseUri} (key: $env:{provider.ApiKeyVariable})"));

    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) => Complete(wordToComplete);
}
