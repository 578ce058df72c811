using System.Diagnostics.CodeAnalysis;

namespace WanVideo;

/// <summary>The shots of a video. Has an effect only with prompt rewriting.</summary>
public enum ShotType
{
    /// <summary>One continuous shot. The default.</summary>
    [SuppressMessage("Naming", "CA1720:Identifier contains type name", Justification = "The value in the gateways' API.")]
    Single,

    /// <summary>Several shots with cuts.</summary>
    Multi,
}
