using System.Collections;
using System.Globalization;
using WanVideo.Catalog;

namespace WanVideo;

/// <summary>The estimated cost of a request, by the provider's billing rule. The final cost depends on the actual duration.</summary>
/// <param name="Provider">The provider.</param>
/// <param name="Model">The provider's model name.</param>
/// <param name="BillableSeconds">The billable seconds in total.</param>
/// <param name="IsUpperBound">Whether <paramref name="BillableSeconds"/> is an upper bound, because the durations of reference videos are unknown.</param>
/// <param name="IsLowerBound">Whether <paramref name="BillableSeconds"/> is a lower bound, because the provider does not document how reference videos are billed.</param>
/// <param name="OutputSeconds">The duration of the result in seconds.</param>
/// <param name="InputSeconds">The billable seconds of reference videos.</param>
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
        var referenceVideos = request.Request.ReferenceVideo;
        var outputSeconds = request.GetValue(VideoParameters.Duration) ?? 0;
        var (inputSeconds, isUpperBound) = model.Billing.GetInputSeconds(referenceVideos.Count, request.Request.ReferenceVideoDuration);
        return new(
            provider,
            model.Name,
            outputSeconds + inputSeconds,
            isUpperBound,
            IsLowerBound: model.Billing.IsInputUnknown && referenceVideos is not [],
            outputSeconds,
            inputSeconds,
            [.. model.Parameters.Select(parameter => parameter.GetSurcharge(request.Request)).OfType<string>()],
            pricePerSecond * (outputSeconds + inputSeconds))
        {
            Prompt = request.Request.Prompt,
        };
    }

    /// <summary>A description such as <c>up to 10 s (5 s of output, up to 5 s of input; surcharge for 1080p and sound)</c>.</summary>
    public override string ToString()
    {
        var prefix = IsUpperBound ? "up to " : "";
        return string.Create(CultureInfo.InvariantCulture, $"{(IsLowerBound ? "at least " : prefix)}{BillableSeconds:0.##} s ({OutputSeconds:0.##} s of output")
            + (IsLowerBound ? ", and input by an undocumented rule" : "")
            + (InputSeconds > 0 ? string.Create(CultureInfo.InvariantCulture, $", {prefix}{InputSeconds:0.##} s of input") : "")
            + (Surcharges is [] ? ")" : $"; surcharge for {MessageFormat.JoinWithAnd(Surcharges)})");
    }
}
