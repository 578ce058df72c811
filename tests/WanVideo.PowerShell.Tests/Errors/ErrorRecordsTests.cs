using System.Management.Automation;
using WanVideo.Errors;

namespace WanVideo.Tests.Errors;

public sealed class ErrorRecordsTests
{
    [Fact]
    public void The_record_has_id_category_target_and_recommended_action()
    {
        var record = new VideoException(VideoErrorKind.Balance, "Not enough credit.").ToErrorRecord("row 1");
        Assert.Equal("WanVideo.Balance", record.FullyQualifiedErrorId);
        Assert.Equal(ErrorCategory.QuotaExceeded, record.CategoryInfo.Category);
        Assert.Equal("row 1", record.TargetObject);
        Assert.Equal("Not enough credit.", record.ErrorDetails.Message);
        Assert.Equal(ErrorTable.Get(VideoErrorKind.Balance).Action, record.ErrorDetails.RecommendedAction);
    }

    [Fact]
    public void The_gateways_suggestion_follows_the_recommended_action()
    {
        var error = new VideoError { Kind = VideoErrorKind.Balance, Message = "Not enough credit.", Suggestion = "Buy a package." };
        Assert.EndsWith(" The gateway suggests: Buy a package.", new VideoException(error).ToErrorRecord(null).ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public void The_message_contains_the_gateways_request_id()
    {
        var exception = new VideoException(VideoErrorKind.ProviderFault, "Internal error.") { Provider = "EvoLink", RequestId = "r-1" };
        Assert.Equal("Internal error. (EvoLink request r-1)", exception.ToErrorRecord(null).ErrorDetails.Message);
    }

    [Fact]
    public void An_unknown_outcome_is_reported_with_the_command_that_settles_it()
    {
        var intent = Guid.Parse("0198c5a0-0000-7000-8000-000000000001");
        var exception = new VideoException(VideoErrorKind.OutcomeUnknown, "No response.") { Provider = "EvoLink", IntentId = intent };
        Assert.Equal("No response. Settle it with Resolve-WanVideoTask 0198c5a0000070008000000000000001.", exception.ToErrorRecord(null).ErrorDetails.Message);
    }

    [Theory]
    [InlineData(VideoStatus.Failed, "WanVideo.ProviderFault", "Task t-1 failed at EvoLink.")]
    [InlineData(VideoStatus.Canceled, "WanVideo.Canceled", "Task t-1 was canceled at EvoLink.")]
    [InlineData(VideoStatus.Unknown, "WanVideo.NotFound", "Task t-1 was not found at EvoLink.")]
    public void A_task_without_a_video_is_an_error_of_that_task(string status, string id, string message)
    {
        var task = new VideoTask { Id = "t-1", Provider = "EvoLink", Status = status };
        var record = task.ToErrorRecord();
        Assert.Equal(id, record.FullyQualifiedErrorId);
        Assert.Equal(message, record.ErrorDetails.Message);
        Assert.Same(task, record.TargetObject);
    }

    [Fact]
    public void A_failed_tasks_own_error_kind_is_kept()
    {
        var task = new VideoTask
        {
            Id = "t-1",
            Provider = "EvoLink",
            Status = VideoStatus.Failed,
            Error = new VideoError { Kind = VideoErrorKind.ContentRejected, Message = "The prompt was rejected." },
        };
        Assert.Equal("WanVideo.ContentRejected", task.ToErrorRecord().FullyQualifiedErrorId);
    }
}
