using System.Management.Automation;
using WanVideo.Errors;
using WanVideo.Session;

namespace WanVideo.Pipeline;

/// <summary>What all commands of the module share.</summary>
public abstract class WanVideoCommand : PSCmdlet
{
    private protected static WanVideoSession Session => WanVideoSession.Current;

    /// <summary>Runs a step for one input; what it fails with becomes that input's error, and the next input has its turn.</summary>
    private protected void ForInput(object? input, Action step)
    {
        try
        {
            step();
        }
        catch (VideoException failure)
        {
            WriteError(failure.ToErrorRecord(input));
        }
    }

    /// <summary>Ends the command: what is wrong concerns all of it.</summary>
    private protected void ThrowTerminatingError(VideoException failure, object? target) => ThrowTerminatingError(failure.ToErrorRecord(target));
}
