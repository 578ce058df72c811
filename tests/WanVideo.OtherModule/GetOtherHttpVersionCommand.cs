using System.Management.Automation;
using Microsoft.Extensions.DependencyInjection;

namespace WanVideo.OtherModule;

/// <summary>Uses its own Microsoft.Extensions.Http and returns its version.</summary>
[Cmdlet(VerbsCommon.Get, "OtherHttpVersion")]
[OutputType(typeof(Version))]
public sealed class GetOtherHttpVersionCommand : PSCmdlet
{
    protected override void EndProcessing()
    {
        using var services = new ServiceCollection().AddHttpClient().BuildServiceProvider();
        WriteObject(services.GetRequiredService<IHttpClientFactory>().GetType().Assembly.GetName().Version);
    }
}
