using System.Globalization;
using System.Text.Json;
using WanVideo.Catalog;
using WanVideo.Providers.Http;
using static WanVideo.Providers.ModelStream.ModelStreamWire;

namespace WanVideo.Providers.ModelStream;

/// <summary>ModelStream, and any other host of New API: paths, models and their fields are configuration.</summary>
internal sealed class ModelStreamProvider : HttpVideoProvider
{
    private const string CreateSetting = "CreatePath";
    private const string StatusSetting = "StatusPath";
    private const string SchemaSetting = "Schema";

    private static readonly Uri Home = new("https://api.modelstream.ai/");

    private readonly string createPath;
    private readonly string statusPath;

    public ModelStreamProvider(ProviderOptions options, Func<HttpMessageHandler>? inProcess = null)
        : base(options, Home, CatalogOf(options), inProcess)
    {
        createPath = Path(options, CreateSetting, CreatePath);
        statusPath = Path(options, StatusSetting, StatusPath);
        if (!statusPath.Contains(IdPlace, StringComparison.Ordinal))
        {
            throw Refusal($"-{StatusSetting} is '{statusPath}'; it must say where the task's id stands, as {IdPlace}: /{StatusPath}.");
        }
    }

    public static VideoProviderInfo Info { get; } = new("ModelStream", Home, "MODELSTREAM_API_KEY", ModelStreamCatalog.Create("ModelStream"))
    {
        Settings =
        [
            new(CreateSetting, typeof(string), $"Where tasks are created, below the base address. Default /{CreatePath}."),
            new(StatusSetting, typeof(string), $"Where a task is looked at, below the base address; {IdPlace} stands for its id. Default /{StatusPath}."),
            new(SchemaSetting, typeof(string), "A JSON file that describes models: their fields, limits and defaults.") { IsPath = true },
        ],
    };

    protected override IReadOnlyDictionary<string, VideoStatus> Statuses => ModelStreamWire.Statuses;

    protected override HttpRequestMessage CreateRequest(PreparedRequest request, string idempotencyKey) => new(HttpMethod.Post, createPath);

    protected override HttpRequestMessage GetRequest(string id) =>
        new(HttpMethod.Get, statusPath.Replace(IdPlace, Uri.EscapeDataString(id), StringComparison.Ordinal));

    protected override VideoTask? ReadTask(ProviderResponse answer, string? id, IUserMessages messages)
    {
        // In the shape of the code, the task is inside, and its id is a number of the server's own.
        var read = answer.Deserialize(ModelStreamJson.Default.ModelStreamResponse);
        var isInside = read?.Data is { ValueKind: JsonValueKind.Object };
        var task = isInside ? ProviderResponse.Deserialize(read!.Data!.Value, ModelStreamJson.Default.ModelStreamResponse) : read;
        var name = task?.TaskId is { Length: > 0 } given ? given : isInside ? id : task?.Id ?? id;
        return name is { Length: > 0 } && task?.Status is { Length: > 0 } ? Task(name, task, messages) : null;
    }

    protected override VideoError? ReadError(ProviderResponse answer, VideoErrorKind otherwise) => answer.Deserialize(ModelStreamJson.Default.ModelStreamResponse) switch
    {
        { Error: { } error } when IsError(error.Code, error.Message) => Error(error, otherwise),
        { } read when read.Code != "success" && IsError(read.Code, read.Message) => Error(new ModelStreamError { Code = read.Code, Message = read.Message }, otherwise),
        _ => null,
    };

    // Answers of success have an error too: { "code": 0, "message": "" }.
    private static bool IsError(string? code, string? message) => code is { Length: > 0 } and not "0" || message is { Length: > 0 };

    private VideoTask Task(string id, ModelStreamResponse answer, IUserMessages messages)
    {
        var status = StatusOf(answer.Status, messages);
        return new VideoTask
        {
            Id = id,
            Provider = Name,
            Model = answer.Model,
            Status = status,
            RawStatus = answer.Status,
            Progress = int.TryParse(answer.Progress?.TrimEnd('%'), CultureInfo.InvariantCulture, out var percent) ? Math.Clamp(percent, 0, 100) : null,
            CreatedAt = Moment(answer.CreatedAt) ?? Moment(answer.SubmitTime),
            FinishedAt = Moment(answer.CompletedAt) ?? Moment(answer.FinishTime),
            VideoUrl = status is VideoStatus.Succeeded ? VideoOf(answer) : null,
            Error = status is VideoStatus.Failed
                ? Error(answer.Error is { } error && IsError(error.Code, error.Message) ? error : new ModelStreamError { Message = answer.FailReason }, VideoErrorKind.ProviderFault)
                : null,
        };
    }

    private static Uri? VideoOf(ModelStreamResponse answer) =>
        Address(answer.Url)
        ?? Address(answer.ResultUrl)
        ?? Address(ModelStreamResponse.Inside(answer.Metadata, "url")?.ToString())
        ?? Address(ModelStreamResponse.Inside(answer.Data, "output", "video_url")?.ToString())
        ?? Address(answer.FailReason);

    // A reason of failure begins with the code of whoever made the video, if it has one: "DataInspectionFailed: ...".
    private static VideoError Error(ModelStreamError error, VideoErrorKind otherwise)
    {
        var code = error.Code is { Length: > 0 } and not "0" ? error.Code : null;
        return new VideoError
        {
            Kind = Errors.KindOf(otherwise, code, error.Message?.Split(':', 2)[0].Trim()),
            Message = error.Message is { Length: > 0 } message ? message : "The gateway does not say why.",
            Code = code,
            Type = error.Type,
            Parameter = error.Param is { Length: > 0 } parameter ? parameter : null,
        };
    }

    private static ModelCatalog CatalogOf(ProviderOptions options) => options.GetString(SchemaSetting) is { } file
        ? SchemaFile.Read(file).CreateCatalog(options.Provider.Name)
        : ModelStreamCatalog.Create(options.Provider.Name);

    // Relative, and to the same host: the key goes there.
    private static string Path(ProviderOptions options, string setting, string otherwise)
    {
        var path = options.GetString(setting)?.Trim();
        if (path is null)
        {
            return otherwise;
        }

        var relative = path.TrimStart('/');
        return relative.Length > 0 && Uri.TryCreate(Home, relative, out var whole) && whole.Host == Home.Host && whole.Scheme == Home.Scheme && !path.StartsWith("//", StringComparison.Ordinal)
            ? relative
            : throw Refusal($"-{setting} is '{path}'; a path below the base address is wanted, such as /{otherwise}.");
    }

    private static VideoException Refusal(string message) => new(VideoErrorKind.InvalidParameter, message);
}
