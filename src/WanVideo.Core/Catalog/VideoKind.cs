namespace WanVideo.Catalog;

/// <summary>The kind of input that a model works from.</summary>
public enum VideoKind
{
    /// <summary>A prompt only.</summary>
    TextToVideo,

    /// <summary>An image used as the first frame.</summary>
    ImageToVideo,

    /// <summary>Reference videos or images, whose characters and voices appear in the result.</summary>
    ReferenceToVideo,

    /// <summary>A video to edit.</summary>
    VideoToVideo,

    /// <summary>Any of these inputs.</summary>
    AnyToVideo,
}
