namespace WanVideo.Polling;

/// <summary>Estimates the run time of tasks of one provider and model from polls of such tasks. Ages are in seconds since creation.</summary>
internal interface IRunTimeEstimator
{
    /// <summary>Whether the provider gave an estimate, or at least one task has completed.</summary>
    bool HasEstimate { get; }

    /// <summary>The typical run time in seconds; <paramref name="age"/> without an estimate.</summary>
    double GetTypicalRunTime(double age);

    /// <summary>The hazard rate in an interval of <see cref="AgeIntervals"/>: completions per second of the tasks still running at that age.</summary>
    double GetHazardRate(int interval);

    /// <summary>The weight of the prior in the hazard rate of an interval: 1 without observations, approaching 0 with their number.</summary>
    double GetPriorWeight(int interval);

    /// <summary>Records that a task was running between two ages.</summary>
    void RecordRunning(double fromAge, double toAge);

    /// <summary>Records that a task completed at an unknown age between the last poll that returned it as running and the next one.</summary>
    void RecordCompletionBetween(double fromAge, double toAge);

    /// <summary>Records that a task, running at its last poll, completed at a known age.</summary>
    void RecordCompletionAt(double fromAge, double completionAge);
}
