BeforeAll {
    Import-Module $PSScriptRoot/TestTools.psm1 -Force
    Import-Module $ModulePath
    $server = Start-MockServer
    $image = 'https://example.com/cat.png'

    function Get-SentBody { @(Get-MockRequest $server '/v1/videos/generations') | ForEach-Object { $_.body | ConvertFrom-Json } }
    function Get-Journal { Get-Content $env:WANVIDEO_JOURNAL | ConvertFrom-Json }
}

AfterAll {
    Disconnect-WanVideo
    Stop-MockServer $server
}

Describe 'New-WanVideoTask' {
    BeforeEach {
        Reset-MockServer $server
        Connect-Mock $server @{ RetryIntervalSec = 1; MaximumRetryCount = 2 }
        $createRequestsBefore = (Get-MockState $server).createRequests
    }
    AfterEach { Remove-Item $env:WANVIDEO_JOURNAL -ErrorAction Ignore }

    Context 'a task' {
        It 'is returned as soon as the gateway has accepted it' {
            $task = New-WanVideoTask 'A cat playing piano' -ImageUrl $image

            $task | Should -BeOfType WanVideo.VideoTask
            $task.Id | Should -BeLike 'task-unified-*'
            $task.Provider | Should -Be EvoLink
            $task.Model | Should -Be wan2.6-image-to-video-flash
            $task.Status | Should -Be Pending
            $task.RawStatus | Should -Be pending
            $task.Prompt | Should -Be 'A cat playing piano'
            $task.Duration | Should -Be 5
            $task.CreatedAt | Should -BeGreaterThan ([DateTimeOffset]::UtcNow.AddMinutes(-1))
            $task.EstimatedTime | Should -Be ([timespan]'00:00:01')
            $task.VideoUrl | Should -BeNullOrEmpty
            $task.Usage.BillingRule | Should -Not -BeNullOrEmpty
            $task.RequestId | Should -Not -BeNullOrEmpty
        }

        It 'is sent with the defaults of the module' {
            New-WanVideoTask 'A cat playing piano' -ImageUrl $image | Out-Null

            $sent = Get-SentBody
            $sent.duration | Should -Be 5
            $sent.quality | Should -Be 720p
            $sent.generate_audio | Should -BeTrue
            $sent.prompt_extend | Should -BeTrue
            $sent.model_params.shot_type | Should -Be single
        }

        It 'is sent with the API key and an idempotency key' {
            New-WanVideoTask 'A cat' -ImageUrl $image | Out-Null

            $request = Get-MockRequest $server '/v1/videos/generations'
            $request.headers.authorization | Should -Be "Bearer $CanaryKey"
            $request.headers.'idempotency-key' | Should -MatchExactly '^[A-Za-z0-9._-]{16,96}$'
        }

        It 'contains additional fields from <Name>' -ForEach @(
            @{ Name = 'a hashtable'; AdditionalProperty = @{ new_field = @{ list = 1, 'two', $true }; model_params = @{ camera = 'slow' } } }
            @{ Name = 'an object'; AdditionalProperty = [pscustomobject]@{ new_field = [pscustomobject]@{ list = 1, 'two', $true }; model_params = @{ camera = 'slow' } } }
            @{ Name = 'a cell with JSON'; AdditionalProperty = '{"new_field":{"list":[1,"two",true]},"model_params":{"camera":"slow"}}' }
        ) {
            [pscustomobject]@{ Prompt = 'A cat'; ImageUrl = $image; AdditionalProperty = $AdditionalProperty } | New-WanVideoTask -ErrorAction SilentlyContinue | Out-Null

            $sent = Get-SentBody
            $sent.new_field.list | Should -Be 1, 'two', $true
            $sent.model_params.camera | Should -Be slow
            $sent.model_params.shot_type | Should -Be single
        }
    }

    Context 'the journal' {
        It 'contains the attempt and then the task' {
            $task = New-WanVideoTask 'A cat' -ImageUrl $image

            $lines = Get-Journal
            $lines.event | Should -Be Attempted, Created
            $lines[0].request.prompt | Should -Be 'A cat'
            $lines[0].idempotencyKey | Should -Be (Get-MockRequest $server generations).headers.'idempotency-key'
            $lines[1].id | Should -Be $task.Id
        }

        It 'contains the task if the pipeline fails afterwards' {
            { New-WanVideoTask 'A cat' -ImageUrl $image | ForEach-Object { throw 'a later failure' } } | Should -Throw 'a later failure'

            (Get-Journal)[-1].id | Should -BeLike 'task-unified-*'
        }

        It 'must be writable, otherwise no request is sent' {
            $env:WANVIDEO_JOURNAL = $TestDrive # a folder
            New-WanVideoTask 'A cat' -ImageUrl $image -ErrorVariable failure -ErrorAction SilentlyContinue
            $env:WANVIDEO_JOURNAL = Join-Path $TestDrive gone.jsonl

            $failure.FullyQualifiedErrorId | Should -BeLike 'WanVideo.JournalUnavailable,*'
            Get-SentBody | Should -BeNullOrEmpty
        }
    }

    Context 'input from the pipeline' {
        It 'can be prompts, and tasks are returned in the same order' {
            $tasks = 'One', 'Two', 'Three', 'Four', 'Five', 'Six', 'Seven' | New-WanVideoTask -ImageUrl $image -ThrottleLimit 3
            $tasks.Prompt | Should -Be One, Two, Three, Four, Five, Six, Seven
        }

        It 'determines the order of the tasks even if the first response arrives last' {
            Add-MockFault $server @{ path = 'generations'; body = '"prompt":"One"'; action = @{ kind = 'delay'; milliseconds = 300; when = 'before' } }
            ('One', 'Two', 'Three' | New-WanVideoTask -ImageUrl $image -ThrottleLimit 3).Prompt | Should -Be One, Two, Three
        }

        It 'is sent with at most -ThrottleLimit concurrent requests' {
            Add-MockFault $server @{ path = 'generations'; action = @{ kind = 'delay'; milliseconds = 50; when = 'before' } }
            1..8 | ForEach-Object { "Prompt $_" } | New-WanVideoTask -ImageUrl $image -ThrottleLimit 2 | Out-Null
            (Get-MockState $server).maxInFlight | Should -BeLessOrEqual 2
        }

        It 'binds every parameter from a property' {
            [pscustomobject]@{
                Prompt = 'A dance'; ReferenceVideoUrl = 'https://example.com/1.mp4; https://example.com/2.mov'; Duration = '7'; Resolution = '1080p'
                AspectRatio = '9:16'; ShotType = 'multi'; NoAudio = 'true'; CallbackUrl = 'https://example.com/done?a=1;b=2'; Provider = 'evolink'
                Model = 'wan2.6-reference-video-flash'
            } | New-WanVideoTask | Out-Null

            $sent = Get-SentBody
            $sent.video_urls | Should -Be https://example.com/1.mp4, https://example.com/2.mov
            $sent.duration | Should -Be 7
            $sent.quality | Should -Be 1080p
            $sent.aspect_ratio | Should -Be 9:16
            $sent.model_params.shot_type | Should -Be multi
            $sent.generate_audio | Should -BeFalse
            $sent.callback_url | Should -Be 'https://example.com/done?a=1;b=2'
        }

        It 'has no value in an empty cell' {
            [pscustomobject]@{
                Prompt = 'A cat'; ImageUrl = $image; ReferenceVideoUrl = ''; AudioUrl = ' '; Duration = ''; Resolution = ''; AspectRatio = ''
                ShotType = ''; NoAudio = ''; NoPromptExtend = ''; CallbackUrl = ''; Provider = ''; Model = ''; NegativePrompt = ''
            } | New-WanVideoTask | Should -Not -BeNullOrEmpty

            $sent = Get-SentBody
            $sent.PSObject.Properties.Name | Should -Not -Contain audio_url
            $sent.duration | Should -Be 5
            $sent.generate_audio | Should -BeTrue
        }

        It 'does not affect the next row' {
            @(
                [pscustomobject]@{ Prompt = 'One'; ImageUrl = $image; Duration = 9; NoAudio = 'yes' }
                [pscustomobject]@{ Prompt = 'Two'; ImageUrl = $image }
            ) | New-WanVideoTask | Out-Null

            $second = Get-SentBody | Where-Object prompt -eq Two
            $second.duration | Should -Be 5
            $second.generate_audio | Should -BeTrue
        }

        It 'is converted from <Cell> to <Sent> for a switch' -ForEach @(
            @{ Cell = 'true'; Sent = $false }, @{ Cell = 'YES'; Sent = $false }, @{ Cell = '1'; Sent = $false }
            @{ Cell = 'false'; Sent = $true }, @{ Cell = 'no'; Sent = $true }, @{ Cell = '0'; Sent = $true }
        ) {
            [pscustomobject]@{ Prompt = 'A cat'; ImageUrl = $image; NoAudio = $Cell } | New-WanVideoTask | Out-Null
            (Get-SentBody).generate_audio | Should -Be $Sent
        }

        It 'is rejected with the cell <Name>=<Value>' -ForEach @(
            @{ Name = 'Duration'; Value = '5.6' }, @{ Name = 'Duration'; Value = 'five' }, @{ Name = 'NoAudio'; Value = 'maybe' }, @{ Name = 'ShotType'; Value = 'Double' }, @{ Name = 'ShotType'; Value = '1' }
            @{ Name = 'AdditionalProperty'; Value = 'camera=slow' }, @{ Name = 'Prompt'; Value = @{ text = 'A cat' } }, @{ Name = 'Resolution'; Value = @{ a = 1 } }
        ) {
            $cells = @{ Prompt = 'A cat'; ImageUrl = $image }
            $cells[$Name] = $Value
            $row = [pscustomobject]$cells
            $row | New-WanVideoTask -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty

            "$failure" | Should -BeLike "*'$Name'*"
            $failure[0].TargetObject | Should -Be $row
            Get-SentBody | Should -BeNullOrEmpty
        }

        It 'requires a Prompt property' {
            $row = [pscustomobject]@{ Text = 'A cat'; ImageUrl = $image }
            $row | New-WanVideoTask -ErrorVariable failure -ErrorAction SilentlyContinue

            "$failure" | Should -BeLike '-Prompt is missing;*'
            $failure[0].TargetObject | Should -Be $row
            Get-SentBody | Should -BeNullOrEmpty
        }

        It 'cannot be combined with -Prompt' {
            'A cat' | New-WanVideoTask -Prompt 'A dog' -ImageUrl $image -ErrorVariable failure -ErrorAction SilentlyContinue
            "$failure" | Should -BeLike '*one prompt*'
        }
    }

    Context 'a request beyond the limits' {
        It 'is rejected with an error that names <Name>, and is not sent' -ForEach @(
            @{ Name = 'ImageUrl'; Row = @{ ImageUrl = 'https://example.com/1.png', 'https://example.com/2.png' } }
            @{ Name = 'Prompt'; Row = @{ Prompt = 'x' * 1501; ImageUrl = 'https://example.com/1.png' } }
            @{ Name = 'Duration'; Row = @{ Duration = 11; ReferenceVideoUrl = 'https://example.com/1.mp4' } }
            @{ Name = 'CallbackUrl'; Row = @{ CallbackUrl = 'https://192.168.1.5/x'; ImageUrl = 'https://example.com/1.png' } }
            @{ Name = 'CallbackUrl'; Row = @{ CallbackUrl = 'http://example.com/x'; ImageUrl = 'https://example.com/1.png' } }
            @{ Name = 'NegativePrompt'; Row = @{ NegativePrompt = 'blur'; ImageUrl = 'https://example.com/1.png' } }
        ) {
            $request = @{ Prompt = 'A cat' } + @{}
            foreach ($key in $Row.Keys) { $request[$key] = $Row[$key] }
            New-WanVideoTask @request -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty

            $failure.FullyQualifiedErrorId | Should -BeLike 'WanVideo.InvalidParameter,*'
            $failure.CategoryInfo.Category | Should -Be InvalidArgument
            "$failure" | Should -BeLike "*-$Name *"
            Get-SentBody | Should -BeNullOrEmpty
        }

        It 'does not prevent the other rows from being sent' {
            $tasks = @(
                [pscustomobject]@{ Prompt = 'One'; ImageUrl = $image }
                [pscustomobject]@{ Prompt = 'Two'; ImageUrl = $image; Duration = 99 }
                [pscustomobject]@{ Prompt = 'Three'; ImageUrl = $image }
            ) | New-WanVideoTask -ErrorVariable failure -ErrorAction SilentlyContinue

            $tasks.Prompt | Should -Be One, Three
            $failure.Count | Should -Be 1
            $failure[0].TargetObject.Prompt | Should -Be Two
        }

        It 'is sent unchanged with -SkipValidation' {
            New-WanVideoTask 'A cat' -ImageUrl $image -Duration 99 -SkipValidation -ErrorVariable failure -ErrorAction SilentlyContinue

            (Get-SentBody).duration | Should -Be 99
            $failure.FullyQualifiedErrorId | Should -BeLike 'WanVideo.InvalidRequest,*' # rejected by the gateway
        }
    }

    Context '-WhatIf' {
        It 'shows the task and its cost, and sends and records nothing' {
            $output = Invoke-Process "Import-Module '$ModulePath'; Connect-WanVideo EvoLink -ApiKey $CanaryKey -BaseUri $($server.BaseUri); New-WanVideoTask 'A cat' -ImageUrl $image -Duration 9 -Resolution 1080p -NoAudio -WhatIf"

            "$output" | Should -BeLike '*Create 9 s of silent 1080p video with wan2.6-image-to-video-flash, billed as 9 s (9 s of output; surcharge for 1080p)*EvoLink*'
            Get-SentBody | Should -BeNullOrEmpty
            Test-Path $env:WANVIDEO_JOURNAL | Should -BeFalse
        }
    }

    Context 'a rejected request' {
        It 'causes <Id> for HTTP <Status> <Code>' -ForEach @(
            @{ Status = 400; Code = 'invalid_parameters'; Type = 'invalid_request_error'; Id = 'InvalidRequest'; Category = 'InvalidData' }
            @{ Status = 400; Code = 'content_policy_violation'; Type = 'invalid_request_error'; Id = 'ContentRejected'; Category = 'InvalidData' }
            @{ Status = 401; Code = 'x'; Type = 'authentication_error'; Id = 'Authentication'; Category = 'AuthenticationError' }
            @{ Status = 402; Code = 'insufficient_user_quota'; Type = 'insufficient_quota_error'; Id = 'Balance'; Category = 'QuotaExceeded' }
            @{ Status = 403; Code = 'key_model_not_allowed'; Type = 'permission_error'; Id = 'Permission'; Category = 'PermissionDenied' }
            @{ Status = 403; Code = 'key_quota_exhausted'; Type = 'permission_error'; Id = 'Balance'; Category = 'QuotaExceeded' }
            @{ Status = 413; Code = 7; Type = 'request_too_large_error'; Id = 'InvalidRequest'; Category = 'InvalidData' }
        ) {
            $body = @{ error = @{ code = $Code; message = 'The gateway''s message'; type = $Type; fallback_suggestion = 'Do better' } } | ConvertTo-Json -Compress
            Add-MockFault $server @{ path = 'generations'; action = @{ kind = 'status'; status = $Status; body = $body; contentType = 'application/json' } }
            New-WanVideoTask 'A cat' -ImageUrl $image -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty

            $failure.FullyQualifiedErrorId | Should -BeLike "WanVideo.$Id,*"
            $failure.CategoryInfo.Category | Should -Be $Category
            "$failure" | Should -BeLike "${Code}: The gateway's message*"
            $failure.ErrorDetails.RecommendedAction | Should -BeLike '*Do better'
            @(Get-SentBody).Count | Should -Be 1
            (Get-Journal)[-1].event | Should -Be Refused
        }
    }

    Context 'a create request with an unknown outcome' {
        It 'is reported and not retried: <Name>' -ForEach @(
            @{ Name = 'dropped after it was accepted'; Action = @{ kind = 'drop'; when = 'after' }; Accepted = 1 }
            @{ Name = 'dropped before it was accepted'; Action = @{ kind = 'drop'; when = 'before' }; Accepted = 0 }
            @{ Name = 'HTTP 500'; Action = @{ kind = 'status'; status = 500; body = '{}' }; Accepted = 0 }
            @{ Name = 'HTTP 502'; Action = @{ kind = 'status'; status = 502; body = '<html>' }; Accepted = 0 }
            @{ Name = 'HTTP 503 without Retry-After'; Action = @{ kind = 'status'; status = 503; body = '{}' }; Accepted = 0 }
            @{ Name = 'truncated JSON'; Action = @{ kind = 'truncate'; bytes = 20 }; Accepted = 1 }
            @{ Name = 'HTML under 200'; Action = @{ kind = 'body'; body = '<html>'; contentType = 'text/html'; when = 'after' }; Accepted = 1 }
            @{ Name = 'JSON without an id'; Action = @{ kind = 'body'; body = '{"success":false}'; contentType = 'application/json'; when = 'after' }; Accepted = 1 }
            @{ Name = 'a response after the timeout'; Action = @{ kind = 'delay'; milliseconds = 5000; when = 'after' }; Accepted = 1; Options = @{ OperationTimeoutSeconds = 1 } }
        ) {
            Connect-Mock $server ($Options ?? @{})
            Get-WanVideoTask task-unified-1 -ErrorAction SilentlyContinue # opens the connection: a failure on a reused connection is not retried either
            Add-MockFault $server @{ path = 'generations'; action = $Action }, @{ method = 'GET'; path = '/v1/tasks\?'; action = @{ kind = 'status'; status = 404 } } # no task list
            New-WanVideoTask 'A cat' -ImageUrl $image -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty

            $failure.FullyQualifiedErrorId | Should -BeLike 'WanVideo.OutcomeUnknown,*'
            "$failure" | Should -BeLike '*may exist and be billed*'
            "$failure" | Should -BeLike "*attempt $((Get-Journal)[0].attempt)*"
            (Get-Journal)[-1].event | Should -Be OutcomeUnknown
            @(Get-SentBody).Count | Should -Be 1
            (Get-MockState $server -Idle).createRequests - $createRequestsBefore | Should -Be $Accepted
        }
    }

    Context 'a create request that was not accepted' {
        It 'is retried: <Name>' -ForEach @(
            @{ Name = 'HTTP 429'; Status = 429; Headers = @{} }
            @{ Name = 'HTTP 429 with Retry-After'; Status = 429; Headers = @{ 'Retry-After' = '0' } }
            @{ Name = 'HTTP 503 with Retry-After'; Status = 503; Headers = @{ 'Retry-After' = '0' } }
        ) {
            Add-MockFault $server @{ path = 'generations'; times = 1; action = @{ kind = 'status'; status = $Status; headers = $Headers; body = '{}' } }
            New-WanVideoTask 'A cat' -ImageUrl $image | Should -Not -BeNullOrEmpty

            $requests = @(Get-MockRequest $server generations)
            $requests.Count | Should -Be 2
            $requests.headers.'idempotency-key' | Select-Object -Unique | Should -HaveCount 1
            (Get-MockState $server).createRequests - $createRequestsBefore | Should -Be 1
        }

        It 'is retried at most -MaximumRetryCount times' {
            Add-MockFault $server @{ path = 'generations'; action = @{ kind = 'status'; status = 429; headers = @{ 'Retry-After' = '0' }; body = '{}' } }
            New-WanVideoTask 'A cat' -ImageUrl $image -ErrorVariable failure -ErrorAction SilentlyContinue

            $failure.FullyQualifiedErrorId | Should -BeLike 'WanVideo.RateLimited,*'
            @(Get-SentBody).Count | Should -Be 3
        }

        It 'is reported as not sent if <Name>' -ForEach @(
            @{ Name = 'the port is closed'; BaseUri = { 'http://127.0.0.1:1' } }
            @{ Name = 'the host name does not exist'; BaseUri = { 'https://no-such-host.invalid' } }
            @{ Name = 'the server does not use TLS'; BaseUri = { [UriBuilder]::new('https', '127.0.0.1', $server.BaseUri.Port).Uri } }
            @{ Name = 'no connection is established in time'; BaseUri = { "https://127.0.0.1:$($silent.LocalEndpoint.Port)" } }
        ) {
            # The system accepts connections to this port. Nothing responds to them.
            $silent = [Net.Sockets.TcpListener]::new('127.0.0.1', 0)
            $silent.Start()
            try {
                Connect-WanVideo EvoLink -ApiKey $CanaryKey -BaseUri (& $BaseUri) -MaximumRetryCount 0 -ConnectionTimeoutSeconds 1
                New-WanVideoTask 'A cat' -ImageUrl $image -ErrorVariable failure -ErrorAction SilentlyContinue
            } finally {
                $silent.Stop()
            }

            $failure.FullyQualifiedErrorId | Should -BeLike 'WanVideo.Unreachable,*'
            "$failure" | Should -BeLike '*No task was created.*'
            (Get-Journal)[-1].event | Should -Be Refused
            (Get-MockState $server -Idle).createRequests - $createRequestsBefore | Should -Be 0
        }
    }
}
