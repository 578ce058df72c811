using System.Management.Automation;

namespace WanVideo.Errors;

/// <summary>Category and recommended action of each kind of error.</summary>
internal static class ErrorTable
{
    public static (ErrorCategory Category, string Action) Get(VideoErrorKind kind) => kind switch
    {
        VideoErrorKind.Authentication => (ErrorCategory.AuthenticationError, "Check the API key that was passed to Connect-WanVideo as -ApiKey or is set in the provider's environment variable."),
        VideoErrorKind.Balance => (ErrorCategory.QuotaExceeded, "Add credit to the account at the gateway, or raise the key's limit there."),
        VideoErrorKind.Permission => (ErrorCategory.PermissionDenied, "Grant the key access to this model at the gateway, or use another key."),
        VideoErrorKind.InvalidRequest => (ErrorCategory.InvalidData, "Correct the request. Nothing was billed."),
        VideoErrorKind.ContentRejected => (ErrorCategory.InvalidData, "Change the prompt or the media. The same request will be rejected again."),
        VideoErrorKind.MediaUnreachable => (ErrorCategory.ResourceUnavailable, "Check that the URL is publicly reachable without a login, responds quickly from other countries, and has a format and size that the model accepts."),
        VideoErrorKind.RateLimited => (ErrorCategory.LimitsExceeded, "Try again later, or lower -ThrottleLimit."),
        VideoErrorKind.NotFound => (ErrorCategory.ObjectNotFound, "Check the name or the id. A task exists only at the -Connection that created it."),
        VideoErrorKind.Expired => (ErrorCategory.ResourceUnavailable, "Gateways keep results for 24 hours. Get a new download URL with Get-WanVideoTask. If the task has none, the video is deleted."),
        VideoErrorKind.ProviderFault => (ErrorCategory.InvalidResult, "The gateway failed. Try again later. Its support needs the request id."),
        VideoErrorKind.Timeout => (ErrorCategory.OperationTimeout, "Try again later, or raise Connect-WanVideo -OperationTimeoutSeconds."),
        VideoErrorKind.OutcomeUnknown => (ErrorCategory.OperationTimeout, "Run Get-WanVideoTask -Status Unresolved | Resolve-WanVideoTask to find the task at the gateway. Restart-WanVideoTask sends the request again, which can be billed as well."),
        VideoErrorKind.Unreachable => (ErrorCategory.ConnectionError, "Check the network, the proxy and the -BaseUri. Nothing was sent."),
        VideoErrorKind.Canceled => (ErrorCategory.OperationStopped, "Create the task again if it is still wanted."),
        VideoErrorKind.InvalidParameter => (ErrorCategory.InvalidArgument, "Correct the parameter. Nothing was billed."),
        VideoErrorKind.NotSupported => (ErrorCategory.NotImplemented, "Use the gateway's console."),
        VideoErrorKind.NotConnected => (ErrorCategory.ConnectionError, "Run Connect-WanVideo first, or set the provider's environment variable and specify the provider as -Connection."),
        VideoErrorKind.LedgerUnavailable => (ErrorCategory.ResourceUnavailable, "Correct the cause that the message names, or set $env:WANVIDEO_LEDGER to another file or a postgresql:// URL. Nothing was sent."),
        VideoErrorKind.Conflict => (ErrorCategory.ResourceBusy, "Get the task again with Get-WanVideoTask and decide on its current state."),
        VideoErrorKind.WaitTimeout => (ErrorCategory.OperationTimeout, "The tasks are still running. Pipe them, or their ids, to Wait-WanVideoTask again."),
        VideoErrorKind.NoVideo => (ErrorCategory.ObjectNotFound, "Wait for the task with Wait-WanVideoTask. A failed task has no video."),
        VideoErrorKind.FileExists => (ErrorCategory.ResourceExists, "Save to another folder, or use -Force to overwrite the file."),
        VideoErrorKind.FileNotWritable => (ErrorCategory.WriteError, "Check the folder's permissions and free disk space. The video is still at the gateway."),
        VideoErrorKind.DownloadFailed => (ErrorCategory.ReadError, "Save the video again. If it fails again, get a new download URL with Get-WanVideoTask first."),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };
}
