using System.Text;
using System.Text.RegularExpressions;
using WanVideo.Catalog;
using WanVideo.Downloading;
using WanVideo.Providers.Http;
using static WanVideo.Providers.ModelStream.ModelStreamWire;

namespace WanVideo.Providers.ModelStream;

/// <summary>ModelStream and other hosts of New API. Settings configure paths, models and fields.</summary>
internal sealed partial class ModelStreamProvider : HttpVideoProvider
{
    private const string CreatePathSetting = "CreatePath";
    private const string StatusPathSetting = "StatusPath";
    private const string SchemaSetting = "Schema";

    private static readonly Uri DefaultBaseUri = new("https://api.modelstream.ai/");

    internal static readonly ErrorCodeMap Errors = new(
        (VideoErrorKind.Balance, [ErrorCode.InsufficientUserQuota, ErrorCode.InsufficientTokenQuota]),
        (VideoErrorKind.Authentication, [ErrorCode.InvalidApiKey]),
        (VideoErrorKind.NotFound, [ErrorCode.TaskNotFound]),
        (VideoErrorKind.InvalidRequest, [ErrorCode.InvalidRequest, ErrorCode.InvalidJson, ErrorCode.InvalidApiPlatform, ErrorCode.MissingModel, ErrorCode.ModelNotFound]),
        (VideoErrorKind.ProviderFault, [ErrorCode.FetchFailed, ErrorCode.UpstreamError]));

    // Older servers return the URL in fail_reason.
    private static readonly string[] VideoUrlPaths = [TaskField.Url, Envelope.ResultUrl, TaskField.MetadataUrl, Upstream.VideoUrlPath, Envelope.FailReason];

    private readonly string createPath;
    private readonly string statusPath;

    public ModelStreamProvider(ProviderOptions options, Func<HttpMessageHandler>? inProcess = null)
        : base(options, DefaultBaseUri, GetCatalog(options), inProcess)
    {
        createPath = GetPath(options, CreatePathSetting, CreatePath);
        statusPath = GetPath(options, StatusPathSetting, StatusPath);
        if (!statusPath.Contains(IdPlaceholder, StringComparison.Ordinal))
        {
            throw new VideoException(VideoErrorKind.InvalidParameter, $"-{StatusPathSetting} is '{statusPath}'; it must contain {IdPlaceholder} in place of the task's id, as in /{StatusPath}.");
        }
    }

    public static VideoProviderInfo Info { get; } = new("ModelStream", DefaultBaseUri, "MODELSTREAM_API_KEY", ModelStreamCatalog.Create("ModelStream"))
    {
        Settings =
        [
            new(CreatePathSetting, typeof(string), $"The path of create requests, relative to the base URL. Default /{CreatePath}."),
            new(StatusPathSetting, typeof(string), $"The path of status requests, relative to the base URL, with {IdPlaceholder} for the task's id. Default /{StatusPath}."),
            new(SchemaSetting, typeof(string), "A JSON file that describes models: their fields, limits and defaults.") { IsPath = true },
        ],
    };

    protected override IReadOnlyList<string> KnownPaths => [CreatePath, VideosPath, "v1"];

    protected override IReadOnlyList<string> TaskIdPaths { get; } = ["task_id", "id", "data.task_id", "data.id"];

    protected override IReadOnlyDictionary<string, string> Statuses { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        [Status.Queued] = VideoStatus.Pending,
        [Status.InProgress] = VideoStatus.Running,
        [Status.Completed] = VideoStatus.Succeeded,
        [Status.Failed] = VideoStatus.Failed,
        [Status.Processing] = VideoStatus.Running,
        [Status.Succeeded] = VideoStatus.Succeeded,
        [ServerStatus.NotStarted] = VideoStatus.Pending,
        [ServerStatus.Submitted] = VideoStatus.Pending,
        [ServerStatus.Success] = VideoStatus.Succeeded,
        [ServerStatus.Failure] = VideoStatus.Failed,

        // The server does not know the status yet. Unlike DashScope's UNKNOWN it is not terminal.
        [ServerStatus.Unknown] = VideoStatus.Running,
    };

    // New API returns a path of its own server for the video of a model's host without public URLs.
    protected override bool RequiresApiKey(Uri resultUrl) =>
        resultUrl.Scheme == BaseUri.Scheme && resultUrl.Authority == BaseUri.Authority
        && resultUrl.AbsolutePath.Contains($"/{VideoPath}", StringComparison.Ordinal) && resultUrl.AbsolutePath.EndsWith(ContentSuffix, StringComparison.Ordinal);

    protected override HttpRequestMessage BuildCreateRequest(PreparedRequest request, string idempotencyKey) => new(HttpMethod.Post, createPath);

    protected override HttpRequestMessage BuildGetRequest(string id) =>
        new(HttpMethod.Get, statusPath.Replace(IdPlaceholder, Uri.EscapeDataString(id), StringComparison.Ordinal));

    // The task is in "data" in the shape of New API's code. There, "id" is a database key, and "data" of the task is the response of the model's host.
    protected override VideoTask? ReadTask(ProviderResponse response, string? id, IUserMessages messages)
    {
        var isEnvelope = response.Json[Envelope.Data][TaskField.Status].GetString() is not null;
        var task = isEnvelope ? response.Json[Envelope.Data] : response.Json;
        var taskId = task[TaskField.TaskId].GetString() ?? (isEnvelope ? id : task[TaskField.Id].GetString() ?? id);
        return taskId is not null && task[TaskField.Status].GetString() is { } rawStatus ? ToTask(taskId, rawStatus, task, messages) : null;
    }

    protected override VideoError? ReadError(ProviderResponse response, VideoErrorKind defaultKind)
    {
        var body = response.Json;
        var error = IsError(body[TaskField.Error]) ? ToError(body[TaskField.Error], defaultKind)
            : body[Envelope.Code].GetString() != Envelope.Success && IsError(body) ? ToError(body, defaultKind)
            : null;
        return error?.Code is ErrorCode.FetchFailed or ErrorCode.UpstreamError ? AddUpstreamError(error) : error;
    }

    // Successful responses can have the error { "code": 0, "message": "" }.
    private static bool IsError(ResponseValue error) => error[ErrorField.Code].GetString() is not (null or "0") || error[ErrorField.Message].GetString() is not null || error.GetString() is not null;

    private VideoTask ToTask(string id, string rawStatus, ResponseValue task, IUserMessages messages)
    {
        var status = ParseStatus(rawStatus, messages);
        return new VideoTask
        {
            Id = id,
            Provider = Name,
            Model = task[TaskField.Model].GetString(),
            Status = status,
            RawStatus = rawStatus,
            Progress = GetPercent(task[TaskField.Progress]),
            CreatedAt = FromUnixSeconds(task[TaskField.CreatedAt].GetDouble()) ?? FromUnixSeconds(task[Envelope.SubmitTime].GetDouble()),
            FinishedAt = FromUnixSeconds(task[TaskField.CompletedAt].GetDouble()) ?? FromUnixSeconds(task[Envelope.FinishTime].GetDouble()),
            VideoUrl = status is VideoStatus.Succeeded ? VideoUrlPaths.Select(path => ResultUrl.Parse(task[path].GetString())).FirstOrDefault(url => url is not null) : null,
            Error = status is VideoStatus.Failed
                ? AddUpstreamError(ToError(IsError(task[TaskField.Error]) ? task[TaskField.Error] : task[Envelope.FailReason], VideoErrorKind.ProviderFault), task[Upstream.OutputPath])
                : null,
        };
    }

    private static VideoError ToError(ResponseValue error, VideoErrorKind defaultKind)
    {
        var code = error[ErrorField.Code].GetString() is { } value and not "0" ? value : null;

        // The code of a failed task is that of the model's host.
        var upstream = DashScopeErrors.Create(code, error[ErrorField.Message].GetString() ?? error.GetString(), defaultKind);
        return upstream with { Kind = Errors.GetKind(upstream.Kind, code), Type = error[ErrorField.Type].GetString(), Parameter = error[ErrorField.Parameter].GetString() };
    }

    // The error of the model's host, which is DashScope's, is more specific than New API's own code for all such errors.
    private static VideoError AddUpstreamError(VideoError error, ResponseValue upstream = default) => ReadUpstreamError(error.Message, upstream) is { } inner
        ? inner with { Kind = inner.Kind is VideoErrorKind.OutcomeUnknown ? error.Kind : inner.Kind, Type = error.Type ?? error.Code, Parameter = error.Parameter }
        : error;

    // In New API's code: the response of the model's host as it is, "task failed, code: CODE , message: TEXT", or "CODE: TEXT".
    private static VideoError? ReadUpstreamError(string message, ResponseValue upstream)
    {
        var body = ResponseValue.Parse(Encoding.UTF8.GetBytes(message));
        if (body[ErrorField.Code].GetString() is { } code)
        {
            return DashScopeErrors.Create(code, body[ErrorField.Message].GetString(), VideoErrorKind.OutcomeUnknown);
        }

        if (UpstreamErrorPattern().Match(message) is { Success: true } match)
        {
            return DashScopeErrors.Create(match.Groups["code"].Value, match.Groups["message"].Value, VideoErrorKind.OutcomeUnknown);
        }

        if (upstream[ErrorField.Code].GetString() is { } upstreamCode)
        {
            return DashScopeErrors.Create(upstreamCode, message, VideoErrorKind.OutcomeUnknown);
        }

        return DashScopeErrors.Create(message.Split(':', 2)[0].Trim(), message, VideoErrorKind.OutcomeUnknown) is { Kind: not VideoErrorKind.OutcomeUnknown } error ? error : null;
    }

    [GeneratedRegex(@"^task failed, code: *(?<code>\S+?) *, *message: *(?<message>.*)$", RegexOptions.Singleline)]
    private static partial Regex UpstreamErrorPattern();

    private static ModelCatalog GetCatalog(ProviderOptions options) => options.GetString(SchemaSetting) is { } file
        ? SchemaFile.Read(file).CreateCatalog(options.Provider.Name)
        : ModelStreamCatalog.Create(options.Provider.Name);

    // Requests contain the key, so a path must not lead to another host.
    private static string GetPath(ProviderOptions options, string setting, string defaultPath)
    {
        var path = options.GetString(setting)?.Trim();
        if (path is null)
        {
            return defaultPath;
        }

        // "https:evil.example/" is a relative path to Uri if the base URL has the same scheme.
        var relative = path.TrimStart('/');
        return relative.Length > 0
            && !path.StartsWith("//", StringComparison.Ordinal)
            && !SchemePattern().IsMatch(relative)
            && Uri.TryCreate(DefaultBaseUri, relative, out var uri) && uri.Authority == DefaultBaseUri.Authority && uri.Scheme == DefaultBaseUri.Scheme
                ? relative
                : throw new VideoException(VideoErrorKind.InvalidParameter, $"-{setting} is '{path}'; it must be a path relative to the base URL, such as /{defaultPath}.");
    }

    [GeneratedRegex("^[a-zA-Z][a-zA-Z0-9+.-]*:")]
    private static partial Regex SchemePattern();
}
