using System.Collections.Concurrent;
using System.Management.Automation;
using WanVideo.Errors;

namespace WanVideo.Commands.Base;

/// <summary>
/// The inputs that were not processed because of one cause that concerns all inputs of a connection, such as a rejected API key. The cause is one
/// error, whose target is the inputs, so that they can be piped again.
/// </summary>
internal sealed class UnprocessedInputs
{
    private const int MaxListedNames = 5;

    // Added by the work that fails. The inputs are added on the pipeline thread.
    private readonly ConcurrentDictionary<string, VideoException> causes = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, List<CommandInput>> inputs = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether an error concerns all inputs of its connection.</summary>
    public static bool IsCommonCause(VideoException exception) =>
        exception.Error.Kind is VideoErrorKind.Authentication or VideoErrorKind.Balance or VideoErrorKind.NotConnected or VideoErrorKind.LedgerUnavailable;

    /// <summary>Whether a cause concerns the input. Thread-safe.</summary>
    public bool HasCause(CommandInput input) => causes.ContainsKey(GetKey(input));

    /// <summary>Records the cause, unless the connection has one. Thread-safe.</summary>
    public void AddCause(CommandInput input, VideoException cause) => causes.TryAdd(GetKey(input), cause);

    /// <summary>Adds an input whose connection has a cause.</summary>
    public void Add(CommandInput input)
    {
        if (!inputs.TryGetValue(GetKey(input), out var list))
        {
            inputs.Add(GetKey(input), list = []);
        }

        list.Add(input);
    }

    /// <summary>Removes the inputs.</summary>
    /// <returns>One error for each cause.</returns>
    public IReadOnlyList<ErrorRecord> TakeErrors()
    {
        ErrorRecord[] errors = [.. inputs.Select(pair => CreateError(causes[pair.Key], pair.Value))];
        inputs.Clear();
        return errors;
    }

    private static string GetKey(CommandInput input) => input.Connection ?? "";

    private static ErrorRecord CreateError(VideoException cause, List<CommandInput> inputs)
    {
        object?[] targets = [.. inputs.Select(input => input.Value)];
        if (inputs.Count == 1)
        {
            return cause.ToErrorRecord(targets);
        }

        // Not the label and the request id of the input that happened to be the first.
        var names = inputs.Select(input => input.Name).OfType<string>().Take(MaxListedNames).ToArray();
        var list = names is [] ? "" : $" ({string.Join(", ", names)}{(names.Length < inputs.Count ? ", …" : "")})";
        var message = $"{cause.Error.Message.TrimEnd('.')}. For this reason {inputs.Count} inputs were not processed{list}. They are the TargetObject of this error, which can be piped again.";
        return new VideoException(cause.Error with { Message = message }, cause) { Provider = cause.Provider, StatusCode = cause.StatusCode }.ToErrorRecord(targets);
    }
}
