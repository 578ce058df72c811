namespace WanVideo.MockServer;

/// <summary>The active faults. The first one that applies to a request is used. Later ones do not count the request.</summary>
public sealed class FaultList
{
    private readonly Lock sync = new();
    private Fault[] faults = [];

    /// <summary>Adds faults.</summary>
    public void Add(params IEnumerable<Fault> added)
    {
        lock (sync)
        {
            faults = [.. faults, .. added];
        }
    }

    /// <summary>Removes all faults.</summary>
    public void Clear()
    {
        lock (sync)
        {
            faults = [];
        }
    }

    internal FaultAction? Find(RecordedRequest request) => Volatile.Read(ref faults).FirstOrDefault(fault => fault.AppliesTo(request))?.Action;
}
