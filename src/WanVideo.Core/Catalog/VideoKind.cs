namespace WanVideo.Catalog;

/// <summary>What a model makes a video from.</summary>
public enum VideoKind
{
    /// <summary>From the prompt alone.</summary>
    TextToVideo,

    /// <summary>From a first frame.</summary>
    ImageToVideo,

    /// <summary>From videos whose characters and voices are taken up.</summary>
    ReferenceToVideo,
}
