using System.Collections;
using System.Management.Automation;
using WanVideo.Binding;

namespace WanVideo.Tests.Binding;

public sealed class TaskTransformationTests
{
    private static readonly VideoTask Task = new()
    {
        Id = "t-1",
        Provider = "EvoLink",
        Status = VideoStatus.Succeeded,
        Connection = "studio",
        Account = "1a2b",
        BaseUri = new Uri("https://api.evolink.ai/"),
        Label = "shot-1",
        Prompt = "A cat",
        Seed = 7,
        CreatedAt = new DateTimeOffset(2026, 11, 28, 9, 30, 0, TimeSpan.FromHours(2)),
        Image = ["https://example.com/a.png", "https://example.com/b.png?x=1;2"],
        IsBilled = false,
        Row = new Dictionary<string, object?> { ["Scene"] = "roof" },
        VideoUrl = new Uri("https://example.com/a.mp4?signature=1"),
    };

    [Fact]
    public void A_task_is_itself()
    {
        var reference = Convert(Task);
        Assert.Same(Task, reference.Task);
        Assert.Same(Task, reference.InputObject);
        Assert.False(reference.IsCopy);
    }

    [Fact]
    public void An_id_is_text_or_a_guid()
    {
        Assert.Equal("t-1", Convert(" t-1 ").Id);
        Assert.Equal("t-1", Convert(PSObject.AsPSObject("t-1")).Id);
        Assert.Equal("0198c5a0000070008000000000000001", Convert(Guid.Parse("0198c5a0-0000-7000-8000-000000000001")).Id);
    }

    [Fact]
    public void Each_element_of_an_array_is_one_reference() =>
        Assert.Equal(["t-1", "t-2", "t-3"], Transform(new object[] { Task, "t-2", new List<string> { "t-3" } }).Select(reference => reference.Id));

    [Fact]
    public void A_copy_from_Clixml_keeps_the_task()
    {
        var reference = Convert(PSSerializer.Deserialize(PSSerializer.Serialize(Task, 2)));
        Assert.True(reference.IsCopy);
        AssertIsCopy(reference.Task!);
        Assert.Equal(Task.Image, reference.Task!.Image);
        Assert.Equal("roof", reference.Task.Row!["scene"]);
    }

    [Fact]
    public void A_copy_from_CSV_keeps_values_that_are_text()
    {
        var copy = new PSObject();
        foreach (var property in PSObject.AsPSObject(Task).Properties)
        {
            copy.Properties.Add(new PSNoteProperty(property.Name, property.Value is DateTimeOffset time ? time.ToString("o") : property.Value?.ToString()));
        }

        var reference = Convert(copy);
        AssertIsCopy(reference.Task!);
        Assert.Equal(Task.Image, reference.Task!.Image);
        Assert.Null(reference.Task.Row);
    }

    [Fact]
    public void A_hashtable_is_a_task_or_an_id()
    {
        var task = Convert(new Hashtable { ["id"] = "t-1", ["Provider"] = "EvoLink", ["Status"] = "failed" }).Task;
        Assert.Equal(("t-1", "EvoLink", VideoStatus.Failed), (task!.Id, task.Provider, task.Status));

        var reference = Convert(new Hashtable { ["Id"] = "t-1" });
        Assert.Equal("t-1", reference.Id);
        Assert.Null(reference.Task);
    }

    [Theory]
    [InlineData(null, "null")]
    [InlineData("", "empty text")]
    [InlineData(" ", "empty text")]
    [InlineData(42, "a value of type Int32")]
    public void Any_other_value_is_a_reference_with_an_error(object? value, string error) => Assert.Equal(error, Convert(value).Error);

    [Fact]
    public void An_object_without_a_text_id_is_no_task()
    {
        Assert.Equal("a value of type Hashtable", Convert(new Hashtable { ["Id"] = 5 }).Error);
        Assert.Equal("a value of type Version", Convert(new Version(1, 0)).Error);
    }

    private static void AssertIsCopy(VideoTask copy) => Assert.Equal(
        (Task.Id, Task.Provider, Task.Status, Task.Connection, Task.Account, Task.BaseUri, Task.Label, Task.Prompt, Task.Seed, Task.CreatedAt, Task.IsBilled, Task.VideoUrl),
        (copy.Id, copy.Provider, copy.Status, copy.Connection, copy.Account, copy.BaseUri, copy.Label, copy.Prompt, copy.Seed, copy.CreatedAt, copy.IsBilled, copy.VideoUrl));

    private static TaskReference Convert(object? value) => Assert.Single(Transform(value));

    private static TaskReference[] Transform(object? value) => (TaskReference[])new TaskTransformationAttribute().Transform(null!, value!);
}
