using System.Collections;
using System.Management.Automation;
using System.Text;
using WanVideo.Binding;
using WanVideo.Callbacks;
using WanVideo.Commands.Base;
using WanVideo.Completion;

namespace WanVideo.Commands;

/// <summary>Parses a callback as a task. The signature is verified if the gateway signs callbacks: fal. Otherwise no request is sent, and the result is not verified.</summary>
[Cmdlet(VerbsData.ConvertFrom, "WanVideoCallback", DefaultParameterSetName = BodySet)]
[OutputType(typeof(VideoTask))]
public sealed class ConvertFromWanVideoCallbackCommand : AsyncCommand
{
    private const string BodySet = "Body";
    private const string FileSet = "File";

    /// <summary>The complete body.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = BodySet, ValueFromPipeline = true)]
    public string InputObject { get; set; } = "";

    /// <summary>A file that contains a body.</summary>
    [Parameter(Mandatory = true, ParameterSetName = FileSet, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LP")]
    [ValidateNotNullOrEmpty]
    public string LiteralPath { get; set; } = "";

    /// <summary>The header fields of the callback. Required for fal, whose signature is in them.</summary>
    [Parameter]
    public IDictionary? Headers { get; set; }

    /// <summary>The connection to the gateway that sent the callback. Default: the connection opened last.</summary>
    [Parameter]
    [Alias("Provider")]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    [ConnectionTransformation]
    public string? Connection { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var isFile = ParameterSetName == FileSet;
        RunForInput(isFile ? LiteralPath : InputObject, () =>
        {
            var body = isFile ? ReadFile(GetUnresolvedProviderPathFromPSPath(LiteralPath)) : Encoding.UTF8.GetBytes(InputObject);
            var connection = Session.Connections.Get(Connection);
            var request = new CallbackRequest(body, GetFields());
            var callback = RunBlocking(cancellationToken => connection.Provider.ReadCallbackAsync(request, Bridge, cancellationToken));
            var record = RunBlocking(cancellationToken => Recorder.FindAsync(callback.Id, callback.Provider, cancellationToken));
            WriteObject(connection.AddTo(record is null ? callback : callback.MergeFrom(record.ToTask())));
        });
    }

    private IEnumerable<(string Name, string Value)> GetFields() =>
        from DictionaryEntry field in Headers ?? new Hashtable()
        from value in LanguagePrimitives.ConvertTo<string[]>(field.Value) ?? []
        select ($"{field.Key}", value);

    private static byte[] ReadFile(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new VideoException(VideoErrorKind.InvalidParameter, $"'{path}' cannot be read: {exception.Message}", exception);
        }
    }
}
