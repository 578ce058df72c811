using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace WanVideo.Tests.Commands;

/// <summary>Runs a cmdlet that a test defines, in a runspace of its own.</summary>
/// <param name="name">The name of the cmdlet.</param>
/// <param name="command">The class of the cmdlet.</param>
public abstract class CommandTestBase(string name, Type command) : IDisposable
{
    private protected PowerShell Shell { get; } = Create(name, command);

    public void Dispose()
    {
        Shell.Dispose();
        GC.SuppressFinalize(this);
    }

    private static PowerShell Create(string name, Type command)
    {
        var state = InitialSessionState.CreateDefault2();
        state.Commands.Add(new SessionStateCmdletEntry(name, command, helpFileName: null));
        return PowerShell.Create(state);
    }
}
