using System.Management.Automation;
using System.Management.Automation.Host;

namespace WanVideo.Tests;

/// <summary>A cmdlet whose output is recorded instead of written to a pipeline.</summary>
internal sealed class TestCommand : PSCmdlet
{
    private readonly RecordingRuntime runtime = new();

    public TestCommand() => CommandRuntime = runtime;

    /// <summary>Warnings and verbose messages, with the thread that wrote each.</summary>
    public List<(string Message, int ThreadId)> Messages => runtime.Messages;

    public List<ProgressRecord> Progress => runtime.Progress;

    private sealed class RecordingRuntime : ICommandRuntime
    {
        public List<(string Message, int ThreadId)> Messages { get; } = [];

        public List<ProgressRecord> Progress { get; } = [];

        public PSTransactionContext CurrentPSTransaction => throw new NotSupportedException();

        public PSHost Host => throw new NotSupportedException();

        public void WriteWarning(string text) => Messages.Add((text, Environment.CurrentManagedThreadId));

        public void WriteVerbose(string text) => Messages.Add((text, Environment.CurrentManagedThreadId));

        public void WriteProgress(ProgressRecord progressRecord) => Progress.Add(progressRecord);

        public void WriteProgress(long sourceId, ProgressRecord progressRecord) => Progress.Add(progressRecord);

        public bool ShouldContinue(string query, string caption) => throw new NotSupportedException();

        public bool ShouldContinue(string query, string caption, ref bool yesToAll, ref bool noToAll) => throw new NotSupportedException();

        public bool ShouldProcess(string target) => throw new NotSupportedException();

        public bool ShouldProcess(string target, string action) => throw new NotSupportedException();

        public bool ShouldProcess(string verboseDescription, string verboseWarning, string caption) => throw new NotSupportedException();

        public bool ShouldProcess(string verboseDescription, string verboseWarning, string caption, out ShouldProcessReason shouldProcessReason) => throw new NotSupportedException();

        public void ThrowTerminatingError(ErrorRecord errorRecord) => throw new NotSupportedException();

        public bool TransactionAvailable() => false;

        public void WriteCommandDetail(string text) => throw new NotSupportedException();

        public void WriteDebug(string text) => throw new NotSupportedException();

        public void WriteError(ErrorRecord errorRecord) => throw new NotSupportedException();

        public void WriteObject(object sendToPipeline) => throw new NotSupportedException();

        public void WriteObject(object sendToPipeline, bool enumerateCollection) => throw new NotSupportedException();
    }
}
