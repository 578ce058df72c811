namespace WanVideo.Sandbox;

/// <summary>A field of a request that is not what it has to be. Every gateway says so in its own way.</summary>
/// <param name="field">The field.</param>
/// <param name="fault">What is wrong, to follow its name.</param>
internal sealed class FieldRefusedException(string field, string fault) : Exception($"{field} {fault}")
{
    public string Field { get; } = field;
}
