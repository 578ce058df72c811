using System.Globalization;
using System.Management.Automation;

namespace WanVideo.Output;

/// <summary>
/// What the views of <c>WanVideo.format.ps1xml</c> say of a task that stands in none of its properties. Takes tasks as they come: also as
/// another machine sent them, whose times and words are text.
/// </summary>
public static class TaskView
{
    private const string Reset = "\e[0m";

    // As PowerShell's own $PSStyle has them. Where a host has no colours, or the user wants none, the engine takes them out.
    private const string Green = "\e[32m";
    private const string Red = "\e[31m";
    private const string Cyan = "\e[36m";
    private const string Yellow = "\e[33m";

    private static readonly TimeSpan Soon = TimeSpan.FromHours(1);

    /// <summary>Its id, in the colour of where it stands.</summary>
    /// <param name="task">The task.</param>
    public static string Id(PSObject task) => Colored(task, Text(task, nameof(VideoTask.Id)) ?? "");

    /// <summary>Where it stands, in a colour, and how far it has come.</summary>
    /// <param name="task">The task.</param>
    public static string Status(PSObject task)
    {
        var status = Text(task, nameof(VideoTask.Status)) ?? "";
        return Colored(task, status == nameof(VideoStatus.Running) && Text(task, nameof(VideoTask.Progress)) is { } progress ? $"{status} {progress}%" : status);
    }

    /// <summary>How long ago it was created.</summary>
    /// <param name="task">The task, or a create whose outcome is not known.</param>
    public static string Age(PSObject task)
    {
        return Time(task, nameof(VideoTask.CreatedAt)) is { } created ? InOneUnit(DateTimeOffset.UtcNow - created) : "";
    }

    /// <summary>How long its video will still be at the gateway; nothing if there is none, or it was saved.</summary>
    /// <param name="task">The task.</param>
    public static string Left(PSObject task)
    {
        if (Text(task, nameof(VideoTask.Status)) != nameof(VideoStatus.Succeeded)
            || Text(task, nameof(VideoTask.SavedPath)) is not null
            || Time(task, nameof(VideoTask.ExpiresAt)) is not { } expires)
        {
            return "";
        }

        var left = expires - DateTimeOffset.UtcNow;
        return left <= TimeSpan.Zero ? Red + "gone" + Reset : left < Soon ? Yellow + InOneUnit(left) + Reset : InOneUnit(left);
    }

    /// <summary>A moment on this machine's clock, and how far it is from now.</summary>
    /// <param name="task">The task.</param>
    /// <param name="property">The property that has the moment.</param>
    public static string? Moment(PSObject task, string property)
    {
        if (Time(task, property) is not { } at)
        {
            return null;
        }

        var away = at - DateTimeOffset.UtcNow;
        var from = away > TimeSpan.Zero ? $"in {InOneUnit(away)}" : $"{InOneUnit(-away)} ago";
        return string.Create(CultureInfo.CurrentCulture, $"{at.ToLocalTime():g} ({from})");
    }

    /// <summary>The address of its video without the signature, with which anybody could fetch it.</summary>
    /// <param name="task">The task.</param>
    public static string? Address(PSObject task)
    {
        return Uri.TryCreate(Text(task, nameof(VideoTask.VideoUrl)), UriKind.Absolute, out var uri)
            ? uri.GetLeftPart(UriPartial.Path) + (uri.Query.Length > 0 ? "?…" : "")
            : null;
    }

    private static string Colored(PSObject task, string words)
    {
        var color = Text(task, nameof(VideoTask.Status)) switch
        {
            nameof(VideoStatus.Succeeded) => Green,
            nameof(VideoStatus.Failed) => Red,
            nameof(VideoStatus.Running) => Cyan,
            nameof(VideoStatus.Canceled) or nameof(VideoStatus.Unknown) => Yellow,
            _ => null,
        };
        return color is null ? words : color + words + Reset;
    }

    // The greatest whole unit: three characters tell enough in a column.
    private static string InOneUnit(TimeSpan time) => time switch
    {
        { TotalSeconds: < 1 } => "0s",
        { TotalMinutes: < 1 } => Count(time.TotalSeconds, 's'),
        { TotalHours: < 1 } => Count(time.TotalMinutes, 'm'),
        { TotalDays: < 1 } => Count(time.TotalHours, 'h'),
        _ => Count(time.TotalDays, 'd'),
    };

    private static string Count(double count, char unit) => string.Create(CultureInfo.InvariantCulture, $"{(long)count}{unit}");

    private static string? Text(PSObject? task, string property) =>
        task?.Properties[property]?.Value is { } value && LanguagePrimitives.ConvertTo<string>(value) is { Length: > 0 } text ? text : null;

    // A DateTimeOffset comes from another machine as the properties it had there.
    private static DateTimeOffset? Time(PSObject? task, string property) =>
        task?.Properties[property]?.Value is { } value && PSObject.AsPSObject(value).Properties[nameof(DateTimeOffset.UtcDateTime)]?.Value is DateTime utc
            ? new DateTimeOffset(DateTime.SpecifyKind(utc, DateTimeKind.Utc))
            : null;
}
