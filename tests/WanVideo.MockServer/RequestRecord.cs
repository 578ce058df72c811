using WanVideo.Sandbox;

namespace WanVideo.MockServer;

/// <summary>The requests in the order of their arrival.</summary>
public sealed class RequestRecord
{
    private readonly Lock sync = new();
    private readonly List<RecordedRequest> requests = [];
    private readonly Lazy<SandboxServer> sandbox;
    private TaskCompletionSource idle = new();
    private int sequence;
    private int inFlight;
    private int maxInFlight;
    private int clientAborts;

    internal RequestRecord(Lazy<SandboxServer> sandbox)
    {
        this.sandbox = sandbox;
        idle.SetResult();
    }

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
                return new(sandbox.Value.AcceptedRequestCount, sandbox.Value.Tasks.Count, inFlight, maxInFlight, clientAborts);
            }
        }
    }

    /// <summary>The tasks created since the start.</summary>
    public IReadOnlyList<AcceptedTask> Tasks => [.. sandbox.Value.Tasks.Select(task => new AcceptedTask(task.Id, task.Prompt))];

    /// <summary>Removes all requests and resets the maximum number in flight. Requests being served remain counted.</summary>
    public void Clear()
    {
        lock (sync)
        {
            requests.Clear();
            maxInFlight = inFlight;
        }
    }

    /// <summary>Completes when no request is being served.</summary>
    public Task WhenIdleAsync()
    {
        lock (sync)
        {
            return idle.Task;
        }
    }

    internal RecordedRequest Begin(HttpRequest request)
    {
        lock (sync)
        {
            if (inFlight++ == 0)
            {
                idle = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            maxInFlight = Math.Max(maxInFlight, inFlight);
            var recorded = new RecordedRequest
            {
                Sequence = ++sequence,
                Method = request.Method,
                Protocol = request.Protocol,
                Path = request.Path.ToUriComponent() + request.QueryString,
                Headers = request.Headers.ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value.ToString()),
                StartedAt = DateTimeOffset.UtcNow,
            };
            requests.Add(recorded);
            return recorded;
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
}
