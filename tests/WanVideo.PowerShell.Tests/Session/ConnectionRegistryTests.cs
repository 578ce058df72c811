using WanVideo.Session;

namespace WanVideo.Tests.Session;

public sealed class ConnectionRegistryTests
{
    private static readonly Uri OtherUri = new("https://other.example/");

    private readonly ProviderRegistry providers = new(TestPaths.ModuleLibrary);
    private readonly ConnectionRegistry connections;

    public ConnectionRegistryTests() => connections = new(providers);

    [Fact]
    public void A_connection_has_a_name_and_the_last_one_is_the_default()
    {
        Connect("studio", "key-1");
        Connect("lab", "key-2");
        Assert.Equal([("lab", true), ("studio", false)], connections.GetAll().Select(connection => (connection.Name, connection.IsDefault)));
        Assert.Equal("lab", connections.Get(null).Name);
        Assert.Equal("studio", connections.Get("STUDIO").Name);
    }

    [Fact]
    public void Two_connections_of_a_provider_have_two_accounts()
    {
        Connect("studio", "key-1");
        Connect("lab", "key-2");
        Assert.Equal(2, connections.GetAll().Select(connection => connection.Account).Distinct().Count());
    }

    [Fact]
    public void A_connection_replaces_the_one_of_its_name()
    {
        Connect("studio", "key-1");
        Assert.Equal("studio", Connect("studio", "key-2")?.Name);
        Assert.Single(connections.GetAll());
    }

    [Fact]
    public void Without_a_connection_there_is_no_default()
    {
        Connect("studio", "key-1");
        Assert.NotNull(connections.Disconnect("studio"));
        Assert.Null(connections.Disconnect("studio"));
        AssertError(VideoErrorKind.NotConnected, "No gateway is connected.", () => connections.Get(null));
    }

    [Fact]
    public void An_unknown_name_is_an_error_that_lists_connections_and_gateways()
    {
        Connect("studio", "key-1");
        AssertError(VideoErrorKind.NotConnected, "-Connection 'x' is neither an open connection nor a gateway. Open connections: studio. Gateways: EvoLink,", () => connections.Get("x"));
    }

    [Fact]
    public void A_description_needs_no_key() => Assert.Equal("EvoLink", connections.Describe("evolink").Provider.Name);

    [Fact]
    public void The_sandbox_opens_by_its_name() => Assert.Equal("Sandbox", connections.Get("Sandbox").Name);

    [Fact]
    public void A_task_is_requested_with_the_connection_of_its_name()
    {
        Connect("studio", "key-1");
        var task = Create("studio");
        Connect("lab", "key-2");
        Assert.Equal("studio", connections.GetFor(task, name: null).Name);
    }

    [Fact]
    public void A_connection_of_its_name_with_a_new_key_is_used()
    {
        Connect("studio", "key-1");
        var task = Create("studio");
        Connect("studio", "key-2");
        Assert.Equal("studio", connections.GetFor(task, name: null).Name);
    }

    [Fact]
    public void A_connection_of_another_name_is_used_if_it_has_the_same_account()
    {
        Connect("studio", "key-1");
        var task = Create("studio");
        connections.Disconnect("studio");
        Connect("renamed", "key-1");
        Assert.Equal("renamed", connections.GetFor(task, name: null).Name);
    }

    [Fact]
    public void A_task_is_not_requested_with_another_account()
    {
        Connect("studio", "key-1");
        var task = Create("studio");
        connections.Disconnect("studio");
        Connect("lab", "key-2");
        AssertError(VideoErrorKind.NotConnected, "t was created with connection studio (EvoLink, https://api.evolink.ai/). This connection is not open. Connect with Connect-WanVideo EvoLink -Name studio.", () => connections.GetFor(task, name: null));
        AssertError(VideoErrorKind.InvalidParameter, "t was created with connection studio", () => connections.GetFor(task, "lab"));
    }

    [Fact]
    public void A_task_is_not_requested_at_another_endpoint()
    {
        Connect("EvoLink", "key-1", OtherUri);
        var task = Create("EvoLink");
        Connect("EvoLink", "key-1");
        AssertError(VideoErrorKind.NotConnected, "t was created with connection EvoLink (EvoLink, https://other.example/). This connection is not open. Connect with Connect-WanVideo EvoLink -BaseUri https://other.example/.", () => connections.GetFor(task, name: null));
    }

    [Fact]
    public void A_task_without_a_connection_is_requested_at_its_provider_preferably_with_the_default_connection()
    {
        Connect("studio", "key-1");
        Connect("lab", "key-2");
        connections.Get("Sandbox");
        Assert.Equal("lab", connections.GetFor(new VideoTask { Id = "t", Provider = "evolink", Status = VideoStatus.Pending }, name: null).Name);
    }

    private ProviderConnection? Connect(string name, string key, Uri? baseUri = null) =>
        connections.Connect(name, new ProviderOptions { Provider = providers.Find("EvoLink")!, ApiKey = key, BaseUri = baseUri }, ApiKeySource.Parameter).Replaced;

    private VideoTask Create(string connection) => connections.Get(connection).AddTo(new VideoTask { Id = "t", Provider = "EvoLink", Status = VideoStatus.Pending });

    private static void AssertError(VideoErrorKind kind, string message, Func<object> action)
    {
        var exception = Assert.Throws<VideoException>(action);
        Assert.Equal(kind, exception.Error.Kind);
        Assert.StartsWith(message, exception.Message, StringComparison.Ordinal);
    }
}
