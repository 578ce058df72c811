namespace WanVideo.Polling;

/// <summary>The run-time estimators of all providers and models. Pollers that share an instance share what was observed. Thread-safe.</summary>
public sealed class RunTimeStatistics
{
    private readonly Lock sync = new();
    private readonly Dictionary<(string Provider, string? Model), IRunTimeEstimator> estimators = [];
    private readonly Func<TimeSpan?, IRunTimeEstimator> createEstimator;

    /// <summary>Creates statistics without observations.</summary>
    public RunTimeStatistics()
        : this(estimate => new RunTimeEstimator(estimate))
    {
    }

    internal RunTimeStatistics(Func<TimeSpan?, IRunTimeEstimator> createEstimator) => this.createEstimator = createEstimator;

    /// <summary>Reads or updates the estimator for the provider and model of a task, under the lock.</summary>
    internal T UseEstimator<T>(VideoTask task, Func<IRunTimeEstimator, T> operation)
    {
        lock (sync)
        {
            // An estimate outside of the possible run times, such as 1e300, is ignored.
            var key = (task.Provider, task.Model);
            if (!estimators.TryGetValue(key, out var estimator))
            {
                estimators.Add(key, estimator = createEstimator(task.EstimatedSec is > 0 and <= AgeIntervals.MaxAge and var seconds ? TimeSpan.FromSeconds(seconds) : null));
            }

            return operation(estimator);
        }
    }
}
