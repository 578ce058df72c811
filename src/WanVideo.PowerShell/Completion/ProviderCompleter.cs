using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using WanVideo.Session;

namespace WanVideo.Completion;

/// <summary>The gateways.</summary>
internal sealed class ProviderCompleter : IArgumentCompleter
{
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        WanVideoSession.Current.Providers
            .Where(provider => CompletionHelper.Begins(provider.Name, wordToComplete))
            .Select(provider => CompletionHelper.Result(provider.Name, provider.ApiKeyVariable is null ? "In this process: no key, no cost, no network." : $"{provider.BaseUri} (key: $env:{provider.ApiKeyVariable})"));
}
