using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using WanVideo.Providers.AceData;
using WanVideo.Providers.DashScope;
using WanVideo.Providers.EvoLink;
using WanVideo.Providers.Fal;
using WanVideo.Providers.ModelStream;
using WanVideo.Tests.Mutations;

namespace WanVideo.Tests.FaultMatrix;

/// <summary>The calls of a provider that send a request.</summary>
public enum CallKind
{
    Create,
    Query,
    BatchQuery,
    List,
    Cancel,
    Balance,
    Video,
}

/// <summary>A call of a gateway: a column of the fault matrix.</summary>
/// <param name="Gateway">The name of the gateway.</param>
/// <param name="Kind">The call.</param>
internal sealed partial record GatewayCall(string Gateway, CallKind Kind)
{
    public const string VideoPath = "/video.mp4";
    public const string MovedVideoPath = "/moved.mp4";

    private static readonly Dictionary<string, (VideoProviderInfo Info, Func<ProviderOptions, Func<HttpMessageHandler>, IVideoProvider> Create)> Providers = new()
    {
        ["EvoLink"] = (EvoLinkProvider.Info, (options, handler) => new EvoLinkProvider(options, handler)),
        ["AceData"] = (AceDataProvider.Info, (options, handler) => new AceDataProvider(options, handler)),
        ["ModelStream"] = (ModelStreamProvider.Info, (options, handler) => new ModelStreamProvider(options, handler)),
        ["DashScope"] = (DashScopeProvider.Info, (options, handler) => new DashScopeProvider(options, handler)),
        ["fal"] = (FalProvider.Info, (options, handler) => new FalProvider(options, handler)),
    };

    public static IReadOnlyList<GatewayCall> All { get; } = [.. Providers.Keys.SelectMany(_ => Enum.GetValues<CallKind>(), (gateway, kind) => new GatewayCall(gateway, kind))];

    public VideoProviderInfo Info => Providers[Gateway].Info;

    /// <summary>Why the gateway does not have the call; null if it has.</summary>
    public string? MissingReason => Operation is { } operation && !Info.Operations.Contains(operation) ? VideoException.CreateNotSupported(Gateway, operation).Message : null;

    private string TaskId => Gateway is "fal" ? "task-1~alibaba~wan-3.0" : "task-1";

    /// <summary>The ids of the tasks in the output.</summary>
    public IReadOnlyList<string> TaskIds => Kind switch
    {
        CallKind.Cancel or CallKind.Balance => [],
        CallKind.BatchQuery => [TaskId, "task-2"],
        _ => [TaskId],
    };

    /// <summary>Whether HTTP 404 or 405 means that the endpoint, which the gateway does not document, does not exist.</summary>
    public bool IsUndocumented => Gateway is "EvoLink" && Operation is not null;

    /// <summary>Whether the request has a body.</summary>
    public bool HasBody => Kind is CallKind.Create or CallKind.BatchQuery || this is { Gateway: "AceData", Kind: CallKind.Query };

    private ProviderOperation? Operation => Kind switch
    {
        CallKind.BatchQuery => ProviderOperation.GetMany,
        CallKind.List => ProviderOperation.List,
        CallKind.Cancel => ProviderOperation.Cancel,
        CallKind.Balance => ProviderOperation.Balance,
        _ => null,
    };

    public IVideoProvider Connect(ProviderOptions options, Func<HttpMessageHandler> createHandler) => Providers[Gateway].Create(options, createHandler);

    /// <summary>The documented response to the call, and to the status request for a new video URL.</summary>
    /// <param name="videoUrl">The URL of the video.</param>
    public string GetHealthyBody(Uri videoUrl)
    {
        var recorded = Kind switch
        {
            CallKind.Create => ProviderCall.Create,
            CallKind.BatchQuery => ProviderCall.GetMany,
            CallKind.List => ProviderCall.List,
            CallKind.Balance => ProviderCall.Balance,
            _ => ProviderCall.Get,
        };
        return Kind is CallKind.Cancel
            ? Gateway is "fal" ? """{"success":true}""" : """{"request_id":"r"}"""
            : RecordedVideoUrl().Replace(
                RecordedResponses.All.First(response => response.Provider == Gateway && response.Call == recorded && (Kind is not CallKind.Video || RecordedVideoUrl().IsMatch(response.Body))).Body,
                videoUrl.AbsoluteUri);
    }

    /// <summary>The body of a response with an HTTP status that is an error.</summary>
    /// <param name="message">The message.</param>
    public byte[] GetErrorBody(string message)
    {
        var error = new JsonObject { ["message"] = message };
        return Kind is CallKind.Video
            ? Encoding.UTF8.GetBytes($"<Error><Code>Odd</Code><Message>{message}</Message></Error>")
            : JsonSerializer.SerializeToUtf8Bytes(Gateway is "fal" ? FalResponse.WriteError(type: null, message) : Gateway is "DashScope" ? error : new JsonObject { ["error"] = error });
    }

    /// <summary>Runs the call.</summary>
    /// <returns>The tasks of the output; empty for a call with another output.</returns>
    public async Task<IReadOnlyList<VideoTask>> RunAsync(IVideoProvider provider, Uri videoUrl, string target, IUserMessages messages, CancellationToken cancellationToken)
    {
        switch (Kind)
        {
            case CallKind.Create:
                return [await provider.CreateAsync(provider.Catalog.Prepare(new VideoRequest { Prompt = "A cat", Image = ["https://example.com/cat.png"] }), ProviderFixture.Permit(), messages, cancellationToken)];
            case CallKind.Query:
                return [await provider.GetAsync(TaskId, messages, cancellationToken)];
            case CallKind.BatchQuery:
                return await provider.GetManyAsync([TaskId, "task-2"], messages, cancellationToken);
            case CallKind.List:
                var tasks = new List<VideoTask>();
                await foreach (var task in provider.ListAsync(new TaskFilter(), messages, cancellationToken))
                {
                    tasks.Add(task);
                }

                return tasks;
            case CallKind.Cancel:
                await provider.CancelAsync(TaskId, messages, cancellationToken);
                return [];
            case CallKind.Balance:
                Assert.Equal(10, (await provider.GetBalanceAsync(messages, cancellationToken)).RemainingCredits);
                return [];
            default:
                var known = new VideoTask { Id = TaskId, Provider = Gateway, Status = VideoStatus.Succeeded, VideoUrl = videoUrl };
                return [(await new Downloading.VideoSaver(provider).SaveAsync(TaskId, known, target, overwrite: false, progress: null, messages, cancellationToken)).Task];
        }
    }

    public override string ToString() => $"{Gateway} {Kind}";

    [GeneratedRegex(@"https://[a-z.]+/[av]\.mp4")]
    private static partial Regex RecordedVideoUrl();
}
