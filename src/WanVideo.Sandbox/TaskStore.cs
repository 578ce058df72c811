using System.Collections.Concurrent;

namespace WanVideo.Sandbox;

/// <summary>The tasks of a sandbox, whichever protocol they came by.</summary>
/// <param name="taskDuration">How long a task runs.</param>
/// <param name="time">The clock.</param>
internal sealed class TaskStore(TimeSpan taskDuration, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, SandboxTask> tasks = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (string Body, SandboxTask Task)> byIdempotencyKey = new(StringComparer.Ordinal);
    private readonly Lock sync = new();

    public int Count => tasks.Count;

    public DateTimeOffset Now => time.GetUtcNow();

    public SandboxTask? Find(string id) => tasks.GetValueOrDefault(id);

    /// <summary>The tasks, newest first.</summary>
    public IEnumerable<SandboxTask> Newest() => tasks.Values.OrderByDescending(task => task.CreatedAt);

    /// <summary>Accepts a task.</summary>
    public SandboxTask Add(string id, VideoOrder order)
    {
        var task = new SandboxTask(id, order, Now, taskDuration);
        tasks[id] = task;
        return task;
    }

    /// <summary>Accepts a task once for each key.</summary>
    /// <param name="key">The key; null if the client sent none.</param>
    /// <param name="body">What the key was sent with.</param>
    /// <param name="add">Accepts it.</param>
    /// <returns>The task, and whether it is that of an earlier request; no task if the key came with another body.</returns>
    public (SandboxTask? Task, bool IsReplay) AddOnce(string? key, string body, Func<SandboxTask> add)
    {
        if (key is null)
        {
            return (add(), false);
        }

        lock (sync)
        {
            if (byIdempotencyKey.TryGetValue(key, out var first))
            {
                return first.Body == body ? (first.Task, true) : (null, true);
            }

            var task = add();
            byIdempotencyKey[key] = (body, task);
            return (task, false);
        }
    }
}
