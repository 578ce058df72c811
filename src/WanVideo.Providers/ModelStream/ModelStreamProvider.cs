using System.Globalization;
using System.Text.Json;
using WanVideo.Catalog;
using WanVideo.Providers.Http;
using static WanVideo.Providers.ModelStream.ModelStreamWire;

namespace WanVideo.Providers.ModelStream;

/// <summary>ModelStream and other hosts of New API. Settings configure paths, models and fields.</summary>
internal sealed class ModelStreamProvider : HttpVideoProvider
{
    private const string CreatePathSetting = "CreatePath";
    private const string StatusPathSetting = "StatusPath";
    private const string SchemaSetting = "Schema";

    private static readonly Uri DefaultBaseUri = new("https://api.modelstream.ai/");

    private static readonly ErrorCodeMap Errors = new(
        (VideoErrorKind.Balance, [ErrorCode.InsufficientUserQuota, ErrorCode.InsufficientTokenQuota]),
        (VideoErrorKind.Authentication, [ErrorCode.InvalidApiKey]),
        (VideoErrorKind.NotFound, [ErrorCode.TaskNotFound]),
        (VideoErrorKind.InvalidRequest, [ErrorCode.InvalidRequest, ErrorCode.InvalidJson, ErrorCode.InvalidApiPlatform, ErrorCode.MissingModel, ErrorCode.ModelNotFound]),
        (VideoErrorKind.ContentRejected, [ErrorCode.ContentRejected]),
        (VideoErrorKind.ProviderFault, [ErrorCode.FetchFailed, ErrorCode.UpstreamError]));

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

    protected override HttpRequestMessage BuildCreateRequest(PreparedRequest request, string idempotencyKey) => new(HttpMethod.Post, createPath);

    protected override HttpRequestMessage BuildGetRequest(string id) =>
        new(HttpMethod.Get, statusPath.Replace(IdPlaceholder, Uri.EscapeDataString(id), StringComparison.Ordinal));

    protected override VideoTask? ReadTask(ProviderResponse response, string? id, IUserMessages messages)
    {
        var body = response.Deserialize(ModelStreamJson.Default.ModelStreamResponse);
        var isEnvelope = body?.Data is { ValueKind: JsonValueKind.Object };
        var task = isEnvelope ? ProviderResponse.Deserialize(body!.Data!.Value, ModelStreamJson.Default.ModelStreamResponse) : body;
        var taskId = task?.TaskId is { Length: > 0 } ownId ? ownId : isEnvelope ? id : task?.Id ?? id;
        return taskId is { Length: > 0 } && task?.Status is { Length: > 0 } ? ToTask(taskId, task, messages) : null;
    }

    protected override VideoError? ReadError(ProviderResponse response, VideoErrorKind defaultKind) => response.Deserialize(ModelStreamJson.Default.ModelStreamResponse) switch
    {
        { Error: { } error } when IsError(error.Code, error.Message) => ToError(error, defaultKind),
        { } body when body.Code != Envelope.Success && IsError(body.Code, body.Message) => ToError(new ModelStreamError { Code = body.Code, Message = body.Message }, defaultKind),
        _ => null,
    };

    // Successful responses can have the error { "code": 0, "message": "" }.
    private static bool IsError(string? code, string? message) => code is { Length: > 0 } and not "0" || message is { Length: > 0 };

    private VideoTask ToTask(string id, ModelStreamResponse task, IUserMessages messages)
    {
        var status = ParseStatus(task.Status, messages);
        return new VideoTask
        {
            Id = id,
            Provider = Name,
            Model = task.Model,
            Status = status,
            RawStatus = task.Status,
            Progress = int.TryParse(task.Progress?.TrimEnd('%'), CultureInfo.InvariantCulture, out var percent) ? Math.Clamp(percent, 0, 100) : null,
            CreatedAt = FromUnixSeconds(task.CreatedAt) ?? FromUnixSeconds(task.SubmitTime),
            FinishedAt = FromUnixSeconds(task.CompletedAt) ?? FromUnixSeconds(task.FinishTime),
            VideoUrl = status is VideoStatus.Succeeded ? GetVideoUrl(task) : null,
            Error = status is VideoStatus.Failed
                ? ToError(task.Error is { } error && IsError(error.Code, error.Message) ? error : new ModelStreamError { Message = task.FailReason }, VideoErrorKind.ProviderFault)
                : null,
        };
    }

    private static Uri? GetVideoUrl(ModelStreamResponse task) =>
        ParseUrl(task.Url)
        ?? ParseUrl(task.ResultUrl)
        ?? ParseUrl(ModelStreamResponse.GetMember(task.Metadata, TaskField.Url)?.ToString())
        ?? ParseUrl(ModelStreamResponse.GetMember(task.Data, Upstream.Output, Upstream.VideoUrl)?.ToString())
        ?? ParseUrl(task.FailReason);

    // The message can begin with the error code of the model's host: "DataInspectionFailed: ...".
    private static VideoError ToError(ModelStreamError error, VideoErrorKind defaultKind)
    {
        var code = error.Code is { Length: > 0 } and not "0" ? error.Code : null;
        return new VideoError
        {
            Kind = Errors.GetKind(defaultKind, code, error.Message?.Split(':', 2)[0].Trim()),
            Message = MessageOrDefault(error.Message),
            Code = code,
            Type = error.Type,
            Parameter = error.Param is { Length: > 0 } parameter ? parameter : null,
        };
    }

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

        var relative = path.TrimStart('/');
        return relative.Length > 0
            && !path.StartsWith("//", StringComparison.Ordinal)
            && Uri.TryCreate(DefaultBaseUri, relative, out var uri) && uri.Host == DefaultBaseUri.Host && uri.Scheme == DefaultBaseUri.Scheme
                ? relative
                : throw new VideoException(VideoErrorKind.InvalidParameter, $"-{setting} is '{path}'; it must be a path relative to the base URL, such as /{defaultPath}.");
    }
}
