using System.Globalization;
using System.Management.Automation;

namespace WanVideo.Views;

/// <summary>
/// The texts of a task in the views, and the properties that <c>WanVideo.types.ps1xml</c> adds. Accepts deserialized objects as well, whose times are
/// property bags.
/// </summary>
/// <remarks>The views read properties only, because PowerShell does not call methods of a module's types in ConstrainedLanguage mode.</remarks>
public sealed class TaskView
{
    private const string Reset = "\e[0m";

    // The foreground colors of $PSStyle. PowerShell removes them according to $PSStyle.OutputRendering.
    private const string Green = "\e[32m";
    private const string Red = "\e[31m";
    private const string Cyan = "\e[36m";
    private const string Yellow = "\e[33m";

    private static readonly TimeSpan WarningPeriod = TimeSpan.FromHours(1);

    private readonly PSObject task;

    private TaskView(PSObject task) => this.task = task;

    /// <summary>The texts of a task.</summary>
    /// <param name="task">The task.</param>
    public static TaskView GetView(PSObject task) => new(task);

    /// <summary>The label, or the start of the prompt, or the id or model.</summary>
    /// <param name="instance">The task or estimate.</param>
    public static string? GetName(PSObject instance) =>
        DisplayName.Get(GetText(instance, nameof(VideoTask.Label)), GetText(instance, nameof(VideoTask.Prompt))) ?? GetText(instance, nameof(VideoTask.Id)) ?? GetText(instance, nameof(VideoTask.Model));

    /// <summary>The time since the task was created, in whole seconds.</summary>
    /// <param name="task">The task.</param>
    public static TimeSpan? GetAge(PSObject task) => GetTime(task, nameof(VideoTask.CreatedAt)) is { } created ? ToWholeSeconds(DateTimeOffset.UtcNow - created) : null;

    /// <summary>The time until the gateway deletes the video, in whole seconds; zero after that, null if there is no video, or it is saved.</summary>
    /// <param name="task">The task.</param>
    public static TimeSpan? GetTimeLeft(PSObject task) =>
        GetText(task, nameof(VideoTask.Status)) == VideoStatus.Succeeded && GetText(task, nameof(VideoTask.SavedPath)) is null && GetTime(task, nameof(VideoTask.ExpiresAt)) is { } expiry
            ? ToWholeSeconds(expiry - DateTimeOffset.UtcNow)
            : null;

    /// <summary>The name, in the color of the status.</summary>
    public string Name => Colorize(GetName(task) ?? "");

    /// <summary>The status in color, with the percentage of a running task.</summary>
    public string Status
    {
        get
        {
            var status = GetText(task, nameof(VideoTask.Status)) ?? "";
            return Colorize(status == nameof(VideoStatus.Running) && GetText(task, nameof(VideoTask.Progress)) is { } progress ? $"{status} {progress}%" : status);
        }
    }

    /// <summary>The age in its largest unit.</summary>
    public string Age => GetAge(task) is { } age ? FormatInLargestUnit(age) : "";

    /// <summary>The time until the gateway deletes the video, in its largest unit, and in color if it is short.</summary>
    public string TimeLeft => GetTimeLeft(task) switch
    {
        null => "",
        { Ticks: 0 } => Red + "gone" + Reset,
        { } remaining when remaining < WarningPeriod => Yellow + FormatInLargestUnit(remaining) + Reset,
        { } remaining => FormatInLargestUnit(remaining),
    };

    /// <summary>When the gateway accepted the task, in the local time zone, and the distance from now.</summary>
    public string? CreatedAt => FormatTime(nameof(VideoTask.CreatedAt));

    /// <summary>When the task ended, in the local time zone, and the distance from now.</summary>
    public string? FinishedAt => FormatTime(nameof(VideoTask.FinishedAt));

    /// <summary>When the gateway may delete the video, in the local time zone, and the distance from now.</summary>
    public string? ExpiresAt => FormatTime(nameof(VideoTask.ExpiresAt));

    /// <summary>The URL of the video without its query, which contains the signature that grants access.</summary>
    public string? VideoUrl =>
        Uri.TryCreate(GetText(task, nameof(VideoTask.VideoUrl)), UriKind.Absolute, out var uri)
            ? uri.GetLeftPart(UriPartial.Path) + (uri.Query.Length > 0 ? "?…" : "")
            : null;

    /// <summary>The billable seconds of an estimate, with <c>&lt;=</c> or <c>&gt;=</c> for a bound.</summary>
    /// <param name="cost">The estimate.</param>
    public static string GetSeconds(PSObject cost)
    {
        var bound = GetText(cost, nameof(WanVideoCost.IsUpperBound)) == bool.TrueString ? "<= " : GetText(cost, nameof(WanVideoCost.IsLowerBound)) == bool.TrueString ? ">= " : "";
        return bound + GetText(cost, nameof(WanVideoCost.BillableSeconds));
    }

    private string? FormatTime(string property)
    {
        if (GetTime(task, property) is not { } at)
        {
            return null;
        }

        var distance = at - DateTimeOffset.UtcNow;
        var relative = distance > TimeSpan.Zero ? $"in {FormatInLargestUnit(distance)}" : $"{FormatInLargestUnit(-distance)} ago";
        return string.Create(CultureInfo.CurrentCulture, $"{at.ToLocalTime():g} ({relative})");
    }

    private string Colorize(string text)
    {
        var color = GetText(task, nameof(VideoTask.Status)) switch
        {
            nameof(VideoStatus.Succeeded) => Green,
            nameof(VideoStatus.Failed) or nameof(VideoStatus.Refused) => Red,
            nameof(VideoStatus.Running) => Cyan,
            nameof(VideoStatus.Canceled) or nameof(VideoStatus.Unknown) or nameof(VideoStatus.Unresolved) => Yellow,
            _ => null,
        };
        return color is null ? text : color + text + Reset;
    }

    private static TimeSpan ToWholeSeconds(TimeSpan time) => time > TimeSpan.Zero ? TimeSpan.FromSeconds((long)time.TotalSeconds) : TimeSpan.Zero;

    private static string FormatInLargestUnit(TimeSpan time) => time switch
    {
        { TotalSeconds: < 1 } => "0s",
        { TotalMinutes: < 1 } => FormatCount(time.TotalSeconds, 's'),
        { TotalHours: < 1 } => FormatCount(time.TotalMinutes, 'm'),
        { TotalDays: < 1 } => FormatCount(time.TotalHours, 'h'),
        _ => FormatCount(time.TotalDays, 'd'),
    };

    private static string FormatCount(double count, char unit) => string.Create(CultureInfo.InvariantCulture, $"{(long)count}{unit}");

    private static string? GetText(PSObject? task, string property) =>
        task?.Properties[property]?.Value is { } value && LanguagePrimitives.ConvertTo<string>(value) is { Length: > 0 } text ? text : null;

    // A deserialized DateTimeOffset is a PSObject with the properties of the original.
    private static DateTimeOffset? GetTime(PSObject? task, string property) =>
        task?.Properties[property]?.Value is { } value && PSObject.AsPSObject(value).Properties[nameof(DateTimeOffset.UtcDateTime)]?.Value is DateTime utc
            ? new DateTimeOffset(DateTime.SpecifyKind(utc, DateTimeKind.Utc))
            : null;
}
