using System.Globalization;

namespace WanVideo.Catalog;

/// <summary>What a gateway will count of a task, by its own rule, before the task is sent. It settles on the real length in the end.</summary>
public sealed record CostEstimate
{
    /// <summary>The gateway's name of the model.</summary>
    public required string Model { get; init; }

    /// <summary>The seconds of video that are made.</summary>
    public required decimal OutputSeconds { get; init; }

    /// <summary>The seconds of input that count.</summary>
    public required decimal InputSeconds { get; init; }

    /// <summary>Whether that is the most it can be, the lengths of the inputs not being known.</summary>
    public required bool IsUpperBound { get; init; }

    /// <summary>Whether it is the least it can be, because what inputs count for is not documented.</summary>
    public required bool IsLowerBound { get; init; }

    /// <summary>What counts in all.</summary>
    public decimal BillableSeconds => OutputSeconds + InputSeconds;

    /// <summary>What makes these seconds dearer than the model's cheapest.</summary>
    public required IReadOnlyList<string> Surcharges { get; init; }

    /// <summary>The estimate for a request.</summary>
    /// <param name="request">The request.</param>
    public static CostEstimate Of(PreparedRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var (input, isUpperBound) = request.Model.Billing.Input(request.Request.ReferenceVideoUrl.Count, request.Request.ReferenceVideoDuration);
        return new()
        {
            Model = request.Model.Name,
            OutputSeconds = request[VideoParameter.Duration] as int? ?? 0,
            InputSeconds = input,
            IsUpperBound = isUpperBound,
            IsLowerBound = request.Model.Billing.IsInputUnknown && request.Request.ReferenceVideoUrl is not [],
            Surcharges = [.. request.Model.Parameters
                .Select(parameter => (parameter.ValueIn(request.Request) ?? parameter.DefaultValue) is { } value ? parameter.GetSurcharge(value) : null)
                .OfType<string>()],
        };
    }

    /// <summary>The estimate in words: <c>up to 10 s (5 s made, up to 5 s of input; 1080p and sound are dearer)</c>.</summary>
    public override string ToString()
    {
        var upTo = IsUpperBound ? "up to " : "";
        var dearer = Surcharges switch
        {
            [] => "",
            [var one] => $"; {one} is dearer",
            _ => $"; {MessageFormat.Both(Surcharges)} are dearer",
        };
        return string.Create(CultureInfo.InvariantCulture, $"{(IsLowerBound ? "at least " : upTo)}{BillableSeconds:0.##} s ({OutputSeconds:0.##} s made")
            + (IsLowerBound ? ", and of input what the gateway does not document" : "")
            + (InputSeconds > 0 ? string.Create(CultureInfo.InvariantCulture, $", {upTo}{InputSeconds:0.##} s of input") : "")
            + $"{dearer})";
    }
}
