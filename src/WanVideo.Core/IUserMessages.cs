namespace WanVideo;

/// <summary>Takes what is worth telling the user while a call goes on. May be called from any thread.</summary>
public interface IUserMessages
{
    /// <summary>Something the user should see.</summary>
    /// <param name="message">A sentence that stands alone.</param>
    void WriteWarning(string message);

    /// <summary>Something for a user who wants to know how it goes.</summary>
    /// <param name="message">A sentence that stands alone.</param>
    void WriteVerbose(string message);
}
