using WanVideo.Catalog;

namespace WanVideo.FifthGateway;

/// <summary>The factory that Register-WanVideoProvider loads.</summary>
public sealed class AcmeFactory : IVideoProviderFactory
{
    internal static readonly ModelCatalog Catalog = new(
        "Acme",
        [
            new VideoModel(
                "dream-1",
                VideoKind.TextToVideo,
                [
                    new TextParameter(VideoParameter.Prompt, "scene", MaximumLength: 200) { IsRequired = true },
                    new IntegerParameter(VideoParameter.Duration, "length", 1, 60) { DefaultNumber = 5, Unit = "seconds" },
                    new ChoiceParameter(VideoParameter.Resolution, "look.tier", [new("720p", "hd"), new("1080p", "full")]) { DefaultWord = "720p" },
                ]),
        ]);

    /// <inheritdoc/>
    public IReadOnlyList<VideoProviderInfo> Providers { get; } =
    [
        new("Acme", new Uri("https://acme.invalid/"), "ACME_KEY", Catalog)
        {
            Settings = [new("Studio", typeof(string), "The studio that makes the videos.") { AllowedValues = ["East", "West"] }],
        },
    ];

    /// <inheritdoc/>
    public IVideoProvider Create(ProviderOptions options) => new AcmeProvider(options);
}
