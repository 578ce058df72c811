using System.Collections.ObjectModel;
using System.Management.Automation;
using WanVideo.Commands.Base;

namespace WanVideo.Tests.Commands;

public sealed class AsyncCommandTests() : CommandTestBase("Test-Async", typeof(AsyncCommandTests.TestAsyncCommand))
{
    [Fact]
    public void An_unexpected_exception_is_an_error_of_its_input_and_does_not_end_the_command()
    {
        var written = Run(["a", "bad", "b"], input => input == "bad" ? new InvalidDataException("broken gzip") : null);

        Assert.Equal(["a", "b"], written);
        var error = Assert.Single(Shell.Streams.Error);
        Assert.Equal("bad", error.TargetObject);
        Assert.StartsWith("WanVideo.ProviderFault,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal("An unexpected error occurred: broken gzip", error.Exception.Message);
    }

    [Theory]
    [InlineData(VideoErrorKind.Authentication)]
    [InlineData(VideoErrorKind.Balance)]
    [InlineData(VideoErrorKind.NotConnected)]
    [InlineData(VideoErrorKind.LedgerUnavailable)]
    public void An_error_that_concerns_all_inputs_ends_the_work_of_its_connection_and_is_written_once(VideoErrorKind kind)
    {
        string[] inputs = ["a", "bad", "b", "c"];
        var started = new List<string>();
        var written = Run(inputs, input =>
        {
            started.Add(input);
            return input == "bad" ? new VideoException(kind, "Rejected.") : null;
        });

        Assert.Equal(["a"], written);
        Assert.Equal(["a", "bad"], started);
        Assert.Equal(["bad", "b", "c"], Assert.IsType<object[]>(Assert.Single(Shell.Streams.Error).TargetObject));
    }

    [Theory]
    [InlineData(VideoErrorKind.InvalidRequest)]
    [InlineData(VideoErrorKind.Permission)]
    [InlineData(VideoErrorKind.OutcomeUnknown)]
    public void Any_other_error_concerns_one_input(VideoErrorKind kind)
    {
        Assert.Equal(["a", "b"], Run(["a", "bad", "b"], input => input == "bad" ? new VideoException(kind, "Rejected.") : null));
        Assert.Single(Shell.Streams.Error);
    }

    private Collection<string> Run(string[] inputs, Func<string, Exception?> work) =>
        Shell.AddCommand("Test-Async").AddParameter("Work", work).Invoke<string>(inputs);

    [Cmdlet(VerbsDiagnostic.Test, "Async")]
    public sealed class TestAsyncCommand : AsyncCommand
    {
        [Parameter(ValueFromPipeline = true)]
        public string Value { get; set; } = "";

        [Parameter]
        public Func<string, Exception?> Work { get; set; } = _ => null;

        protected override void ProcessRecord()
        {
            var input = new CommandInput(Value, Value, Connection: null, exception => exception);
            Start(input, _ => Work((string)input.Value!) is { } exception ? throw exception : Task.FromResult(() => WriteObject(input.Value)));
        }
    }
}
