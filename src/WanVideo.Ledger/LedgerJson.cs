using System.Text.Json.Serialization;

namespace WanVideo.Ledger;

/// <summary>The JSON that the ledger stores in columns and in the outbox.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Usage))]
[JsonSerializable(typeof(RequestDetails))]
internal sealed partial class LedgerJson : JsonSerializerContext;
