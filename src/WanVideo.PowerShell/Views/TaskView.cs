using System.Globalization;
using System.Management.Automation;

namespace WanVideo.Views;

/// <summary>
/// Computes the columns of <c>WanVideo.format.ps1xml</c> that are not properties of a task. Accepts deserialized tasks as well, whose enum values
/// are text and whose times are property bags.
/// </summary>
public static class TaskView
{
    private const string Reset = "\e[0m";

    // The foreground colors of $PSStyle. PowerShell removes them according to $PSStyle.OutputRendering.
    private const string Green = "\e[32m";
    private const string Red = "\e[31m";
    private const string Cyan = "\e[36m";
    private const string Yellow = "\e[33m";

    private static readonly TimeSpan WarningPeriod = TimeSpan.FromHours(1);

    /// <summary>The id, in the color of the status.</summary>
    /// <param name="task">The task.</param>
    public static string FormatId(PSObject task) => Colorize(task, GetText(task, nameof(VideoTask.Id)) ?? "");

    /// <summary>The status in color, with the percentage of a running task.</summary>
    /// <param name="task">The task.</param>
    public static string FormatStatus(PSObject task)
    {
        var status = GetText(task, nameof(VideoTask.Status)) ?? "";
        return Colorize(task, status == nameof(VideoStatus.Running) && GetText(task, nameof(VideoTask.Progress)) is { } progress ? $"{status} {progress}%" : status);
    }

    /// <summary>The time since the task was created, in its largest unit.</summary>
    /// <param name="task">The task, or an unresolved create request.</param>
    public static string FormatAge(PSObject task) => GetTime(task, nameof(VideoTask.CreatedAt)) is { } created ? FormatInLargestUnit(DateTimeOffset.UtcNow - created) : "";

    /// <summary>The time until the gateway deletes the video; empty if there is no video, or it is saved.</summary>
    /// <param name="task">The task.</param>
    public static string FormatTimeLeft(PSObject task)
    {
        if (GetText(task, nameof(VideoTask.Status)) != nameof(VideoStatus.Succeeded)
            || GetText(task, nameof(VideoTask.SavedPath)) is not null
            || GetTime(task, nameof(VideoTask.ExpiresAt)) is not { } expires)
        {
            return "";
        }

        var remaining = expires - DateTimeOffset.UtcNow;
        return remaining <= TimeSpan.Zero ? Red + "gone" + Reset : remaining < WarningPeriod ? Yellow + FormatInLargestUnit(remaining) + Reset : FormatInLargestUnit(remaining);
    }

    /// <summary>A time in the local time zone, and its distance from now.</summary>
    /// <param name="task">The task.</param>
    /// <param name="property">The property that contains the time.</param>
    public static string? FormatTime(PSObject task, string property)
    {
        if (GetTime(task, property) is not { } at)
        {
            return null;
        }

        var distance = at - DateTimeOffset.UtcNow;
        var relative = distance > TimeSpan.Zero ? $"in {FormatInLargestUnit(distance)}" : $"{FormatInLargestUnit(-distance)} ago";
        return string.Create(CultureInfo.CurrentCulture, $"{at.ToLocalTime():g} ({relative})");
    }

    /// <summary>The URL of the video without its query, which contains the signature that grants access.</summary>
    /// <param name="task">The task.</param>
    public static string? FormatVideoUrl(PSObject task) =>
        Uri.TryCreate(GetText(task, nameof(VideoTask.VideoUrl)), UriKind.Absolute, out var uri)
            ? uri.GetLeftPart(UriPartial.Path) + (uri.Query.Length > 0 ? "?…" : "")
            : null;

    private static string Colorize(PSObject task, string text)
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
