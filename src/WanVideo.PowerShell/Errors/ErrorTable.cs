using System.Management.Automation;

namespace WanVideo.Errors;

/// <summary>Category and recommended action of each kind of error.</summary>
internal static class ErrorTable
{
    private const string RestartAction = "Restart-WanVideoTask sends the request again as a new task, which is billed.";

    public static (ErrorCategory Category, string Action) Get(VideoErrorKind kind) => kind switch
    {
        VideoErrorKind.Authentication => (ErrorCategory.AuthenticationError, "Check the API key that was passed to Connect-WanVideo as -ApiKey or is set in the provider's environment variable."),
        VideoErrorKind.Balance => (ErrorCategory.QuotaExceeded, "Add credit to the account at the gateway, or raise the key's limit there."),
        VideoErrorKind.Permission => (ErrorCategory.PermissionDenied, "Grant the key access to this model at the gateway, or use another key."),
        VideoErrorKind.InvalidRequest => (ErrorCategory.InvalidData, "Correct the request."),
        VideoErrorKind.ContentRejected => (ErrorCategory.InvalidData, "Change the prompt or the media. The same request will be rejected again."),
        VideoErrorKind.MediaUnreachable => (ErrorCategory.ResourceUnavailable, "Check that the URL is publicly reachable without a login, responds quickly from other countries, and has a format and size that the model accepts."),
        VideoErrorKind.RateLimited => (ErrorCategory.LimitsExceeded, "Try again later, or lower -ThrottleLimit."),
        VideoErrorKind.NotFound => (ErrorCategory.ObjectNotFound, "Check the name or the id. Get-WanVideoTask lists the recorded tasks with their labels, Get-WanVideoModel the models, and Get-WanVideoConnection the connections."),
        VideoErrorKind.Expired => (ErrorCategory.ResourceUnavailable, "Gateways keep results for 24 hours. Get a new download URL with Get-WanVideoTask. If the task has none, the video is deleted."),
        VideoErrorKind.ProviderFault => (ErrorCategory.InvalidResult, "The gateway failed. Try again later. Its support needs the request id."),
        VideoErrorKind.Timeout => (ErrorCategory.OperationTimeout, "Try again later, or raise Connect-WanVideo -OperationTimeoutSeconds."),
        VideoErrorKind.OutcomeUnknown => (ErrorCategory.OperationTimeout, "Find out whether the task exists: Resolve-WanVideoTask searches the gateway's task list; otherwise look on its website. Record the result with -Id or -NotCreated. Restart-WanVideoTask sends the request again, which can be billed as well."),
        VideoErrorKind.Unreachable => (ErrorCategory.ConnectionError, "Check the network, the proxy and the -BaseUri. Nothing was sent."),
        VideoErrorKind.Canceled => (ErrorCategory.OperationStopped, "Create the task again if it is still wanted."),
        VideoErrorKind.InvalidParameter => (ErrorCategory.InvalidArgument, "Correct the parameter and run the command again."),
        VideoErrorKind.NotSupported => (ErrorCategory.NotImplemented, "Use the gateway's console."),
        VideoErrorKind.NotConnected => (ErrorCategory.ConnectionError, "Run Connect-WanVideo first, or set the provider's environment variable and specify the provider as -Connection."),
        VideoErrorKind.LedgerUnavailable => (ErrorCategory.ResourceUnavailable, "Correct the cause that the message names, or set $env:WANVIDEO_LEDGER to another file or a postgresql:// URL. Nothing was sent."),
        VideoErrorKind.Conflict => (ErrorCategory.ResourceBusy, "Get the task again with Get-WanVideoTask and decide on its current state."),
        VideoErrorKind.WaitTimeout => (ErrorCategory.OperationTimeout, "The tasks are still running. Pipe them, or their ids, to Wait-WanVideoTask again."),
        VideoErrorKind.NoVideo => (ErrorCategory.ObjectNotFound, "Only a task with the status Succeeded has a video. Wait-WanVideoTask waits for a task that is running."),
        VideoErrorKind.FileExists => (ErrorCategory.ResourceExists, "Save to another folder, or use -Force to overwrite the file."),
        VideoErrorKind.FileNotWritable => (ErrorCategory.WriteError, "Check the folder's permissions and free disk space. The video is still at the gateway."),
        VideoErrorKind.DownloadFailed => (ErrorCategory.ReadError, "Save the video again. If it fails again, get a new download URL with Get-WanVideoTask first."),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    /// <summary>The recommended action for a task that ended with an error of this kind. The request is not sent again without a command of the user.</summary>
    public static string GetActionForTask(VideoErrorKind kind) => kind switch
    {
        VideoErrorKind.NotFound or VideoErrorKind.Expired or VideoErrorKind.ContentRejected or VideoErrorKind.InvalidRequest or VideoErrorKind.MediaUnreachable => Get(kind).Action,
        VideoErrorKind.Balance or VideoErrorKind.Permission or VideoErrorKind.Authentication => $"{Get(kind).Action} {RestartAction}",
        _ => RestartAction,
    };
}
