namespace WanVideo.Tests;

/// <summary>Records the messages to the user.</summary>
internal sealed class RecordedMessages : IUserMessages
{
    public List<string> Warnings { get; } = [];

    public List<string> VerboseMessages { get; } = [];

    public void WriteWarning(string message) => Warnings.Add(message);

    public void WriteVerbose(string message) => VerboseMessages.Add(message);
}
