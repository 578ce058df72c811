using System.Diagnostics.CodeAnalysis;

namespace WanVideo.Catalog;

/// <summary>The JSON Schema type of a provider-specific field.</summary>
[SuppressMessage("Naming", "CA1720:Identifier contains type name", Justification = "The names of JSON Schema.")]
public enum ProviderSpecificType
{
    /// <summary>Text.</summary>
    String,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>A number.</summary>
    Number,

    /// <summary>True or false.</summary>
    Boolean,
}
