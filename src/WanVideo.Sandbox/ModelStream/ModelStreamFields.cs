using static WanVideo.Sandbox.ModelStream.ModelStreamNames;

namespace WanVideo.Sandbox.ModelStream;

/// <summary>The body of a create. A model's own fields stand beside its name, as ModelStream's manual has it, or in the metadata, as New API takes them.</summary>
internal sealed class ModelStreamFields
{
    private readonly RequestFields body;
    private readonly RequestFields? metadata;
    private readonly HashSet<string> inMetadata;

    private ModelStreamFields(RequestFields body)
    {
        this.body = body;
        metadata = body.Object(Field.Metadata);
        inMetadata = metadata is null ? [] : [.. metadata.Names.Select(name => name[(Field.Metadata.Length + 1)..])];
        Model = body.Text(Field.Model) ?? throw body.Refused(Field.Model, "is required");
        Prompt = body.Text(Field.Prompt) ?? throw body.Refused(Field.Prompt, "is required");
    }

    public string Model { get; }

    public string Prompt { get; }

    public static ModelStreamFields Parse(string text) => new(RequestFields.Parse(text));

    /// <summary>Where a field is to be read.</summary>
    public RequestFields Of(string field) => inMetadata.Contains(field) ? metadata! : body;

    /// <summary>Refuses a field that the model does not have, and one that is in both places.</summary>
    public void RequireOnly(IReadOnlySet<string> known)
    {
        foreach (var field in inMetadata)
        {
            metadata!.Require(known.Contains(field), field, $"is not a field of {Model}");
        }

        foreach (var field in body.Names.Except([Field.Model, Field.Prompt, Field.Metadata]))
        {
            body.Require(known.Contains(field), field, $"is not a field of {Model}");
            body.Require(!inMetadata.Contains(field), field, $"is in {Field.Metadata} too");
        }
    }
}
