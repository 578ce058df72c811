namespace WanVideo;

/// <summary>Receives messages to the user during a call. Thread-safe.</summary>
public interface IUserMessages
{
    /// <summary>Writes a warning.</summary>
    /// <param name="message">A complete sentence.</param>
    void WriteWarning(string message);

    /// <summary>Writes a message on the progress of a call, such as a retry.</summary>
    /// <param name="message">A complete sentence.</param>
    void WriteVerbose(string message);
}
