using System.Management.Automation;
using System.Text;
using WanVideo.Binding;
using WanVideo.Completion;
using WanVideo.Pipeline;

namespace WanVideo.Commands;

/// <summary>Reads the body of a callback as a task. Sends nothing: callbacks are not signed, so what is read is what somebody says.</summary>
[Cmdlet(VerbsData.ConvertFrom, "WanVideoCallback", DefaultParameterSetName = ByBody)]
[OutputType(typeof(VideoTask))]
public sealed class ConvertFromWanVideoCallbackCommand : AsyncCommand
{
    private const string ByBody = "Body";
    private const string ByFile = "File";

    /// <summary>The body, whole.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByBody, ValueFromPipeline = true)]
    public string InputObject { get; set; } = "";

    /// <summary>A file that holds a body.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByFile, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LP")]
    [ValidateNotNullOrEmpty]
    public string LiteralPath { get; set; } = "";

    /// <summary>The gateway that it is of. Without it, the one connected last.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ProviderCompleter))]
    [StringTransformation]
    public string? Provider { get; set; }

    private protected override AsyncBridge CreateWork() => new(this, limit: 1);

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var isFile = ParameterSetName == ByFile;
        ForInput(isFile ? LiteralPath : InputObject, () =>
        {
            var body = isFile ? Read(GetUnresolvedProviderPathFromPSPath(LiteralPath)) : Encoding.UTF8.GetBytes(InputObject);
            WriteObject(Session.Provider(Provider).ReadCallback(body, Work));
        });
    }

    private static byte[] Read(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new VideoException(VideoErrorKind.InvalidParameter, $"'{path}' cannot be read: {failure.Message}", failure);
        }
    }
}
