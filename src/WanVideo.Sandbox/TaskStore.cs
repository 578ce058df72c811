using System.Security.Cryptography;
using System.Text;

namespace WanVideo.Sandbox;

/// <summary>The tasks of one protocol.</summary>
/// <param name="runTime">The default run time of a task.</param>
/// <param name="time">The clock.</param>
/// <param name="file">Shares the tasks with other processes; null to keep them in memory only.</param>
internal sealed class TaskStore(TimeSpan runTime, TimeProvider time, TaskFile? file)
{
    private readonly Lock sync = new();
    private readonly OrderedDictionary<string, SandboxTask> tasks = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string BodyDigest, string Id)> byIdempotencyKey = new(StringComparer.Ordinal);
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
            LoadNew();
            return tasks.GetValueOrDefault(id);
        }
    }

    /// <summary>Gets all tasks, newest first.</summary>
    public IReadOnlyList<SandboxTask> GetAll()
    {
        lock (sync)
        {
            LoadNew();
            return [.. tasks.Values.Reverse().OrderByDescending(task => task.CreatedAt)];
        }
    }

    /// <summary>Adds a task.</summary>
    /// <param name="id">The id.</param>
    /// <param name="request">The request.</param>
    /// <param name="ownRunTime">The run time; null for the default.</param>
    public SandboxTask Add(string id, SandboxRequest request, TimeSpan? ownRunTime = null)
    {
        lock (sync)
        {
            using var fileLock = file?.AcquireLock();
            return Add(id, request, ownRunTime ?? runTime, idempotencyKey: null, bodyDigest: null);
        }
    }

    /// <summary>Cancels a pending task.</summary>
    /// <returns>Whether the task existed and was pending.</returns>
    public bool TryCancel(string id)
    {
        lock (sync)
        {
            using var fileLock = file?.AcquireLock();
            LoadNew();
            var now = Now;
            if (tasks.GetValueOrDefault(id) is not { } task || task.GetState(now).Status is not SandboxTaskStatus.Pending)
            {
                return false;
            }

            tasks[id] = task with { CanceledAt = now };
            file?.Append(tasks[id], idempotencyKey: null, bodyDigest: null);
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
        var bodyDigest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(request.Body)));
        lock (sync)
        {
            using var fileLock = file?.AcquireLock();
            LoadNew();
            if (!byIdempotencyKey.TryGetValue(key, out var first))
            {
                byIdempotencyKey.Add(key, (bodyDigest, id));
                return (Add(id, request, runTime, key, bodyDigest), false);
            }

            if (first.BodyDigest != bodyDigest)
            {
                return (null, false);
            }

            replays++;
            return (tasks[first.Id], true);
        }
    }

    private SandboxTask Add(string id, SandboxRequest request, TimeSpan estimatedRunTime, string? idempotencyKey, string? bodyDigest)
    {
        var task = new SandboxTask(id, request, Now, estimatedRunTime);
        tasks.Add(id, task);
        file?.Append(task, idempotencyKey, bodyDigest);
        return task;
    }

    // Takes in what this and other processes appended to the file.
    private void LoadNew()
    {
        foreach (var (_, task, key, bodyDigest) in file?.ReadNew() ?? [])
        {
            if (!tasks.TryAdd(task.Id, task) && task.CanceledAt is { } canceledAt)
            {
                tasks[task.Id] = tasks[task.Id] with { CanceledAt = canceledAt };
            }

            if (key is not null && bodyDigest is not null)
            {
                byIdempotencyKey.TryAdd(key, (bodyDigest, task.Id));
            }
        }
    }
}
