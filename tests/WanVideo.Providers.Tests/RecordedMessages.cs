namespace WanVideo.Tests;

/// <summary>Records the messages for the user.</summary>
internal sealed class RecordedMessages : IUserMessages
{
    public List<string> Warnings { get; } = [];

    public List<string> Verbosities { get; } = [];

    public void Warning(string message) => Warnings.Add(message);

    public void Verbose(string message) => Verbosities.Add(message);
}
