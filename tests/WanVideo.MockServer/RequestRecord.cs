using WanVideo.Sandbox;

namespace WanVideo.MockServer;

/// <summary>The requests in the order of their arrival.</summary>
public sealed class RequestRecord
{
    private readonly Lock sync = new();
    private readonly List<RecordedRequest> requests = [];
    private readonly Lazy<SandboxServer> sandbox;
    private TaskCompletionSource changed = NewChange();
    private int sequence;
    private int inFlight;
    private int maxInFlight;
    private int clientAborts;

    internal RequestRecord(Lazy<SandboxServer> sandbox)
    {
        this.sandbox = sandbox;
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

    /// <summary>Waits until a condition on the record holds. It is evaluated whenever a request arrives, is accepted, or ends.</summary>
    /// <returns>False if it does not hold within the timeout.</returns>
    public async Task<bool> WaitUntilAsync(Func<bool> condition, TimeSpan timeout)
    {
        using var limit = new CancellationTokenSource(timeout);
        while (true)
        {
            var next = changed.Task;
            if (condition())
            {
                return true;
            }

            try
            {
                await next.WaitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                return condition();
            }
        }
    }

    internal RecordedRequest Start(HttpRequest request)
    {
        lock (sync)
        {
            inFlight++;
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
            NotifyChanged();
            return recorded;
        }
    }

    /// <summary>To be called after the gateway has processed a request, whose response may be delayed.</summary>
    internal void NotifyChanged() => Interlocked.Exchange(ref changed, NewChange()).SetResult();

    internal void Complete(RecordedRequest request, string status, bool isClientAbort)
    {
        lock (sync)
        {
            request.Status = status;
            request.FinishedAt = DateTimeOffset.UtcNow;
            clientAborts += isClientAbort ? 1 : 0;
            inFlight--;
            NotifyChanged();
        }
    }

    private static TaskCompletionSource NewChange() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
