namespace WanVideo.Sandbox;

/// <summary>The tasks of a sandbox, whichever protocol they came by.</summary>
/// <param name="taskDuration">How long a task runs.</param>
/// <param name="time">The clock.</param>
internal sealed class TaskStore(TimeSpan taskDuration, TimeProvider time)
{
    private readonly Lock sync = new();
    private readonly OrderedDictionary<string, SandboxTask> tasks = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Body, SandboxTask Task)> byIdempotencyKey = new(StringComparer.Ordinal);
    private int replays;

    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>How many tasks there are, and how many creates were answered with one: more, where a create was repeated.</summary>
    public (int Tasks, int Creates) Counts
    {
        get
        {
            lock (sync)
            {
                return (tasks.Count, tasks.Count + replays);
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

    /// <summary>The tasks, newest first.</summary>
    public IReadOnlyList<SandboxTask> Newest()
    {
        lock (sync)
        {
            return [.. tasks.Values.Reverse()];
        }
    }

    /// <summary>Accepts a task.</summary>
    public SandboxTask Add(string id, SandboxRequest order)
    {
        var task = new SandboxTask(id, order, Now, taskDuration);
        lock (sync)
        {
            tasks.Add(id, task);
        }

        return task;
    }

    /// <summary>Cancels a task that has not begun.</summary>
    /// <returns>Whether it was one.</returns>
    public bool TryCancel(string id)
    {
        lock (sync)
        {
            var now = Now;
            if (tasks.GetValueOrDefault(id) is not { } task || task.At(now).Stage is not SandboxTaskStatus.Pending)
            {
                return false;
            }

            tasks[id] = task with { CanceledAt = now };
            return true;
        }
    }

    /// <summary>Accepts a task once for each key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="body">What the key was sent with.</param>
    /// <param name="id">The id of the task, if it is the first with this key.</param>
    /// <param name="order">What is asked for.</param>
    /// <returns>The task, and whether it is that of an earlier request; no task if the key came with another body.</returns>
    public (SandboxTask? Task, bool IsReplay) AddOnce(string key, string body, string id, SandboxRequest order)
    {
        lock (sync)
        {
            if (!byIdempotencyKey.TryGetValue(key, out var first))
            {
                var task = Add(id, order);
                byIdempotencyKey.Add(key, (body, task));
                return (task, false);
            }

            if (first.Body != body)
            {
                return (null, false);
            }

            replays++;
            return (first.Task, true);
        }
    }
}
