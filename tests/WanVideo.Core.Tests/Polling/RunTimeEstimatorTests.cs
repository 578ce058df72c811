using WanVideo.Polling;

namespace WanVideo.Tests.Polling;

/// <summary>Hazard rates, compared with their definition.</summary>
public sealed class RunTimeEstimatorTests
{
    [Fact]
    public void Without_observations_the_hazard_rate_is_that_of_a_log_normal_distribution_around_the_estimate()
    {
        var estimator = new RunTimeEstimator(TimeSpan.FromSeconds(100));

        foreach (var age in new double[] { 20, 40, 60, 80, 100, 150, 200, 400, 800, 2000, 10_000 })
        {
            var interval = AgeIntervals.IndexOf(age);
            var middle = AgeIntervals.GetMiddle(interval);
            Assert.Equal(1, estimator.GetHazardRate(interval) / GetLogNormalHazardRate(middle, median: 100, sigma: 0.5), 0.09);
        }
    }

    [Fact]
    public void The_prior_is_positive_at_each_age() =>
        Assert.All(Enumerable.Range(0, AgeIntervals.Count), interval => Assert.True(new RunTimeEstimator(TimeSpan.FromHours(12)).GetHazardRate(interval) > 0));

    [Fact]
    public void Without_an_estimate_the_prior_is_one_half_divided_by_the_age()
    {
        var estimator = new RunTimeEstimator(estimate: null);

        Assert.All(new double[] { 1, 10, 1000 }, age => Assert.Equal(0.5, estimator.GetHazardRate(AgeIntervals.IndexOf(age)) * age, 0.05));
        Assert.False(estimator.HasEstimate);
        Assert.Equal(42, estimator.GetTypicalRunTime(age: 42));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void An_estimate_that_is_not_positive_is_ignored(int seconds) => Assert.False(new RunTimeEstimator(TimeSpan.FromSeconds(seconds)).HasEstimate);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void With_many_observations_the_hazard_rate_is_that_of_the_observed_distribution(bool isPolled)
    {
        // Exponential run times have a constant hazard rate, here of 0.02 per second.
        var estimator = new RunTimeEstimator(estimate: null);
        var random = new Random(1);
        for (var n = 0; n < 20_000; n++)
        {
            var runTime = -Math.Log(1 - random.NextDouble()) / 0.02;
            if (isPolled)
            {
                var poll = Math.Floor(runTime);
                estimator.RecordRunning(0, poll);
                estimator.RecordCompletionBetween(poll, poll + 1);
            }
            else
            {
                estimator.RecordCompletionAt(0, runTime);
            }
        }

        Assert.All(new double[] { 10, 20, 50, 100 }, age => Assert.Equal(0.02, estimator.GetHazardRate(AgeIntervals.IndexOf(age)), 0.003));
    }

    [Fact]
    public void Running_tasks_count_as_exposure()
    {
        var (completedOnly, estimator) = (new RunTimeEstimator(null), new RunTimeEstimator(null));
        for (var n = 0; n < 100; n++)
        {
            completedOnly.RecordCompletionAt(0, 10);
            estimator.RecordCompletionAt(0, 10);
            estimator.RecordRunning(0, 20);
        }

        var interval = AgeIntervals.IndexOf(10);
        Assert.True(estimator.GetHazardRate(interval) < completedOnly.GetHazardRate(interval) * 0.7);
        Assert.Equal(10, completedOnly.GetTypicalRunTime(age: 1), 0.1);
        Assert.Equal(30, estimator.GetTypicalRunTime(age: 1), 0.1);
    }

    [Fact]
    public void The_prior_has_the_weight_of_two_tasks()
    {
        var estimator = new RunTimeEstimator(null);
        var interval = AgeIntervals.IndexOf(10);
        Assert.Equal(1, estimator.GetPriorWeight(interval));

        estimator.RecordRunning(0, 100);
        estimator.RecordRunning(0, 100);

        Assert.Equal(0.5, estimator.GetPriorWeight(interval), 0.001);
    }

    [Fact]
    public void Statistics_are_kept_per_provider_and_model()
    {
        var statistics = new RunTimeStatistics(_ => new FakeEstimator());
        IRunTimeEstimator Get(string provider, string model) =>
            statistics.UseEstimator(new VideoTask { Id = "a", Provider = provider, Model = model, Status = VideoStatus.Running }, estimator => estimator);

        Assert.Same(Get("A", "m"), Get("A", "m"));
        Assert.NotSame(Get("A", "m"), Get("B", "m"));
        Assert.NotSame(Get("A", "m"), Get("A", "n"));
    }

    // The density divided by the probability of a longer run time, integrated numerically over z, the standardized logarithm.
    private static double GetLogNormalHazardRate(double age, double median, double sigma)
    {
        var z = Math.Log(age / median) / sigma;
        const double Step = 0.0005;
        var survival = Enumerable.Range(0, 40_000).Sum(n => Math.Exp(-Math.Pow(z + ((n + 0.5) * Step), 2) / 2) * Step);
        return Math.Exp(-z * z / 2) / survival / (sigma * age);
    }
}
