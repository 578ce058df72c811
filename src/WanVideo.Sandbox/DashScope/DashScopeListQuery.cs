using System.Collections.Specialized;
using System.Globalization;
using static WanVideo.Providers.DashScope.DashScopeWire;

namespace WanVideo.Sandbox.DashScope;

/// <summary>The parameters of a list query. An empty parameter counts as missing.</summary>
internal sealed class DashScopeListQuery
{
    private const int MaxPageSize = 100;

    private readonly NameValueCollection query;
    private readonly DateTimeOffset? start;
    private readonly DateTimeOffset? end;

    /// <exception cref="InvalidFieldException">A parameter is invalid.</exception>
    public DashScopeListQuery(NameValueCollection query)
    {
        this.query = query;
        start = GetTime(ListField.StartTime);
        end = GetTime(ListField.EndTime);
        if (end - start is { } span && (span < TimeSpan.Zero || span > DashScopeProtocol.TaskLifetime))
        {
            throw new InvalidFieldException(ListField.EndTime, $"must be at most {DashScopeProtocol.TaskLifetime.TotalHours} hours after {ListField.StartTime}, and not before it");
        }

        Page = GetNumber(ListField.Page, 1, int.MaxValue);
        PageSize = GetNumber(ListField.PageSize, ListField.DefaultPageSize, MaxPageSize);
    }

    public int Page { get; }

    public int PageSize { get; }

    public bool Matches(SandboxTask task, DateTimeOffset now) =>
        IsInRange(task.CreatedAt, now)
        && IsMatch(ListField.TaskId, task.Id)
        && IsMatch(ListField.Model, task.Request.Model)
        && IsMatch(ListField.Status, DashScopeResponseWriter.GetStatus(task, now))
        && IsMatch(ListField.Region, DashScopeResponseWriter.Region)
        && IsMatch(ListField.ApiKeyId, DashScopeResponseWriter.AccountId);

    // With one time, the range is the day after the start or before the end. Without times, it is the last day. Differences are compared, because a day before
    // the year 1 or after the year 9999 cannot be represented.
    private bool IsInRange(DateTimeOffset created, DateTimeOffset now)
    {
        var isAfterStart = start is { } first ? created >= first : (end ?? now) - created <= DashScopeProtocol.TaskLifetime;
        var isBeforeEnd = end is { } last ? created <= last : created - (start ?? created) <= DashScopeProtocol.TaskLifetime;
        return isAfterStart && isBeforeEnd;
    }

    private bool IsMatch(string name, string value) => Get(name) is not { } filter || filter == value;

    private DateTimeOffset? GetTime(string name) => Get(name) switch
    {
        null => null,
        { } text when DateTimeOffset.TryParseExact(text + "+08:00", ListField.TimeFormat + "zzz", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) => time,
        _ => throw new InvalidFieldException(name, $"must be a time in the format {ListField.TimeFormat}"),
    };

    private int GetNumber(string name, int defaultValue, int maximum) => Get(name) switch
    {
        null => defaultValue,
        { } text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 && number <= maximum => number,
        _ => throw new InvalidFieldException(name, $"must be between 1 and {maximum}"),
    };

    private string? Get(string name) => query[name] is { Length: > 0 } text ? text : null;
}
