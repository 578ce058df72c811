namespace WanVideo.MockServer;

/// <summary>What arrived, in its order, and how it went.</summary>
public sealed class RequestRecord
{
    private readonly Lock sync = new();
    private readonly List<RecordedRequest> requests = [];
    private TaskCompletionSource idle = Completed();
    private int inFlight;
    private int maxInFlight;
    private int creates;
    private int clientAborts;

    /// <summary>The requests so far.</summary>
    public IReadOnlyList<RecordedRequest> Requests
    {
        get
        {
            lock (sync)
            {
                return [.. requests];
            }
        }
    }

    /// <summary>The counts so far.</summary>
    public MockState State
    {
        get
        {
            lock (sync)
            {
                return new(creates, inFlight, maxInFlight, clientAborts);
            }
        }
    }

    /// <summary>Forgets the requests so far, and the greatest number at once. Those still being served go on being counted.</summary>
    public void Clear()
    {
        lock (sync)
        {
            requests.Clear();
            maxInFlight = inFlight;
        }
    }

    /// <summary>Ends when no request is being served.</summary>
    public Task WhenIdleAsync()
    {
        lock (sync)
        {
            return idle.Task;
        }
    }

    internal RecordedRequest Begin(RecordedRequest request)
    {
        lock (sync)
        {
            requests.Add(request);
            idle = inFlight++ == 0 ? new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously) : idle;
            maxInFlight = Math.Max(maxInFlight, inFlight);
            return request;
        }
    }

    internal void Created()
    {
        lock (sync)
        {
            creates++;
        }
    }

    internal void End(RecordedRequest request, string status, bool isClientAbort)
    {
        lock (sync)
        {
            request.Status = status;
            request.FinishedAt = DateTimeOffset.UtcNow;
            clientAborts += isClientAbort ? 1 : 0;
            if (--inFlight == 0)
            {
                idle.SetResult();
            }
        }
    }

    private static TaskCompletionSource Completed()
    {
        var source = new TaskCompletionSource();
        source.SetResult();
        return source;
    }
}

/// <summary>A request that arrived.</summary>
public sealed record RecordedRequest(string Method, string Path, IReadOnlyDictionary<string, string> Headers, string Body, DateTimeOffset StartedAt)
{
    /// <summary>When it was answered, or the connection ended; null while it is being served.</summary>
    public DateTimeOffset? FinishedAt { get; internal set; }

    /// <summary>The status that was sent, or <c>aborted</c>.</summary>
    public string? Status { get; internal set; }
}

/// <summary>The server's counts.</summary>
/// <param name="Creates">Creates that the gateway accepted since the start.</param>
/// <param name="InFlight">Requests being served, their bodies included.</param>
/// <param name="MaxInFlight">The most at once, since the record was cleared.</param>
/// <param name="ClientAborts">Requests that the client gave up.</param>
public sealed record MockState(int Creates, int InFlight, int MaxInFlight, int ClientAborts);
