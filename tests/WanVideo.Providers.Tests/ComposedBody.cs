using System.Text.Json.Nodes;
using WanVideo.Catalog;
using WanVideo.Sandbox;

namespace WanVideo.Tests;

/// <summary>The body of a create request.</summary>
internal static class ComposedBody
{
    /// <summary>Asserts that a catalog composes a body.</summary>
    public static void AssertEqual(ModelCatalog catalog, VideoRequest request, string body)
    {
        var sent = catalog.Prepare(request).Body;
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(body), sent), $"Expected {body}, and this was sent: {sent}");
    }

    /// <summary>Asserts that the sandbox accepts a create request.</summary>
    public static void AssertAccepted(HttpRequestMessage message)
    {
        using var response = new SandboxServer(new SandboxOptions(), TimeProvider.System).HandleAsync(message, TestContext.Current.CancellationToken).Result;
        Assert.True(response.IsSuccessStatusCode, response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken).Result);
    }
}
