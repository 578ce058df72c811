using System.Text.Json.Serialization;

namespace WanVideo.Providers.EvoLink;

/// <summary>How EvoLink's answers are read. Numbers may come as words; what is not known is passed over.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(EvoLinkResponse))]
[JsonSerializable(typeof(EvoLinkBatch))]
[JsonSerializable(typeof(EvoLinkCredits))]
[JsonSerializable(typeof(EvoLinkPage))]
internal sealed partial class EvoLinkJson : JsonSerializerContext;
