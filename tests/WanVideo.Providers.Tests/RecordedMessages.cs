namespace WanVideo.Tests;

/// <summary>Keeps what the user would have been told.</summary>
internal sealed class RecordedMessages : IUserMessages
{
    public List<string> Warnings { get; } = [];

    public List<string> Verbosities { get; } = [];

    public void WriteWarning(string message) => Warnings.Add(message);

    public void WriteVerbose(string message) => Verbosities.Add(message);
}
