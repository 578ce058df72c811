using System.Collections.Specialized;
using System.Globalization;
using static WanVideo.Sandbox.DashScope.DashScopeNames;

namespace WanVideo.Sandbox.DashScope;

/// <summary>Which tasks a list is asked for. An empty text counts as not sent.</summary>
internal sealed class DashScopeListQuery
{
    private const int UsualSize = 10;
    private const int LargestSize = 100;

    private readonly NameValueCollection query;
    private readonly DateTimeOffset? from;
    private readonly DateTimeOffset? until;

    /// <exception cref="FieldRefusedException">It cannot be read.</exception>
    public DashScopeListQuery(NameValueCollection query)
    {
        this.query = query;
        from = Time(Query.StartTime);
        until = Time(Query.EndTime);
        if (until - from is { } span && (span < TimeSpan.Zero || span > DashScopeTaskStore.Life))
        {
            throw new FieldRefusedException(Query.EndTime, $"must be at most {DashScopeTaskStore.Life.TotalHours} hours after {Query.StartTime}, and not before it");
        }

        Page = Number(Query.Page, 1, int.MaxValue);
        PageSize = Number(Query.PageSize, UsualSize, LargestSize);
    }

    public int Page { get; }

    public int PageSize { get; }

    public bool Has(DashScopeTask task, DateTimeOffset now) =>
        IsInTime(task.Task.CreatedAt, now)
        && IsWanted(Query.TaskId, task.Task.Id)
        && IsWanted(Query.Model, task.Task.Order.Model)
        && IsWanted(Query.Status, task.Status)
        && IsWanted(Query.Region, List.OnlyRegion)
        && IsWanted(Query.ApiKeyId, List.OnlyId);

    // One of the two times alone is a day from the other; none at all is the last day. Differences are compared, since a day before the year 1
    // or after the year 9999 is no time.
    private bool IsInTime(DateTimeOffset created, DateTimeOffset now)
    {
        var isFromStart = from is { } first ? created >= first : (until ?? now) - created <= DashScopeTaskStore.Life;
        var isUntilEnd = until is { } last ? created <= last : created - (from ?? created) <= DashScopeTaskStore.Life;
        return isFromStart && isUntilEnd;
    }

    private bool IsWanted(string name, string value) => Sent(name) is not { } wanted || wanted == value;

    private DateTimeOffset? Time(string name) => Sent(name) switch
    {
        null => null,
        { } text when DashScopeTime.TryParse(text, out var time) => time,
        _ => throw new FieldRefusedException(name, $"must be a time written as {Query.TimeFormat}"),
    };

    private int Number(string name, int otherwise, int largest) => Sent(name) switch
    {
        null => otherwise,
        { } text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 && number <= largest => number,
        _ => throw new FieldRefusedException(name, $"must be between 1 and {largest}"),
    };

    private string? Sent(string name) => query[name] is { Length: > 0 } text ? text : null;
}
