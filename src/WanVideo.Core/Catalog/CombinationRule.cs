using System.Globalization;

namespace WanVideo.Catalog;

/// <summary>A rule of a model about several parameters. The limits of one parameter are in its <see cref="ModelParameter"/>.</summary>
public abstract record CombinationRule
{
    /// <summary>The rule as a sentence, for documentation.</summary>
    public abstract string Description { get; }

    /// <summary>Checks a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="model">The model, as the subject of "takes": <c>wan2.7-r2v at DashScope</c>.</param>
    /// <returns>The validation error; null if there is none.</returns>
    public virtual string? Validate(VideoRequest request, string model) => null;

    /// <summary>The warning about an allowed combination; null if there is none.</summary>
    /// <param name="request">The request.</param>
    /// <param name="model">The model: <c>wan2.7-r2v at DashScope</c>.</param>
    public virtual string? GetWarning(VideoRequest request, string model) => null;

    private protected static string JoinWithAnd(IEnumerable<ParameterDefinition> parameters) => MessageFormat.JoinWithAnd(parameters.Select(parameter => $"-{parameter}"));

    private protected static string JoinWithOr(IEnumerable<ParameterDefinition> parameters) => MessageFormat.JoinWithOr(parameters.Select(parameter => $"-{parameter}"));
}

/// <summary>Parameters that exclude others: none of the first can be combined with one of the second.</summary>
/// <param name="First">The first parameters.</param>
/// <param name="Second">The second parameters.</param>
public sealed record ExclusionRule(IReadOnlyList<ParameterDefinition> First, IReadOnlyList<ParameterDefinition> Second) : CombinationRule
{
    /// <inheritdoc/>
    public override string Description => $"{JoinWithOr(First)} cannot be combined with {JoinWithOr(Second)}.";

    /// <inheritdoc/>
    public override string? Validate(VideoRequest request, string model) =>
        (First.Where(parameter => parameter.HasValue(request)).ToArray(), Second.Where(parameter => parameter.HasValue(request)).ToArray()) switch
        {
            ([], _) or (_, []) => null,
            ([var first], [var second]) => $"-{first} and -{second} cannot be combined. Omit one of them.",
            var (first, second) => $"{JoinWithAnd(first)} cannot be combined with {JoinWithAnd(second)}. Omit {JoinWithAnd(first)}, or omit {JoinWithAnd(second)}.",
        };
}

/// <summary>A limit on the number of values that several parameters have together.</summary>
/// <param name="Parameters">The parameters.</param>
/// <param name="Minimum">The minimum. With 1, at least one of the parameters is required.</param>
/// <param name="Maximum">The maximum; null if there is none.</param>
public sealed record CountRule(IReadOnlyList<ParameterDefinition> Parameters, int Minimum = 0, int? Maximum = null) : CombinationRule
{
    /// <inheritdoc/>
    public override string Description => (Minimum, Maximum) switch
    {
        (0, _) => string.Create(CultureInfo.InvariantCulture, $"{JoinWithAnd(Parameters)} have at most {Maximum} values together."),
        (_, null) => $"At least one of {JoinWithAnd(Parameters)} is required.",
        _ => string.Create(CultureInfo.InvariantCulture, $"{JoinWithAnd(Parameters)} have {Minimum} to {Maximum} values together."),
    };

    private string Both => Parameters.Count == 2 ? "both" : "all";

    /// <summary>Whether a request has enough values.</summary>
    /// <param name="request">The request.</param>
    public bool IsMinimumMet(VideoRequest request) => Count(request) >= Minimum;

    /// <inheritdoc/>
    public override string? Validate(VideoRequest request, string model) =>
        !IsMinimumMet(request) ? $"{JoinWithAnd(Parameters)} are {Both} missing; {model} takes at least one of them."
        : Count(request) > Maximum ? DescribeExcess([.. Parameters.Where(parameter => parameter.HasValue(request))], Count(request), model)
        : null;

    private string DescribeExcess(IReadOnlyList<ParameterDefinition> parameters, int count, string model) =>
        string.Create(CultureInfo.InvariantCulture, $"{JoinWithAnd(parameters)} {(parameters.Count == 1 ? "has" : "have")} {count} URLs; {model} takes {Maximum} of {Both} together.");

    private int Count(VideoRequest request) => Parameters.Sum(parameter => parameter.Count(request));
}

/// <summary>A parameter with one value for each value of others, in the same order. It may have fewer.</summary>
/// <param name="Parameter">The parameter.</param>
/// <param name="Others">The other parameters.</param>
public sealed record PairRule(ParameterDefinition Parameter, IReadOnlyList<ParameterDefinition> Others) : CombinationRule
{
    /// <inheritdoc/>
    public override string Description => $"-{Parameter} has one value for each of {JoinWithAnd(Others)}, in this order, and may have fewer.";

    /// <inheritdoc/>
    public override string? Validate(VideoRequest request, string model) =>
        Parameter.Count(request) is var count && Others.Sum(other => other.Count(request)) is var maximum && count > maximum
            ? string.Create(CultureInfo.InvariantCulture, $"-{Parameter} has {count} URLs for {maximum} in {JoinWithAnd(Others)}; {model} takes one for each.")
            : null;
}

/// <summary>A limit of a parameter that another parameter changes.</summary>
/// <param name="When">The other parameter.</param>
/// <param name="Limit">The parameter's entry that applies if the request has the other parameter.</param>
public sealed record LimitRule(ParameterDefinition When, ModelParameter Limit) : CombinationRule
{
    /// <inheritdoc/>
    public override string Description => $"-{Limit.Name} with -{When}: {Limit.AllowedDescription}.";
}

/// <summary>A parameter that has no effect together with another. Causes a warning.</summary>
/// <param name="Parameter">The parameter.</param>
/// <param name="With">The other parameter.</param>
public sealed record NoEffectRule(ParameterDefinition Parameter, ParameterDefinition With) : CombinationRule
{
    /// <inheritdoc/>
    public override string Description => $"-{Parameter} has no effect with -{With}.";

    /// <inheritdoc/>
    public override string? GetWarning(VideoRequest request, string model) =>
        Parameter.HasValue(request) && With.HasValue(request) ? $"-{Parameter} has no effect with -{With} for {model}." : null;
}

/// <summary>Limits on the seconds of the input videos, that is of <c>-Video</c> and <c>-ReferenceVideo</c>, and of the result.</summary>
public sealed record SecondsRule : CombinationRule
{
    /// <summary>The maximum of all input videos together; null if there is none.</summary>
    public decimal? MaximumInput { get; init; }

    /// <summary>The maximum of all input videos and the result together; null if there is none.</summary>
    public decimal? MaximumTotal { get; init; }

    /// <summary>Whether the duration of the result includes the input video.</summary>
    public bool IncludesInput { get; init; }

    /// <inheritdoc/>
    public override string Description => string.Join(' ', new[]
    {
        MaximumInput is { } input ? string.Create(CultureInfo.InvariantCulture, $"The input videos have at most {input} seconds together.") : null,
        MaximumTotal is { } total ? string.Create(CultureInfo.InvariantCulture, $"The input videos and the result have at most {total} seconds together.") : null,
        IncludesInput ? "-Duration includes the seconds of -Video." : null,
    }.OfType<string>());

    /// <inheritdoc/>
    public override string? Validate(VideoRequest request, string model)
    {
        var input = request.ReferenceVideoDuration.Sum();
        if (input > MaximumInput)
        {
            return string.Create(CultureInfo.InvariantCulture, $"-ReferenceVideoDuration is {input} seconds in total; {model} takes input videos of at most {MaximumInput} seconds together. Omit a video.");
        }

        if (request.Duration is { } output and > 0 && input > 0)
        {
            if (input + output > MaximumTotal)
            {
                return string.Create(CultureInfo.InvariantCulture, $"-Duration {output} and input videos of {input} seconds are {input + output} seconds; {model} takes at most {MaximumTotal} together. Reduce -Duration, or omit a video.");
            }

            if (IncludesInput && input >= output)
            {
                return string.Create(CultureInfo.InvariantCulture, $"-Duration is {output}, which includes the {input} seconds of -Video; {model} takes a greater -Duration.");
            }
        }

        return null;
    }
}
