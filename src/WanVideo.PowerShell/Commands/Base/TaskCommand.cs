using System.Management.Automation;
using WanVideo.Binding;
using WanVideo.Completion;

namespace WanVideo.Commands.Base;

/// <summary>Base class of commands that take tasks.</summary>
public abstract class TaskCommand : AsyncCommand
{
    /// <summary>The tasks: objects, copies of them from a file or another session, or ids.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [AllowEmptyCollection]
    [TaskTransformation]
    [ArgumentCompleter(typeof(TaskCompleter))]
    public virtual TaskReference[] Task { get; set; } = [];

    /// <summary>Whether tasks are passed, as a parameter or through the pipeline.</summary>
    private protected bool HasTasks => MyInvocation.ExpectingInput || MyInvocation.BoundParameters.ContainsKey(nameof(Task));

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        try
        {
            foreach (var reference in Task)
            {
                RunForInput(reference.InputObject, () => Process(reference.Error is null ? reference : throw CreateInvalidTaskException(reference)));
            }

            // The upstream command can take long until it sends the next input.
            Bridge.RunQueued();
        }
        catch
        {
            RemoveProgress();
            throw;
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        try
        {
            base.EndProcessing();
        }
        finally
        {
            RemoveProgress();
        }
    }

    private protected abstract void Process(TaskReference reference);

    /// <inheritdoc/>
    public override void Dispose()
    {
        // Neither ProcessRecord nor EndProcessing runs when another command ends the pipeline.
        RemoveProgress();
        base.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Removes the command's progress bar, if it has one. Called however the command ends.</summary>
    private protected virtual void RemoveProgress()
    {
    }

    /// <summary>Requires that a text that is no id in the ledger is not a label, which a gateway would not find.</summary>
    private protected void RequireNoLabel(string id)
    {
        if (RunBlocking(cancellationToken => Recorder.HasLabelAsync(id, cancellationToken)))
        {
            throw new VideoException(VideoErrorKind.NotFound, $"'{id}' is a label and not an id. Get-WanVideoTask -Label '{id.Replace("'", "''", StringComparison.Ordinal)}' gets the tasks with this label.");
        }
    }

    private static VideoException CreateInvalidTaskException(TaskReference reference) =>
        new(VideoErrorKind.InvalidParameter, $"-Task accepts tasks, copies of tasks, and ids, and not {reference.Error}.");
}
