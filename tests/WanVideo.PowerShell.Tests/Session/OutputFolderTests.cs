using System.Management.Automation;
using System.Management.Automation.Runspaces;
using WanVideo.Session;

namespace WanVideo.Tests.Session;

public sealed class OutputFolderTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("wanvideo-").FullName;
    private readonly PowerShell shell;

    public OutputFolderTests()
    {
        var state = InitialSessionState.CreateDefault2();
        state.Commands.Add(new SessionStateCmdletEntry("Resolve-OutputFolder", typeof(ResolveOutputFolderCommand), helpFileName: null));
        shell = PowerShell.Create(state);
        shell.Runspace.SessionStateProxy.Path.SetLocation(root);
    }

    public void Dispose()
    {
        shell.Dispose();
        Directory.Delete(root, recursive: true);
    }

    [Fact]
    public void The_current_location_is_the_default() => Assert.Equal(root, Resolve());

    [Fact]
    public void A_relative_path_starts_at_the_current_location() => Assert.Equal(Path.Combine(root, "films"), Resolve("Path", "films"));

    [Fact]
    public void Wildcards_resolve_to_the_one_folder_that_matches()
    {
        Directory.CreateDirectory(Path.Combine(root, "films-2026"));
        Assert.Equal(Path.Combine(root, "films-2026"), Resolve("Path", "films-*"));
    }

    [Fact]
    public void Wildcards_that_match_two_folders_are_rejected()
    {
        Directory.CreateDirectory(Path.Combine(root, "films-1"));
        Directory.CreateDirectory(Path.Combine(root, "films-2"));
        Assert.StartsWith("-Path 'films-*' matches 2 folders.", GetError("Path", "films-*"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_literal_path_has_no_wildcards() => Assert.Equal(Path.Combine(root, "films-[1]"), Resolve("LiteralPath", "films-[1]"));

    [Fact]
    public void A_missing_drive_is_rejected() => Assert.Equal("The drive of the folder 'nodrive:/films' does not exist.", GetError("Path", "nodrive:/films"));

    [Fact]
    public void Another_provider_than_the_file_system_is_rejected() =>
        Assert.Equal("The folder 'Env:/films' is in the Environment provider, not in the file system.", GetError("Path", "Env:/films"));

    [Fact]
    public void Path_and_LiteralPath_cannot_be_combined()
    {
        var exception = Assert.Throws<VideoException>(() => OutputFolder.Resolve(new TestCommand(), "films", "films"));
        Assert.Equal("-Path and -LiteralPath cannot be combined.", exception.Message);
    }

    private string Resolve(string? parameter = null, string? value = null)
    {
        shell.Commands.Clear();
        shell.AddCommand("Resolve-OutputFolder");
        if (parameter is not null)
        {
            shell.AddParameter(parameter, value);
        }

        return Assert.Single(shell.Invoke<string>());
    }

    private string GetError(string parameter, string value) =>
        Assert.IsType<VideoException>(Assert.Throws<CmdletInvocationException>(() => Resolve(parameter, value)).InnerException).Message;

    [Cmdlet(VerbsDiagnostic.Resolve, "OutputFolder")]
    private sealed class ResolveOutputFolderCommand : PSCmdlet
    {
        [Parameter]
        public string? Path { get; set; }

        [Parameter]
        public string? LiteralPath { get; set; }

        protected override void EndProcessing() => WriteObject(OutputFolder.Resolve(this, Path, LiteralPath));
    }
}
