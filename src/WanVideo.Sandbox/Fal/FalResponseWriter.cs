using System.Net;
using System.Text.Json.Nodes;
using static WanVideo.Providers.Fal.FalWire;

namespace WanVideo.Sandbox.Fal;

/// <summary>Writes the bodies of fal's responses.</summary>
internal sealed class FalResponseWriter(TaskStore tasks, ResultStore results)
{
    // Of the types of errors of a model. All others have 422.
    private static readonly Dictionary<string, HttpStatusCode> Statuses = new()
    {
        [ErrorType.InternalServerError] = HttpStatusCode.InternalServerError,
        [ErrorType.GenerationTimeout] = HttpStatusCode.GatewayTimeout,
        [ErrorType.DownstreamError] = HttpStatusCode.BadRequest,
        [ErrorType.DownstreamUnavailable] = HttpStatusCode.InternalServerError,
    };

    /// <summary>The response to a create request and to a status query.</summary>
    /// <param name="task">The task.</param>
    /// <param name="host">The base URL of the request.</param>
    public JsonObject WriteStatus(SandboxTask task, Uri host)
    {
        var (status, _) = task.GetState(tasks.Now);
        var url = new Uri(host, $"/{FalModel.GetApp(task.Request.Model)}{RequestsPath}{task.Id}").AbsoluteUri;
        var body = new JsonObject
        {
            [TaskField.Status] = task.Directives.Status is { } directive && status is SandboxTaskStatus.Running ? directive : status switch
            {
                SandboxTaskStatus.Pending => Status.InQueue,
                SandboxTaskStatus.Running => Status.InProgress,
                _ => Status.Completed,
            },
            [TaskField.RequestId] = task.Id,
            [TaskField.ResponseUrl] = url,
            [TaskField.StatusUrl] = url + StatusSuffix,
            [TaskField.CancelUrl] = url + CancelSuffix,
        };
        if (status is SandboxTaskStatus.Pending)
        {
            body[TaskField.QueuePosition] = 0;
        }

        if (status is SandboxTaskStatus.Failed or SandboxTaskStatus.Canceled)
        {
            body[TaskField.Error] = "The run failed";
            body[TaskField.ErrorType] = GetFailure(task, status).Type;
        }

        return body;
    }

    /// <summary>The result of a completed task, with its HTTP status.</summary>
    public (JsonObject Body, HttpStatusCode Status, string? ErrorType) WriteResult(SandboxTask task)
    {
        var (status, _) = task.GetState(tasks.Now);
        if (status is SandboxTaskStatus.Succeeded)
        {
            return (
                new JsonObject
                {
                    [ResultField.Video] = new JsonObject { [ResultField.Url] = results.GetUrl(task), ["content_type"] = "video/mp4", ["file_name"] = $"{task.Id}.mp4" },
                    [ResultField.Seed] = 7,
                    [ResultField.ActualPrompt] = task.Request.Prompt,
                    [ResultField.Duration] = (double)task.Request.Seconds,
                },
                HttpStatusCode.OK,
                null);
        }

        var (type, message) = GetFailure(task, status);
        return ErrorType.OfRequest.FirstOrDefault(row => row.Type == type) is { Status: > 0 } row
            ? (new JsonObject { [ErrorField.Detail] = message, [TaskField.ErrorType] = type }, (HttpStatusCode)row.Status, type)
            : (WriteError(type, message, null), Statuses.GetValueOrDefault(type, HttpStatusCode.UnprocessableEntity), null);
    }

    /// <summary>An error of a model.</summary>
    public static JsonObject WriteError(string type, string message, string? field) => new()
    {
        [ErrorField.Detail] = new JsonArray(new JsonObject
        {
            [ErrorField.Location] = new JsonArray([ErrorField.Body, .. field is null ? Array.Empty<JsonNode>() : [field]]),
            [ErrorField.Message] = message,
            [ErrorField.Type] = type,
        }),
    };

    private static (string Type, string Message) GetFailure(SandboxTask task, SandboxTaskStatus status) =>
        status is SandboxTaskStatus.Canceled ? (ErrorType.Cancelled, "The request was canceled.") : (task.Directives.FailureCode!, "The prompt requested this failure.");
}
