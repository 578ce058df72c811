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

    // Set by the work that fails. The inputs are added on the pipeline thread.
    private readonly ConcurrentDictionary<string, VideoException> causes = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, List<(object Input, string? Name)>> inputs = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether an error concerns all further requests of the connection.</summary>
    public static bool IsCommonCause(VideoException exception) =>
        exception.Error.Kind is VideoErrorKind.Authentication or VideoErrorKind.Balance or VideoErrorKind.NotConnected or VideoErrorKind.LedgerUnavailable;

    /// <summary>Whether no further request is sent with the connection.</summary>
    public bool IsStopped(string? connection) => causes.ContainsKey(connection ?? "");

    /// <summary>Stops further requests with the connection. Thread-safe.</summary>
    public void Stop(string? connection, VideoException cause) => causes.TryAdd(connection ?? "", cause);

    /// <summary>Adds an input of a stopped connection.</summary>
    public void Add(string? connection, object input, string? name)
    {
        if (!inputs.TryGetValue(connection ?? "", out var list))
        {
            inputs.Add(connection ?? "", list = []);
        }

        list.Add((input, name));
    }

    /// <summary>Stops the connection, and adds an input.</summary>
    public void Add(string? connection, object input, string? name, VideoException cause)
    {
        Stop(connection, cause);
        Add(connection, input, name);
    }

    /// <summary>One error for each cause.</summary>
    public IEnumerable<ErrorRecord> GetErrors() => inputs.Select(pair => GetError(causes[pair.Key], pair.Value));

    private static ErrorRecord GetError(VideoException cause, List<(object Input, string? Name)> inputs)
    {
        object[] targets = [.. inputs.Select(item => item.Input)];
        if (inputs is [var single])
        {
            return cause.ToErrorRecord(targets);
        }

        // Not the label and the request id of the input that happened to be the first.
        var names = inputs.Select(item => item.Name).OfType<string>().Take(MaxListedNames).ToArray();
        var list = names is [] ? "" : $" ({string.Join(", ", names)}{(names.Length < inputs.Count ? ", …" : "")})";
        var message = $"{cause.Error.Message.TrimEnd('.')}. For this reason {inputs.Count} inputs were not processed{list}. They are the TargetObject of this error, which can be piped again.";
        return new VideoException(cause.Error with { Message = message }, cause) { Provider = cause.Provider, StatusCode = cause.StatusCode }.ToErrorRecord(targets);
    }
}
