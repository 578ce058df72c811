using System.Reflection;
using System.Runtime.InteropServices;
using System.Xml.Linq;
using WanVideo.Providers;
using WanVideo.Sandbox;

namespace WanVideo.Tests;

/// <summary>The dependencies between projects: cmdlets, providers and ledger engines refer to the core, not to each other. The core refers to none.</summary>
public sealed class ArchitectureTests
{
    private static readonly string Sources = Path.GetFullPath(
        Assembly.GetExecutingAssembly().GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "Sources").Value!);

    [Fact]
    public void Every_project_is_tested_for_its_references() =>
        Assert.Equal(
            ["WanVideo.Core", "WanVideo.Ledger", "WanVideo.PowerShell", "WanVideo.Providers", "WanVideo.Sandbox"],
            Directory.EnumerateFiles(Sources, "*.csproj", SearchOption.AllDirectories).Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("WanVideo.Core", new string[0], new string[0])]
    [InlineData("WanVideo.Sandbox", new string[0], new string[0])]
    [InlineData("WanVideo.Providers", new[] { "WanVideo.Core", "WanVideo.Sandbox" }, new[] { "BouncyCastle.Cryptography", "Microsoft.Extensions.Http", "Polly.Core" })]
    [InlineData("WanVideo.Ledger", new[] { "WanVideo.Core" }, new[] { "Microsoft.Data.Sqlite", "Npgsql" })]
    [InlineData("WanVideo.PowerShell", new[] { "WanVideo.Core" }, new[] { "PowerShellStandard.Library" })]
    public void A_project_has_exactly_these_references(string project, string[] projects, string[] packages)
    {
        var file = XDocument.Load(Path.Combine(Sources, project, $"{project}.csproj"));
        Assert.Equal(
            projects,
            file.Descendants("ProjectReference")
                .Where(reference => reference.Attribute("ReferenceOutputAssembly")?.Value != "false")
                .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value)));
        Assert.Equal(packages, file.Descendants("PackageReference").Select(reference => reference.Attribute("Include")!.Value));
        Assert.Empty(file.Descendants("FrameworkReference").Concat(file.Descendants("Reference")));
    }

    [Theory]
    [InlineData(typeof(VideoTask))]
    [InlineData(typeof(SandboxServer))]
    public void An_assembly_without_references_depends_only_on_the_framework(Type type) => Assert.Empty(GetNonFrameworkReferences(type));

    [Fact]
    public void The_providers_do_not_reference_PowerShell() =>
        Assert.DoesNotContain(GetNonFrameworkReferences(typeof(ProviderFactory)), name => name is "System.Management.Automation" or "WanVideo.PowerShell");

    [Fact]
    public void A_provider_does_not_reference_another()
    {
        // Each gateway has a folder and a namespace of the same name.
        var folders = Directory.GetDirectories(Path.Combine(Sources, "WanVideo.Providers"))
            .Where(folder => Directory.EnumerateFiles(folder, "*Provider.cs").Any())
            .ToArray();
        Assert.Equal(["AceData", "DashScope", "EvoLink", "Fal", "ModelStream"], folders.Select(Path.GetFileName).Order(StringComparer.Ordinal));
        foreach (var folder in folders)
        {
            var others = folders.Where(other => other != folder).Select(other => $"WanVideo.Providers.{Path.GetFileName(other)}");
            var text = string.Concat(Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText));
            Assert.DoesNotContain(others, other => text.Contains(other, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("AceData")]
    [InlineData("DashScope")]
    [InlineData("EvoLink")]
    [InlineData("Fal")]
    [InlineData("ModelStream")]
    public void Every_gateway_has_the_same_files(string gateway)
    {
        Assert.All(
            ["Provider", "Catalog", "Wire"],
            kind => Assert.True(File.Exists(Path.Combine(Sources, "WanVideo.Providers", gateway, $"{gateway}{kind}.cs")), kind));
        Assert.All(
            ["Protocol", "RequestReader", "ResponseWriter", "Model"],
            kind => Assert.True(File.Exists(Path.Combine(Sources, "WanVideo.Sandbox", gateway, $"{gateway}{kind}.cs")), kind));
    }

    private static IEnumerable<string> GetNonFrameworkReferences(Type type) => type.Assembly.GetReferencedAssemblies()
        .Select(reference => reference.Name!)
        .Where(name => !File.Exists(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), $"{name}.dll")));
}
