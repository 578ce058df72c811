namespace WanVideo.Benchmarks;

/// <summary>Discards all messages.</summary>
internal sealed class NullMessages : IUserMessages
{
    public static NullMessages Instance { get; } = new();

    public void WriteWarning(string message)
    {
    }

    public void WriteVerbose(string message)
    {
    }
}
