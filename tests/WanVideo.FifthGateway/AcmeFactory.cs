using WanVideo.Catalog;

namespace WanVideo.FifthGateway;

/// <summary>The factory that Register-WanVideoProvider loads.</summary>
public sealed class AcmeFactory : IVideoProviderFactory
{
    internal static readonly ModelCatalog Catalog = new(
        "Acme",
        [
            new VideoModel(
                "acme-1",
                VideoKind.TextToVideo,
                [
                    new TextParameter(VideoParameters.Prompt, "scene", MaximumLength: 200) { IsRequired = true },
                    new NumberParameter<int>(VideoParameters.Duration, "length", 1, 60) { Default = 5, Unit = "seconds" },
                    new ChoiceParameter(VideoParameters.Resolution, "quality.tier", [new("720p", "hd"), new("1080p", "full")]) { Default = "720p" },
                ]),
        ]);

    /// <inheritdoc/>
    public IReadOnlyList<VideoProviderInfo> Providers { get; } =
    [
        new("Acme", new Uri("https://acme.invalid/"), "ACME_KEY", Catalog)
        {
            Settings = [new("Studio", typeof(string), "The studio that renders the videos.") { AllowedValues = ["East", "West"] }],
        },
    ];

    /// <inheritdoc/>
    public IVideoProvider Create(ProviderOptions options) => new AcmeProvider(options);
}
