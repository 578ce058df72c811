using System.Management.Automation;
using WanVideo.Commands.Base;

namespace WanVideo.Commands;

/// <summary>Cancels tasks at gateways that support it. A task at another gateway, and one that has ended, is an error.</summary>
[Cmdlet(VerbsLifecycle.Stop, "WanVideoTask", SupportsShouldProcess = true)]
[OutputType(typeof(VideoTask))]
public sealed class StopWanVideoTaskCommand : ProviderTaskCommand
{
    /// <summary>Return the canceled tasks.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override int MaxConcurrency => 5;

    private protected override bool PreservesInputOrder => true;

    // A task that was passed as pending may have ended since.
    private protected override bool ReadsLedger(VideoTask task) => true;

    private protected override void Process(TaskInput input)
    {
        RequireCancelable(input);
        if (!ShouldProcess(input.Name, $"Cancel the task at {input.ProviderInfo.Name}"))
        {
            return;
        }

        var connection = input.GetConnection();
        Start(input, async cancellationToken =>
        {
            try
            {
                await connection.Provider.CancelAsync(input.Id, Bridge, cancellationToken);
            }
            catch (VideoException exception) when (exception.Error.Kind is VideoErrorKind.InvalidRequest)
            {
                var current = input.RequireFound(await connection.Provider.GetAsync(input.Id, Bridge, cancellationToken));
                throw current.IsTerminal
                    ? CreateEndedException(input, current)
                    : new VideoException(VideoErrorKind.Conflict, $"{input.Name} cannot be canceled with the status {current.Status}: {exception.Error}", exception) { Provider = connection.Provider.Name, TaskId = input.Id };
            }

            if (!PassThru)
            {
                return () => WriteVerbose($"{input.Name} was canceled.");
            }

            var response = await connection.Provider.GetAsync(input.Id, Bridge, cancellationToken);
            var task = connection.AddTo(response.MergeFrom(input.Task));
            Recorder.RecordTerminalStatus(connection.Provider, input.KnownTask, task);
            return () => WriteObject(task);
        });
    }

    private static void RequireCancelable(TaskInput input)
    {
        if (input.KnownTask is { IsTerminal: true } ended)
        {
            throw CreateEndedException(input, ended);
        }

        // The operations of the sandbox depend on its connection, which needs no key.
        var provider = input.ProviderInfo;
        var operations = provider.ApiKeyVariable is null ? input.GetConnection().Provider.Operations : provider.Operations;
        if (!operations.Contains(ProviderOperation.Cancel))
        {
            throw VideoException.CreateNotSupported(provider.Name, ProviderOperation.Cancel);
        }
    }

    private static VideoException CreateEndedException(TaskInput input, VideoTask task) =>
        new(VideoErrorKind.Conflict, $"{input.Name} has ended with the status {task.Status}. Nothing was canceled.") { Provider = task.Provider, TaskId = task.Id };
}
