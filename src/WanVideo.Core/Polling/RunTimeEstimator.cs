namespace WanVideo.Polling;

/// <summary>
/// How long the tasks of one sort take, as learnt from looking at them: how likely a task that has come to some age is to end just then. Tasks
/// that still run count as much as those that ended, or the quick ones, which end first, would make all seem quick.
/// </summary>
internal sealed class RunTimeEstimator
{
    // Ages from a quarter of a second to a day, each step a seventh longer than the one before.
    private const double Shortest = 0.25;
    private const double Longest = 86_400;
    private const double Growth = 1.15;
    private static readonly int Steps = (int)Math.Ceiling(Math.Log(Longest / Shortest, Growth));
    private static readonly double[] Starts = [0, .. Enumerable.Range(0, Steps + 1).Select(step => Shortest * Math.Pow(Growth, step))];

    // What is believed beforehand weighs as much as this many tasks.
    private const double Belief = 2;

    // Of a gateway that gives an estimate: run times lie about it so widely. Sigma of their logarithm.
    private const double Spread = 0.5;

    // Where it says nothing. More would cost looks at tasks that take minutes, less would keep tasks of seconds waiting.
    private const double Scaleless = 0.5;

    private readonly TimeSpan? estimate;
    private readonly double[] believed;
    private readonly double[] ended = new double[Steps];
    private readonly double[] watched = new double[Steps];
    private int count;
    private double total;

    /// <param name="estimate">What the gateway says that a task takes; null if it says nothing.</param>
    public RunTimeEstimator(TimeSpan? estimate)
    {
        this.estimate = estimate > TimeSpan.Zero ? estimate : null;
        believed = [.. Enumerable.Range(0, Steps).Select(Believed)];
    }

    /// <summary>A task was seen to be still running.</summary>
    /// <param name="from">Its age at the look before.</param>
    /// <param name="to">Its age now.</param>
    /// <returns>This.</returns>
    public RunTimeEstimator StillRuns(double from, double to)
    {
        for (var step = StepOf(from); step < Steps && Starts[step] < to; step++)
        {
            Watch(step, Within(step, from, to));
        }

        return this;
    }

    /// <summary>A task was seen to have ended at some moment between two looks: it counts in part for each, by how likely an end was there.</summary>
    /// <param name="from">Its age at the last look that saw it running.</param>
    /// <param name="to">Its age at the look that saw it ended.</param>
    /// <returns>This.</returns>
    public RunTimeEstimator EndedBetween(double from, double to)
    {
        var (first, last) = (StepOf(from), StepOf(to));
        var expected = new double[last - first + 1];
        for (var step = first; step <= last; step++)
        {
            expected[step - first] = Hazard(step) * Within(step, from, to);
        }

        var sum = expected.Sum();
        var running = 1.0;
        for (var step = first; step <= last && sum > 0; step++)
        {
            var part = expected[step - first] / sum;
            ended[step] += part;
            Watch(step, Within(step, from, to) * (running - (part / 2)));
            running -= part;
        }

        count++;
        return this;
    }

    /// <summary>A task was seen to have ended, and it is known when.</summary>
    /// <param name="from">Its age at the last look that saw it running.</param>
    /// <param name="at">Its age when it ended.</param>
    /// <returns>This.</returns>
    public RunTimeEstimator EndedAt(double from, double at)
    {
        ended[StepOf(at)]++;
        count++;
        return StillRuns(from, at);
    }

    /// <summary>Whether none was seen to end, and the gateway says nothing either.</summary>
    public bool IsBlank => estimate is null && count == 0;

    /// <summary>About how long tasks take: the time that all were watched for each that ended. Of a sort of which nothing is known, as long as this one has.</summary>
    /// <param name="age">The age of the task in question.</param>
    public double Typical(double age) => estimate?.TotalSeconds ?? (count > 0 ? Math.Max(Shortest, total / count) : age);

    /// <summary>How likely an end is at an age, per second.</summary>
    /// <param name="step">The step that the age is in.</param>
    public double Hazard(int step)
    {
        var belief = BelievedFor(step);
        return (ended[step] + (believed[step] * belief)) / (watched[step] + belief);
    }

    /// <summary>How long it is until the hazards that a task lives through from some age on add up to a sum; a day at most.</summary>
    /// <param name="hazards">The sum.</param>
    /// <param name="age">The age.</param>
    public double SecondsUntil(double hazards, double age) => SecondsUntil(hazards, age, Longest, Hazard);

    /// <summary>How long it is until what comes at a rate, from some age on, adds up to a sum.</summary>
    /// <param name="sum">The sum.</param>
    /// <param name="age">The age.</param>
    /// <param name="most">The answer if it is not reached by then.</param>
    /// <param name="rate">How much comes in a second of a step.</param>
    public static double SecondsUntil(double sum, double age, double most, Func<int, double> rate)
    {
        var (come, at) = (0.0, age);
        for (var step = StepOf(age); at - age < most; step++)
        {
            var (end, perSecond) = (EndOf(step), rate(step));
            if (come + (perSecond * (end - at)) >= sum)
            {
                return at + ((sum - come) / perSecond) - age;
            }

            come += perSecond * (end - at);
            at = end;
        }

        return most;
    }

    /// <summary>How little is known of an age: 1 if no task was seen to pass it, and towards 0 the more were.</summary>
    /// <param name="step">The step that the age is in.</param>
    public double Ignorance(int step)
    {
        var belief = BelievedFor(step);
        return belief / (watched[step] + belief);
    }

    /// <summary>The step that an age is in; the last one for all that is older.</summary>
    public static int StepOf(double age) => age < Shortest ? 0 : Math.Min(Steps - 1, (int)Math.Log(age / Shortest, Growth) + 1);

    /// <summary>The age at which a step ends; never, for the last one.</summary>
    public static double EndOf(int step) => step >= Steps - 1 ? double.PositiveInfinity : Starts[step + 1];

    // What is believed beforehand counts as if so many seconds of a step had been watched.
    private static double BelievedFor(int step) => Belief * (Starts[step + 1] - Starts[step]);

    private void Watch(int step, double seconds)
    {
        watched[step] += seconds;
        total += seconds;
    }

    private static double Within(int step, double from, double to) => Math.Max(0, Math.Min(to, Starts[step + 1]) - Math.Max(from, Starts[step]));

    // Without an estimate, an end is as likely between 1 and 2 seconds as between 1 and 2 minutes, and not very.
    private double Believed(int step)
    {
        var age = (Starts[step] + Starts[step + 1]) / 2;
        return estimate is { } about ? LogNormalHazard(age, about.TotalSeconds) : Scaleless / age;
    }

    private static double LogNormalHazard(double age, double median)
    {
        var z = Math.Log(age / median) / Spread;
        var bell = Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI);

        // How likely it is to run longer, by Abramowitz and Stegun 26.2.17; far out the ratio of the two goes to z.
        var t = 1 / (1 + (0.2316419 * Math.Abs(z)));
        var tail = bell * t * (0.319381530 + (t * (-0.356563782 + (t * (1.781477937 + (t * (-1.821255978 + (t * 1.330274429))))))));
        var longer = z >= 0 ? tail : 1 - tail;
        return (z > 6 ? z : bell / longer) / (Spread * age);
    }
}
