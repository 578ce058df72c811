using System.Diagnostics.CodeAnalysis;

namespace WanVideo;

/// <summary>How the video is told. Acts only while prompt rewriting is on.</summary>
public enum ShotType
{
    /// <summary>One continuous shot. The default.</summary>
    [SuppressMessage("Naming", "CA1720:Identifier contains type name", Justification = "The gateways' word.")]
    Single,

    /// <summary>Several shots, cut together.</summary>
    Multi,
}
