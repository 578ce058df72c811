using System.Globalization;
using static WanVideo.Sandbox.DashScope.DashScopeNames;

namespace WanVideo.Sandbox.DashScope;

/// <summary>DashScope's times: those of China, without a zone. No page names it; it is inferred from the region.</summary>
internal static class DashScopeTime
{
    private static readonly TimeSpan Zone = TimeSpan.FromHours(8);

    public static string Format(DateTimeOffset time) => time.ToOffset(Zone).ToString(Answer.TimeFormat, CultureInfo.InvariantCulture);

    public static bool TryParse(string text, out DateTimeOffset time) =>
        DateTimeOffset.TryParseExact(text + "+08:00", Query.TimeFormat + "zzz", CultureInfo.InvariantCulture, DateTimeStyles.None, out time);
}
