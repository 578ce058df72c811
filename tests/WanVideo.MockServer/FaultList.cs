namespace WanVideo.MockServer;

/// <summary>The faults in force. Of those that meet a request the first strikes, and only that one counts it.</summary>
public sealed class FaultList
{
    private readonly Lock sync = new();
    private Fault[] faults = [];

    /// <summary>Adds faults.</summary>
    public void Add(params IEnumerable<Fault> more)
    {
        lock (sync)
        {
            faults = [.. faults, .. more];
        }
    }

    /// <summary>Lets everything go well again.</summary>
    public void Clear()
    {
        lock (sync)
        {
            faults = [];
        }
    }

    internal FaultAction? For(RecordedRequest request) => Volatile.Read(ref faults).FirstOrDefault(fault => fault.Meets(request))?.Action;
}
