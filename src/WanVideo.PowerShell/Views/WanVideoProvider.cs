namespace WanVideo;

/// <summary>A gateway and the operations that it supports.</summary>
/// <param name="Name">The name, as in <c>Connect-WanVideo -Provider</c>.</param>
/// <param name="ApiKeyVariable">The environment variable with the API key; null if no key is required.</param>
/// <param name="BaseUri">The default base URL.</param>
/// <param name="CanCancel">Whether <c>Stop-WanVideoTask</c> can cancel a task.</param>
/// <param name="CanList">Whether <c>Get-WanVideoTask -Remote</c> lists tasks.</param>
/// <param name="HasBalance">Whether <c>Get-WanVideoBalance</c> returns the balance.</param>
/// <param name="HasCallback">Whether the gateway calls a URL when a task reaches a terminal status.</param>
/// <param name="MaxBatchSize">The maximum number of tasks of a batch status request; 1 without batches.</param>
/// <param name="Settings">The parameters of <c>Connect-WanVideo</c> that are specific to the gateway.</param>
public sealed record WanVideoProvider(string Name, string? ApiKeyVariable, Uri BaseUri, bool CanCancel, bool CanList, bool HasBalance, bool HasCallback, int MaxBatchSize, IReadOnlyList<string> Settings)
{
    internal static WanVideoProvider From(VideoProviderInfo info) => new(
        info.Name,
        info.ApiKeyVariable,
        info.BaseUri,
        info.Operations.Contains(ProviderOperation.Cancel),
        info.Operations.Contains(ProviderOperation.List),
        info.Operations.Contains(ProviderOperation.Balance),
        info.Operations.Contains(ProviderOperation.Callback),
        info.MaxBatchSize,
        [.. info.Settings.Select(setting => setting.Name)]);

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
