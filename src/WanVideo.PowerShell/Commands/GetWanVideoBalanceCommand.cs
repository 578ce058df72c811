using System.Management.Automation;
using WanVideo.Binding;
using WanVideo.Commands.Base;
using WanVideo.Completion;

namespace WanVideo.Commands;

/// <summary>Gets the remaining balance of an account and of its API key, at gateways that report it.</summary>
[Cmdlet(VerbsCommon.Get, "WanVideoBalance")]
[OutputType(typeof(Balance))]
public sealed class GetWanVideoBalanceCommand : AsyncCommand
{
    /// <summary>The connection: its name, or that of a gateway whose API key is in the environment. Default: the connection opened last.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [Alias("Provider")]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    [ConnectionTransformation]
    public string? Connection { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => RunForInput(Connection, () =>
    {
        var connection = Session.Connections.Get(Connection);
        Start(connection.Name, async cancellationToken =>
        {
            var balance = await connection.Provider.GetBalanceAsync(Bridge, cancellationToken);
            return () => WriteObject(balance);
        });
    });
}
