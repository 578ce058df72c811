using System.Diagnostics.CodeAnalysis;

namespace WanVideo.Catalog;

/// <summary>What a gateway's own field takes, in JSON Schema's words.</summary>
[SuppressMessage("Naming", "CA1720:Identifier contains type name", Justification = "JSON Schema's words.")]
public enum ProviderSpecificType
{
    /// <summary>A text.</summary>
    String,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>A number.</summary>
    Number,

    /// <summary>True or false.</summary>
    Boolean,
}
