using WanVideo.Catalog;

namespace WanVideo.Commands.Base;

/// <summary>A validated request with the input that it was made from.</summary>
/// <param name="Input">The row, prompt or request.</param>
/// <param name="Label">The label; null without one.</param>
/// <param name="Row">The row as JSON; null if the input has no columns.</param>
/// <param name="OtherColumns">The columns of the row that are not parameters.</param>
/// <param name="Provider">The gateway.</param>
/// <param name="BaseUri">The base URL to which it is sent.</param>
/// <param name="Prepared">The request.</param>
internal sealed record RowRequest(CommandInput Input, string? Label, string? Row, IReadOnlyList<string> OtherColumns, VideoProviderInfo Provider, Uri BaseUri, PreparedRequest Prepared);
