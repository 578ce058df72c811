namespace WanVideo.Sandbox;

/// <summary>The tasks of one protocol.</summary>
/// <param name="runTime">The default run time of a task.</param>
/// <param name="time">The clock.</param>
internal sealed class TaskStore(TimeSpan runTime, TimeProvider time)
{
    private readonly Lock sync = new();
    private readonly OrderedDictionary<string, SandboxTask> tasks = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Body, SandboxTask Task)> byIdempotencyKey = new(StringComparer.Ordinal);
    private int replays;

    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>The number of accepted create requests. It exceeds the number of tasks by the repeats with a known idempotency key.</summary>
    public int AcceptedRequestCount
    {
        get
        {
            lock (sync)
            {
                return tasks.Count + replays;
            }
        }
    }

    public SandboxTask? Find(string id)
    {
        lock (sync)
        {
            return tasks.GetValueOrDefault(id);
        }
    }

    /// <summary>Gets all tasks, newest first.</summary>
    public IReadOnlyList<SandboxTask> GetAll()
    {
        lock (sync)
        {
            return [.. tasks.Values.Reverse()];
        }
    }

    public SandboxTask Add(string id, SandboxRequest request)
    {
        var task = new SandboxTask(id, request, Now, runTime);
        lock (sync)
        {
            tasks.Add(id, task);
        }

        return task;
    }

    /// <summary>Cancels a pending task.</summary>
    /// <returns>Whether the task existed and was pending.</returns>
    public bool TryCancel(string id)
    {
        lock (sync)
        {
            var now = Now;
            if (tasks.GetValueOrDefault(id) is not { } task || task.GetState(now).Status is not SandboxTaskStatus.Pending)
            {
                return false;
            }

            tasks[id] = task with { CanceledAt = now };
            return true;
        }
    }

    /// <summary>Adds a task, or returns the task of an earlier request with the same idempotency key.</summary>
    /// <param name="key">The idempotency key.</param>
    /// <param name="id">The id of a new task.</param>
    /// <param name="request">The request.</param>
    /// <returns>The task, and whether it existed before. No task if the key was used with another body.</returns>
    public (SandboxTask? Task, bool IsReplay) AddOnce(string key, string id, SandboxRequest request)
    {
        lock (sync)
        {
            if (!byIdempotencyKey.TryGetValue(key, out var first))
            {
                var task = Add(id, request);
                byIdempotencyKey.Add(key, (request.Body, task));
                return (task, false);
            }

            if (first.Body != request.Body)
            {
                return (null, false);
            }

            replays++;
            return (first.Task, true);
        }
    }
}
