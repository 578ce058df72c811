namespace WanVideo.Polling;

/// <summary>What was learnt of how long tasks take, by gateway and model. Waits that share it need not learn it again. May be used from many threads.</summary>
public sealed class RunTimeStatistics
{
    private readonly Lock sync = new();
    private readonly Dictionary<(string Provider, string? Model), RunTimeEstimator> learnt = [];

    /// <summary>Uses or adds to what is known of a task's sort.</summary>
    /// <typeparam name="T">What is asked.</typeparam>
    /// <param name="task">The task.</param>
    /// <param name="use">The question.</param>
    internal T With<T>(VideoTask task, Func<RunTimeEstimator, T> use)
    {
        lock (sync)
        {
            var key = (task.Provider, task.Model);
            if (!learnt.TryGetValue(key, out var times))
            {
                learnt.Add(key, times = new RunTimeEstimator(task.EstimatedTime));
            }

            return use(times);
        }
    }
}
