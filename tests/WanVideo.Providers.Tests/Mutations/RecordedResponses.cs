namespace WanVideo.Tests.Mutations;

/// <summary>The calls of a provider that read a response.</summary>
public enum ProviderCall
{
    Create,
    Get,
    GetMany,
    List,
    Balance,
    Callback,
}

/// <summary>Responses of the gateways as they are documented, from which the mutations start.</summary>
internal static class RecordedResponses
{
    public static readonly (string Provider, ProviderCall Call, string Body)[] All =
    [
        ("EvoLink", ProviderCall.Create, """{"created":1757169743,"id":"task-1","model":"wan2.6-image-to-video-flash","object":"video.generation.task","progress":0,"status":"pending","task_info":{"can_cancel":true,"estimated_time":120},"type":"video","usage":{"billing_rule":"per_call","credits_reserved":5,"user_group":"default"}}"""),
        ("EvoLink", ProviderCall.Create, """{"error":{"code":"invalid_task_id","message":"Invalid task ID format","type":"invalid_request_error","param":"task_id","fallback_suggestion":"x"}}"""),
        ("EvoLink", ProviderCall.Create, """{"error":{"code":"insufficient_quota","message":"No credits","type":"insufficient_quota_error","param":""}}"""),
        ("EvoLink", ProviderCall.Get, """{"created":1756817821,"id":"task-1","model":"wan2.6-image-to-video-flash","progress":100,"results":["https://media.evolink.ai/a.mp4"],"result_data":[{"video_url":"https://media.evolink.ai/a.mp4","title":"x"}],"status":"completed","task_info":{"can_cancel":false,"video_duration":5},"usage":{"credits_used":"5.5","cost":{"credits":5.5,"usd":0.11,"cny":0.8}}}"""),
        ("EvoLink", ProviderCall.Get, """{"id":"task-1","status":"failed","progress":0,"error":{"code":"content_policy_violation","message":"Not this","suggestion":"Do better"}}"""),
        ("EvoLink", ProviderCall.GetMany, """{"data":[{"id":"task-1","status":"processing","progress":40,"created":1756817821},{"id":"task-2","status":"cancelled"}]}"""),
        ("EvoLink", ProviderCall.List, """{"data":[{"id":"task-1","model":"m","type":"video","status":"completed","progress":100,"created_at":1756817821,"duration":73,"has_results":true,"credits_used":5}],"total":1,"page":1,"page_size":20}"""),
        ("EvoLink", ProviderCall.Balance, """{"success":true,"data":{"user":{"remaining_credits":10,"used_credits":1},"token":{"remaining_credits":5,"used_credits":1,"unlimited_credits":false}}}"""),
        ("EvoLink", ProviderCall.Callback, """{"id":"task-1","status":"completed","results":["https://media.evolink.ai/a.mp4"]}"""),
        ("AceData", ProviderCall.Create, """{"task_id":"task-1","trace_id":"trace-1","success":true}"""),
        ("AceData", ProviderCall.Create, """{"error":{"code":"used_up","message":"No balance"},"trace_id":"trace-1","success":false}"""),
        ("AceData", ProviderCall.Get, """{"_id":"x","id":"task-1","type":"videos","trace_id":"trace-1","created_at":1705788000.123,"finished_at":1705788787.5,"duration":787.4,"request":{"action":"text2video","model":"wan2.6-t2v","prompt":"A cat","duration":5},"response":{"success":true,"task_id":"task-1","state":"completed","video_url":"https://a.example/v.mp4"}}"""),
        ("AceData", ProviderCall.Get, """{"id":"task-1","created_at":1705788000,"finished_at":1705788787,"response":{"success":false,"error":{"code":"forbidden","message":"Not this"}},"detail":"x"}"""),
        ("AceData", ProviderCall.GetMany, """{"items":[{"id":"task-1","created_at":1705788000},{"id":"task-2","response":{"state":"pending"}}],"count":2}"""),
        ("AceData", ProviderCall.Callback, """{"success":true,"task_id":"task-1","trace_id":"trace-1","video_url":"https://a.example/v.mp4","state":"completed"}"""),
        ("ModelStream", ProviderCall.Create, """{"id":"task-1","task_id":"task-1","object":"video","model":"wan2.6-i2v-flash","status":"queued","progress":0,"created_at":1795271353}"""),
        ("ModelStream", ProviderCall.Create, """{"code":"fail_to_fetch_task","message":"{\"request_id\":\"r\",\"code\":\"DataInspectionFailed\",\"message\":\"Not this\"}","data":null}"""),
        ("ModelStream", ProviderCall.Create, """{"error":{"message":"No quota (request id: 1)","type":"new_api_error","param":"","code":"insufficient_user_quota"}}"""),
        ("ModelStream", ProviderCall.Get, """{"code":"success","message":"","data":{"id":7,"created_at":1,"task_id":"task-1","platform":"17","status":"SUCCESS","fail_reason":"","result_url":"https://a.example/v.mp4","submit_time":1795271353,"start_time":0,"finish_time":1795271453,"progress":"100%","data":{"output":{"task_id":"u","task_status":"SUCCEEDED","video_url":"https://a.example/v.mp4"}}}}"""),
        ("ModelStream", ProviderCall.Get, """{"code":"success","data":{"task_id":"task-1","status":"FAILURE","fail_reason":"task failed, code: DataInspectionFailed , message: Not this","progress":"100%","data":{"output":{"code":"DataInspectionFailed","message":"Not this"}}}}"""),
        ("ModelStream", ProviderCall.Get, """{"id":"task-1","object":"video","model":"m","status":"completed","progress":100,"created_at":1795271353,"completed_at":1795271453,"metadata":{"url":"https://a.example/v.mp4"},"error":{"code":0,"message":""}}"""),
        ("DashScope", ProviderCall.Create, """{"request_id":"r","output":{"task_id":"task-1","task_status":"PENDING"}}"""),
        ("DashScope", ProviderCall.Create, """{"code":"InvalidApiKey","message":"Invalid API-key provided.","request_id":"r"}"""),
        ("DashScope", ProviderCall.Get, """{"request_id":"r","output":{"task_id":"task-1","task_status":"SUCCEEDED","submit_time":"2025-09-29 14:18:52.331","scheduled_time":"2025-09-29 14:18:59.290","end_time":"2025-09-29 14:23:39.407","orig_prompt":"A cat","video_url":"https://a.example/v.mp4","results":{"video_url":"https://a.example/v.mp4"}},"usage":{"duration":5.0,"output_video_duration":5,"video_duration":5,"video_count":1,"SR":1080}}"""),
        ("DashScope", ProviderCall.Get, """{"request_id":"r","output":{"task_id":"task-1","task_status":"FAILED","submit_time":"2025-09-29 14:18:52","code":"InvalidParameter","message":"The size is not match"}}"""),
        ("DashScope", ProviderCall.List, """{"request_id":"r","total":1,"total_page":1,"page_no":1,"page_size":10,"data":[{"task_id":"task-1","model_name":"wan2.6-t2v","status":"SUCCEEDED","gmt_create":1759126732000,"start_time":1759126739000,"end_time":1759127019000,"request_id":"r"}]}"""),
        ("fal", ProviderCall.Create, """{"status":"IN_QUEUE","request_id":"task-1","gateway_request_id":"task-1","response_url":"http://127.0.0.1/alibaba/wan-3.0/requests/task-1","status_url":"http://127.0.0.1/alibaba/wan-3.0/requests/task-1/status","cancel_url":"http://127.0.0.1/alibaba/wan-3.0/requests/task-1/cancel","queue_position":2,"logs":null,"metrics":{}}"""),
        ("fal", ProviderCall.Create, """{"detail":"User is locked. Reason: Exhausted balance. Top up your balance at fal.ai/dashboard/billing."}"""),
        ("fal", ProviderCall.Get, """{"status":"IN_PROGRESS","request_id":"task-1","response_url":"http://127.0.0.1/alibaba/wan-3.0/requests/task-1","status_url":"http://127.0.0.1/alibaba/wan-3.0/requests/task-1/status","logs":[{"message":"Working","timestamp":"2026-11-27T10:00:00Z","level":"INFO","source":"USER"}]}"""),
        ("fal", ProviderCall.Get, """{"status":"COMPLETED","request_id":"task-1","response_url":"http://127.0.0.1/alibaba/wan-3.0/requests/task-1","metrics":{"inference_time":73.2},"video":{"url":"https://a.example/v.mp4","content_type":"video/mp4","file_name":"v.mp4","file_size":12345,"duration":5.04},"seed":42,"actual_prompt":"A cat","duration":5.0}"""),
        ("fal", ProviderCall.Get, """{"status":"COMPLETED","error":"The run failed","error_type":"content_policy_violation","detail":[{"loc":["body","prompt"],"msg":"Not this","type":"content_policy_violation","url":"https://docs.example","ctx":{},"input":"x"}]}"""),
        ("fal", ProviderCall.Get, """{"detail":"The runner disconnected","error_type":"runner_disconnected"}"""),
        ("fal", ProviderCall.Callback, """{"request_id":"task-1","gateway_request_id":"task-2","status":"OK","payload":{"video":{"url":"https://a.example/v.mp4"},"seed":42}}"""),
        ("fal", ProviderCall.Callback, """{"request_id":"task-1","gateway_request_id":"task-1","status":"ERROR","error":"Unexpected status code: 422","payload":{"detail":[{"loc":["body"],"msg":"Not this","type":"content_policy_violation"}]}}"""),
    ];
}
