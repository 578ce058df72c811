using System.Collections;
using System.Globalization;
using WanVideo.Catalog;

namespace WanVideo;

/// <summary>The estimated cost of a request, by the provider's billing rule. The final cost depends on the actual duration.</summary>
/// <param name="Provider">The provider.</param>
/// <param name="Model">The provider's model name.</param>
/// <param name="BillableSeconds">The billable seconds in total.</param>
/// <param name="IsUpperBound">Whether <paramref name="BillableSeconds"/> is an upper bound, because the durations of input videos, or that of the result, are unknown.</param>
/// <param name="IsLowerBound">Whether <paramref name="BillableSeconds"/> is a lower bound, because the provider does not document how input videos are billed.</param>
/// <param name="OutputSeconds">The duration of the result in seconds.</param>
/// <param name="InputSeconds">The billable seconds of input videos.</param>
/// <param name="Surcharges">The features that raise the price of a second above the model's lowest.</param>
/// <param name="Price">The price, in the currency of the price per second; null if that is unknown.</param>
public sealed record WanVideoCost(
    string Provider,
    string Model,
    decimal BillableSeconds,
    bool IsUpperBound,
    bool IsLowerBound,
    decimal OutputSeconds,
    decimal InputSeconds,
    IReadOnlyList<string> Surcharges,
    decimal? Price)
{
    /// <summary>The user's name for the video; null if none was given.</summary>
    public string? Label { get; init; }

    /// <summary>The prompt; null if there is none.</summary>
    public string? Prompt { get; init; }

    /// <summary>The input object of the request, such as a row of a CSV file; null if there was none.</summary>
    public IDictionary? Row { get; init; }

    /// <summary>The columns of <see cref="Row"/> that are not parameters. They are kept with the task and not sent.</summary>
    public IReadOnlyList<string> OtherColumns { get; init => field = TextList.From(value)!; } = [];

    /// <summary>Estimates the cost of a request.</summary>
    /// <param name="provider">The provider.</param>
    /// <param name="request">The request.</param>
    /// <param name="pricePerSecond">The price of one second; null if unknown.</param>
    public static WanVideoCost Estimate(string provider, PreparedRequest request, decimal? pricePerSecond = null)
    {
        ArgumentNullException.ThrowIfNull(request);
        var model = request.Model;
        var videoCount = VideoParameters.Video.Count(request.Request) + VideoParameters.ReferenceVideo.Count(request.Request);
        var (inputSeconds, isInputUpperBound) = model.Billing.GetInputSeconds(videoCount, request.Request.ReferenceVideoDuration);
        var (outputSeconds, isOutputUpperBound) = GetOutputSeconds(request, inputSeconds, isInputUpperBound);
        var billableSeconds = Math.Min(outputSeconds + inputSeconds, model.Rules.OfType<SecondsRule>().Min(rule => rule.MaximumTotal) ?? decimal.MaxValue);
        return new(
            provider,
            model.Name,
            billableSeconds,
            isInputUpperBound || isOutputUpperBound,
            IsLowerBound: model.Billing.IsInputUnknown && videoCount > 0,
            outputSeconds,
            inputSeconds,
            [.. model.Parameters.Select(parameter => parameter.GetSurcharge(request.Request)).OfType<string>()],
            pricePerSecond * billableSeconds)
        {
            Prompt = request.Request.Prompt,
            IsOutputUpperBound = isOutputUpperBound,
        };
    }

    // A duration of 0 is that of the input video. With -1 the model chooses one: gateways reserve the maximum.
    private static (decimal Seconds, bool IsUpperBound) GetOutputSeconds(PreparedRequest request, decimal inputSeconds, bool isInputUpperBound) => request.GetValue(VideoParameters.Duration) switch
    {
        null => (0, false),
        0 => (inputSeconds, isInputUpperBound),
        < 0 => ((request.Model.Find(VideoParameters.Duration) as NumberParameter<int>)?.Maximum ?? 0, true),
        { } seconds => (seconds, false),
    };

    private bool IsOutputUpperBound { get; init; }

    /// <summary>A description such as <c>up to 10 s (5 s of output, up to 5 s of input; surcharge for 1080p and sound)</c>.</summary>
    public override string ToString()
    {
        var prefix = IsUpperBound ? "up to " : "";
        return string.Create(CultureInfo.InvariantCulture, $"{(IsLowerBound ? "at least " : prefix)}{BillableSeconds:0.##} s ({(IsOutputUpperBound ? "up to " : "")}{OutputSeconds:0.##} s of output")
            + (IsLowerBound ? ", and input by an undocumented rule" : "")
            + (InputSeconds > 0 ? string.Create(CultureInfo.InvariantCulture, $", {prefix}{InputSeconds:0.##} s of input") : "")
            + (Surcharges is [] ? ")" : $"; surcharge for {MessageFormat.JoinWithAnd(Surcharges)})");
    }
}
