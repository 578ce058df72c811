using System.Collections.Concurrent;

namespace WanVideo.Sandbox.DashScope;

/// <summary>Those of the sandbox's tasks that came by this protocol, for as long as DashScope keeps a task.</summary>
internal sealed class DashScopeTaskStore(TaskStore tasks)
{
    private readonly ConcurrentDictionary<string, (string RequestId, bool? HasSound)> creates = new(StringComparer.Ordinal);

    /// <summary>How long a task is kept, and the longest time that a list can be of.</summary>
    public static TimeSpan Life { get; } = TimeSpan.FromHours(24);

    /// <returns>The task's id.</returns>
    public string Add(DashScopeRequestReader order, string requestId)
    {
        var id = Guid.NewGuid().ToString();
        creates[id] = (requestId, order.HasSound);
        tasks.Add(id, order.Video);
        return id;
    }

    public DashScopeTask? Find(string id) => tasks.Find(id) is { } task ? OwnAt(tasks.Now, task) : null;

    /// <summary>The tasks of a listing, newest first.</summary>
    public IEnumerable<DashScopeTask> Find(DashScopeListQuery listing)
    {
        var now = tasks.Now;
        return tasks.Newest().Select(task => OwnAt(now, task)).OfType<DashScopeTask>().Where(task => listing.Has(task, now));
    }

    /// <inheritdoc cref="TaskStore.TryCancel"/>
    public bool TryCancel(string id) => Find(id) is not null && tasks.TryCancel(id);

    private DashScopeTask? OwnAt(DateTimeOffset now, SandboxTask task) =>
        now - task.CreatedAt <= Life && creates.TryGetValue(task.Id, out var create)
            ? new DashScopeTask(task, task.At(now).Stage, create.RequestId, create.HasSound)
            : null;
}
