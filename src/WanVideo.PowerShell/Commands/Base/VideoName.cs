using System.Management.Automation;
using WanVideo.Downloading;

namespace WanVideo.Commands.Base;

/// <summary>The value of <c>-Name</c>: a template with placeholders, or a script block that returns a name.</summary>
internal sealed class VideoName
{
    private readonly VideoFileName template;
    private readonly ScriptBlock? script;

    private VideoName(VideoFileName template, ScriptBlock? script) => (this.template, this.script) = (template, script);

    /// <exception cref="VideoException">The template is invalid, or the value is neither text nor a script block.</exception>
    public static VideoName Create(object? value) => (value is PSObject wrapper ? wrapper.BaseObject : value) switch
    {
        null => new(VideoFileName.Default, null),
        string template when !string.IsNullOrWhiteSpace(template) => new(new VideoFileName(template), null),
        ScriptBlock script => new(VideoFileName.Default, script),
        _ => throw new VideoException(VideoErrorKind.InvalidParameter, "-Name accepts text or a script block."),
    };

    /// <summary>Creates the file name of a task's video.</summary>
    /// <param name="task">The task; <c>$_</c> in the script block.</param>
    /// <param name="index">Its position in the call, from 1.</param>
    /// <exception cref="VideoException">A placeholder has no value, or the script block fails or returns no text.</exception>
    public string Format(VideoTask task, int index) => script is null ? template.Format(task, index) : VideoFileName.Create(Invoke(script, task));

    private static string Invoke(ScriptBlock script, VideoTask task)
    {
        try
        {
            return script.InvokeWithContext(null, [new PSVariable("_", task)]) is [{ } result] && result.ToString() is { } name && !string.IsNullOrWhiteSpace(name)
                ? name
                : throw new VideoException(VideoErrorKind.InvalidParameter, "The script block of -Name must return one name.") { TaskId = task.Id, Label = task.Label };
        }
        catch (RuntimeException exception) when (exception is not PipelineStoppedException)
        {
            throw new VideoException(VideoErrorKind.InvalidParameter, $"The script block of -Name failed: {exception.Message}", exception) { TaskId = task.Id, Label = task.Label };
        }
    }
}
