using System.Collections.ObjectModel;
using System.Globalization;
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

    /// <summary>Whether the pipeline was stopped, so that it accepts no messages.</summary>
    public bool IsStopped
    {
        get => runtime.IsStopped;
        set => runtime.IsStopped = value;
    }

    /// <summary>Warnings that were written to the host, past the pipeline.</summary>
    public List<string> HostWarnings => ((RecordingInterface)runtime.Host.UI).Warnings;

    private sealed class RecordingRuntime : ICommandRuntime
    {
        public List<(string Message, int ThreadId)> Messages { get; } = [];

        public List<ProgressRecord> Progress { get; } = [];

        public PSTransactionContext CurrentPSTransaction => throw new NotSupportedException();

        public PSHost Host { get; } = new RecordingHost();

        public bool IsStopped { get; set; }

        public void WriteWarning(string text) => Write(text);

        public void WriteVerbose(string text) => Write(text);

        private void Write(string text)
        {
            if (IsStopped)
            {
                throw new PipelineStoppedException();
            }

            Messages.Add((text, Environment.CurrentManagedThreadId));
        }

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

    private sealed class RecordingHost : PSHost
    {
        public override PSHostUserInterface UI { get; } = new RecordingInterface();

        public override CultureInfo CurrentCulture => CultureInfo.InvariantCulture;

        public override CultureInfo CurrentUICulture => CultureInfo.InvariantCulture;

        public override Guid InstanceId => default;

        public override string Name => "Test";

        public override Version Version => new(1, 0);

        public override void EnterNestedPrompt() => throw new NotSupportedException();

        public override void ExitNestedPrompt() => throw new NotSupportedException();

        public override void NotifyBeginApplication() => throw new NotSupportedException();

        public override void NotifyEndApplication() => throw new NotSupportedException();

        public override void SetShouldExit(int exitCode) => throw new NotSupportedException();
    }

    private sealed class RecordingInterface : PSHostUserInterface
    {
        public List<string> Warnings { get; } = [];

        public override PSHostRawUserInterface RawUI => throw new NotSupportedException();

        public override void WriteWarningLine(string message) => Warnings.Add(message);

        public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions) => throw new NotSupportedException();

        public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice) => throw new NotSupportedException();

        public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) => throw new NotSupportedException();

        public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName, PSCredentialTypes allowedCredentialTypes, PSCredentialUIOptions options) => throw new NotSupportedException();

        public override string ReadLine() => throw new NotSupportedException();

        public override System.Security.SecureString ReadLineAsSecureString() => throw new NotSupportedException();

        public override void Write(string value) => throw new NotSupportedException();

        public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) => throw new NotSupportedException();

        public override void WriteDebugLine(string message) => throw new NotSupportedException();

        public override void WriteErrorLine(string value) => throw new NotSupportedException();

        public override void WriteLine(string value) => throw new NotSupportedException();

        public override void WriteProgress(long sourceId, ProgressRecord record) => throw new NotSupportedException();

        public override void WriteVerboseLine(string message) => throw new NotSupportedException();
    }
}
