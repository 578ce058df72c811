using static WanVideo.Sandbox.RequestFields;

namespace WanVideo.Sandbox;

/// <summary>The media that a model takes, by their field or type.</summary>
/// <param name="Maximum">The maximum number of each.</param>
internal sealed record MediaRules(IReadOnlyDictionary<string, int> Maximum)
{
    /// <summary>The media of which at least one is required; empty if none is.</summary>
    public string[] AnyOf { get; init; } = [];

    /// <summary>Groups of media that exclude each other.</summary>
    public (string[] First, string[] Second)[] Exclusive { get; init; } = [];

    /// <summary>Media with a limit on their number together.</summary>
    public (string[] Media, int Maximum) Together { get; init; } = ([], 0);

    /// <summary>Media with a lower maximum duration.</summary>
    public (string Media, int MaxSeconds)? SecondsWith { get; init; }

    /// <summary>Checks the media of a request.</summary>
    /// <param name="counts">The number of each.</param>
    /// <param name="parent">The field that has all media; null if each has its own.</param>
    public void Check(IReadOnlyDictionary<string, int> counts, string? parent = null)
    {
        foreach (var (media, count) in counts)
        {
            Require(Maximum.ContainsKey(media), parent ?? media, $"cannot have {media}");
            Require(count <= Maximum[media], parent ?? media, $"must have at most {Maximum[media]}{(parent is null ? "" : $" of {media}")}");
        }

        var path = parent ?? AnyOf.FirstOrDefault() ?? "";
        Require(AnyOf is [] || AnyOf.Any(counts.ContainsKey), path, parent is null && AnyOf.Length == 1 ? "is required" : $"requires one of {string.Join(", ", AnyOf)}");
        foreach (var (first, second) in Exclusive)
        {
            Require(!first.Any(counts.ContainsKey) || !second.Any(counts.ContainsKey), parent ?? first[0], $"has two modes that are mutually exclusive. Do not pass {string.Join('/', first)} and {string.Join('/', second)} at the same time");
        }

        Require(Together.Media is [] || Together.Media.Sum(counts.GetValueOrDefault) <= Together.Maximum, path, $"must have at most {Together.Maximum} of {string.Join(", ", Together.Media)} together");
    }

    /// <summary>The maximum duration with the media of a request.</summary>
    public int GetMaxSeconds(IReadOnlyDictionary<string, int> counts, int maximum) => SecondsWith is var (media, seconds) && counts.ContainsKey(media) ? seconds : maximum;
}
