BeforeAll {
    Import-Module $PSScriptRoot/TestTools.psm1 -Force
    Import-Module $ModulePath
    $server = Start-MockServer
    $image = 'https://example.com/cat.png'

    function Get-SentBody { @(Get-MockRequest $server '/v1/videos/generations') | ForEach-Object { $_.body | ConvertFrom-Json } }
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

    Context 'a task' {
        It 'is returned as soon as the gateway has accepted it' {
            $task = New-WanVideoTask 'A cat playing piano' -Image $image

            $task | Should -BeOfType WanVideo.VideoTask
            $task.Id | Should -BeLike 'task-unified-*'
            $task.Provider | Should -Be EvoLink
            $task.Model | Should -Be wan2.6-image-to-video-flash
            $task.Status | Should -Be Pending
            $task.RawStatus | Should -Be pending
            $task.Prompt | Should -Be 'A cat playing piano'
            $task.Duration | Should -Be 5
            $task.CreatedAt | Should -BeGreaterThan ([DateTimeOffset]::UtcNow.AddMinutes(-1))
            $task.EstimatedSec | Should -Be 1
            $task.VideoUrl | Should -BeNullOrEmpty
            $task.Usage.BillingRule | Should -Not -BeNullOrEmpty
            $task.RequestId | Should -Not -BeNullOrEmpty
        }

        It 'is named with its id by -Verbose' {
            $messages = New-WanVideoTask 'A cat' -Image $image -Label cat -Verbose 4>&1 | ForEach-Object { $_ -is [Management.Automation.VerboseRecord] ? $_.Message : $_.Id }
            $id = $messages | Where-Object { $_ -like 'task-*' }
            $messages | Should -Contain "cat was created as $id."
            $again = New-WanVideoTask 'A cat' -Image $image -Label cat -Verbose 4>&1 | Where-Object { $_ -is [Management.Automation.VerboseRecord] } | ForEach-Object Message
            $again | Should -Not -Contain "cat was created as $id."
        }

        It 'is sent with the defaults of the module' {
            New-WanVideoTask 'A cat playing piano' -Image $image | Out-Null

            $sent = Get-SentBody
            $sent.duration | Should -Be 5
            $sent.quality | Should -Be 720p
            $sent.generate_audio | Should -BeTrue
            $sent.prompt_extend | Should -BeTrue
            $sent.model_params.shot_type | Should -Be single
        }

        It 'is sent with the API key and an idempotency key' {
            New-WanVideoTask 'A cat' -Image $image | Out-Null

            $request = Get-MockRequest $server '/v1/videos/generations'
            $request.headers.authorization | Should -Be "Bearer $CanaryKey"
            $request.headers.'idempotency-key' | Should -MatchExactly '^[A-Za-z0-9._-]{16,96}$'
        }

        It 'contains additional fields from <Name>' -ForEach @(
            @{ Name = 'a hashtable'; AdditionalProperty = @{ new_field = @{ list = 1, 'two', $true }; model_params = @{ camera = 'slow' } } }
            @{ Name = 'an object'; AdditionalProperty = [pscustomobject]@{ new_field = [pscustomobject]@{ list = 1, 'two', $true }; model_params = @{ camera = 'slow' } } }
            @{ Name = 'a cell with JSON'; AdditionalProperty = '{"new_field":{"list":[1,"two",true]},"model_params":{"camera":"slow"}}' }
        ) {
            [pscustomobject]@{ Prompt = 'A cat'; Image = $image; AdditionalProperty = $AdditionalProperty } | New-WanVideoTask -ErrorAction SilentlyContinue | Out-Null

            $sent = Get-SentBody
            $sent.new_field.list | Should -Be 1, 'two', $true
            $sent.model_params.camera | Should -Be slow
            $sent.model_params.shot_type | Should -Be single
        }
    }

    Context 'the ledger' {
        It 'contains the request before it is sent, and then the task' {
            Add-MockFault $server @{ path = 'generations'; action = @{ kind = 'delay'; milliseconds = 2000; when = 'before' } }
            $pipeline = Start-Pipeline "New-WanVideoTask 'A cat' -Image $image -Label cat"
            Wait-MockRequest $server generations
            $request = Get-WanVideoTask
            $request.Status | Should -Be Sending
            $request.Prompt | Should -Be 'A cat'
            $request.Label | Should -Be cat
            (Invoke-LedgerSql 'SELECT request FROM body' | ConvertFrom-Json).prompt | Should -Be 'A cat'
            "wanvideo-$($request.Id)" | Should -Be (Get-MockRequest $server generations).headers.'idempotency-key'

            $pipeline.Run.AsyncWaitHandle.WaitOne(20000) | Should -BeTrue
            $task = Get-WanVideoTask
            $task.Id | Should -Be $pipeline.Output[0].Id
            $task.IntentId.ToString('N') | Should -Be $request.Id
        }

        It 'contains every accepted task if the pipeline ends early by <What>' -ForEach @(
            @{ What = '-ErrorAction Stop'; Least = 1; Run = { 'bad', 'b', 'c', 'd' | New-WanVideoTask -Image $image -ErrorAction Stop } }
            @{ What = 'Select-Object -First 1'; Least = 2; Run = { 'a', 'b', 'c', 'd' | New-WanVideoTask -Image $image | Select-Object -First 1 } }
            @{ What = 'a downstream error'; Least = 2; Run = { 'a', 'b', 'c', 'd' | New-WanVideoTask -Image $image | ForEach-Object { throw 'a later failure' } } }
        ) {
            # The first response ends the pipeline while the others are still to come.
            Add-MockFault $server @(
                @{ path = 'generations'; body = '"prompt":"[bcd]"'; action = @{ kind = 'delay'; milliseconds = 2500; when = 'after' } }
                @{ path = 'generations'; body = '"prompt":"bad"'; action = @{ kind = 'status'; status = 400; body = '{}'; when = 'before' } }
                @{ path = 'generations'; body = '"prompt":"a"'; action = @{ kind = 'delay'; milliseconds = 1000; when = 'after' } }
            )
            $ended = try { & $Run | Out-Null; 'by Select-Object' } catch { "$_" }
            $ended | Should -Match 'HTTP 400|a later failure|by Select-Object'

            $accepted = (Get-MockState $server -Idle).createRequests - $createRequestsBefore
            $accepted | Should -BeGreaterOrEqual $Least
            $recorded = @(Get-WanVideoTask -WarningVariable warning)
            $recorded.Id | Should -BeLike 'task-unified-*'
            $recorded.Count | Should -Be $accepted
            $warning | Should -BeNullOrEmpty -Because 'none is unresolved'
        }

        It 'must be writable, otherwise no request is sent' {
            $env:WANVIDEO_LEDGER = $TestDrive # a folder
            New-WanVideoTask 'A cat' -Image $image -ErrorVariable failure -ErrorAction SilentlyContinue

            $failure.FullyQualifiedErrorId | Should -BeLike 'WanVideo.LedgerUnavailable,*'
            Get-SentBody | Should -BeNullOrEmpty
        }
    }

    Context 'input from the pipeline' {
        It 'can be prompts, and tasks are returned in the same order' {
            $tasks = 'One', 'Two', 'Three', 'Four', 'Five', 'Six', 'Seven' | New-WanVideoTask -Image $image -ThrottleLimit 3
            $tasks.Prompt | Should -Be One, Two, Three, Four, Five, Six, Seven
        }

        It 'determines the order of the tasks even if the first response arrives last' {
            Add-MockFault $server @{ path = 'generations'; body = '"prompt":"One"'; action = @{ kind = 'delay'; milliseconds = 300; when = 'before' } }
            ('One', 'Two', 'Three' | New-WanVideoTask -Image $image -ThrottleLimit 3).Prompt | Should -Be One, Two, Three
        }

        It 'is sent with at most -ThrottleLimit concurrent requests' {
            Add-MockFault $server @{ path = 'generations'; action = @{ kind = 'delay'; milliseconds = 50; when = 'before' } }
            1..8 | ForEach-Object { "Prompt $_" } | New-WanVideoTask -Image $image -ThrottleLimit 2 | Out-Null
            (Get-MockState $server).maxInFlight | Should -BeLessOrEqual 2
        }

        It 'binds every parameter from a property' {
            [pscustomobject]@{
                Prompt = 'A dance'; ReferenceVideo = 'https://example.com/1.mp4; https://example.com/2.mov'; Duration = '7'; Resolution = '1080p'
                AspectRatio = '9:16'; ShotType = 'multi'; NoSound = 'true'; CallbackUrl = 'https://example.com/done?a=1;b=2'; Provider = 'evolink'
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
                Prompt = 'A cat'; Image = $image; ReferenceVideo = ''; Audio = ' '; Duration = ''; Resolution = ''; AspectRatio = ''
                ShotType = ''; NoSound = ''; NoPromptExtend = ''; CallbackUrl = ''; Provider = ''; Model = ''; NegativePrompt = ''
            } | New-WanVideoTask | Should -Not -BeNullOrEmpty

            $sent = Get-SentBody
            $sent.PSObject.Properties.Name | Should -Not -Contain audio_url
            $sent.duration | Should -Be 5
            $sent.generate_audio | Should -BeTrue
        }

        It 'does not affect the next row' {
            @(
                [pscustomobject]@{ Prompt = 'One'; Image = $image; Duration = 9; NoSound = 'yes' }
                [pscustomobject]@{ Prompt = 'Two'; Image = $image }
            ) | New-WanVideoTask | Out-Null

            $second = Get-SentBody | Where-Object prompt -eq Two
            $second.duration | Should -Be 5
            $second.generate_audio | Should -BeTrue
        }

        It 'is converted from <Cell> to <Sent> for a switch' -ForEach @(
            @{ Cell = 'true'; Sent = $false }, @{ Cell = 'YES'; Sent = $false }, @{ Cell = '1'; Sent = $false }
            @{ Cell = 'false'; Sent = $true }, @{ Cell = 'no'; Sent = $true }, @{ Cell = '0'; Sent = $true }
        ) {
            [pscustomobject]@{ Prompt = 'A cat'; Image = $image; NoSound = $Cell } | New-WanVideoTask | Out-Null
            (Get-SentBody).generate_audio | Should -Be $Sent
        }

        It 'is rejected with the cell <Name>=<Value>' -ForEach @(
            @{ Name = 'Duration'; Value = '5.6' }, @{ Name = 'Duration'; Value = 'five' }, @{ Name = 'NoSound'; Value = 'maybe' }, @{ Name = 'ShotType'; Value = 'Double' }, @{ Name = 'ShotType'; Value = '1' }
            @{ Name = 'AdditionalProperty'; Value = 'camera=slow' }, @{ Name = 'Prompt'; Value = @{ text = 'A cat' } }, @{ Name = 'Resolution'; Value = @{ a = 1 } }
        ) {
            $cells = @{ Prompt = 'A cat'; Image = $image }
            $cells[$Name] = $Value
            $row = [pscustomobject]$cells
            $row | New-WanVideoTask -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty

            "$failure" | Should -BeLike "-$Name is *; expected *"
            $failure[0].TargetObject | Should -Be $row
            Get-SentBody | Should -BeNullOrEmpty
        }

        It 'requires a Prompt property' {
            $row = [pscustomobject]@{ Text = 'A cat'; Image = $image }
            $row | New-WanVideoTask -ErrorVariable failure -ErrorAction SilentlyContinue

            "$failure" | Should -BeLike '-Prompt is missing;*'
            $failure[0].TargetObject | Should -Be $row
            Get-SentBody | Should -BeNullOrEmpty
        }

        It 'cannot be combined with -Prompt' {
            'A cat' | New-WanVideoTask -Prompt 'A dog' -Image $image -ErrorVariable failure -ErrorAction SilentlyContinue
            "$failure" | Should -BeLike '*one prompt*'
        }
    }

    Context 'a request beyond the limits' {
        It 'is rejected with an error that names <Name>, and is not sent' -ForEach @(
            @{ Name = 'Image'; Row = @{ Image = 'https://example.com/1.png', 'https://example.com/2.png' } }
            @{ Name = 'Prompt'; Row = @{ Prompt = 'x' * 1501; Image = 'https://example.com/1.png' } }
            @{ Name = 'Duration'; Row = @{ Duration = 11; ReferenceVideo = 'https://example.com/1.mp4' } }
            @{ Name = 'CallbackUrl'; Row = @{ CallbackUrl = 'https://192.168.1.5/x'; Image = 'https://example.com/1.png' } }
            @{ Name = 'CallbackUrl'; Row = @{ CallbackUrl = 'http://example.com/x'; Image = 'https://example.com/1.png' } }
            @{ Name = 'NegativePrompt'; Row = @{ NegativePrompt = 'blur'; Image = 'https://example.com/1.png' } }
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
                [pscustomobject]@{ Prompt = 'One'; Image = $image }
                [pscustomobject]@{ Prompt = 'Two'; Image = $image; Duration = 99 }
                [pscustomobject]@{ Prompt = 'Three'; Image = $image }
            ) | New-WanVideoTask -ErrorVariable failure -ErrorAction SilentlyContinue

            $tasks.Prompt | Should -Be One, Three
            $failure.Count | Should -Be 1
            $failure[0].TargetObject.Prompt | Should -Be Two
        }

        It 'is sent unchanged with -SkipValidation' {
            New-WanVideoTask 'A cat' -Image $image -Duration 99 -SkipValidation -ErrorVariable failure -ErrorAction SilentlyContinue

            (Get-SentBody).duration | Should -Be 99
            $failure.FullyQualifiedErrorId | Should -BeLike 'WanVideo.InvalidRequest,*' # rejected by the gateway
        }
    }

    Context 'a row with an empty Label cell' {
        It 'creates a task without a label' {
            $tasks = @([pscustomobject]@{ Prompt = 'A cat'; Label = '' }, [pscustomobject]@{ Prompt = 'A dog'; Label = ' ' }, [pscustomobject]@{ Prompt = 'A fox'; Label = $null }) | New-WanVideoTask -Image $image
            $tasks | Should -HaveCount 3
            $tasks.Label | Where-Object { $null -ne $_ } | Should -BeNullOrEmpty
        }
    }

    Context '-WhatIf' {
        It 'shows the task and its cost, and sends and records nothing' {
            $output = Invoke-Process "Import-Module '$ModulePath'; Connect-WanVideo EvoLink -ApiKey $CanaryKey -BaseUri $($server.BaseUri); New-WanVideoTask 'A cat' -Image $image -Duration 9 -Resolution 1080p -NoSound -WhatIf"

            "$output" | Should -BeLike '*Create 9 s of silent 1080p video with wan2.6-image-to-video-flash at EvoLink, billed as 9 s (9 s of output; surcharge for 1080p)*A cat*'
            Get-SentBody | Should -BeNullOrEmpty
            Test-Path $env:WANVIDEO_LEDGER | Should -BeFalse
        }

        It 'records nothing by $WhatIfPreference either' {
            & { $WhatIfPreference = $true; New-WanVideoTask 'A cat' -Image $image }
            Get-SentBody | Should -BeNullOrEmpty
            Test-Path $env:WANVIDEO_LEDGER | Should -BeFalse
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
            New-WanVideoTask 'A cat' -Image $image -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty

            $failure.FullyQualifiedErrorId | Should -BeLike "WanVideo.$Id,*"
            $failure.CategoryInfo.Category | Should -Be $Category
            "$failure" | Should -BeLike "${Code}: The gateway's message*"
            $failure.ErrorDetails.RecommendedAction | Should -BeLike '*Do better'
            @(Get-SentBody).Count | Should -Be 1
            Get-WanVideoTask | Should -BeNullOrEmpty
            $refused = Get-WanVideoTask -Status Refused
            $refused.Prompt | Should -Be 'A cat'
            $refused.Error.Kind | Should -Be $Id
        }
    }

    Context 'a create request with an unknown outcome' {
        It 'is reported and not retried: <Name>' -ForEach @(
            @{ Name = 'dropped after it was accepted'; Action = @{ kind = 'drop'; when = 'after' }; Accepted = 1 }
            @{ Name = 'dropped before it was accepted'; Action = @{ kind = 'drop'; when = 'before' }; Accepted = 0 }
            @{ Name = 'HTTP 500'; Action = @{ kind = 'status'; status = 500; body = '{}' }; Accepted = 0 }
            @{ Name = 'HTTP 502'; Action = @{ kind = 'status'; status = 502; body = '<html>' }; Accepted = 0 }
            @{ Name = 'HTTP 503 without Retry-After'; Action = @{ kind = 'status'; status = 503; body = '{}' }; Accepted = 0 }
            @{ Name = 'HTTP 408'; Action = @{ kind = 'status'; status = 408; body = '{}' }; Accepted = 0 }
            @{ Name = 'HTTP 409'; Action = @{ kind = 'status'; status = 409; body = '{}' }; Accepted = 0 }
            @{ Name = 'truncated JSON'; Action = @{ kind = 'truncate'; bytes = 20 }; Accepted = 1 }
            @{ Name = 'HTML under 200'; Action = @{ kind = 'body'; body = '<html>'; contentType = 'text/html'; when = 'after' }; Accepted = 1 }
            @{ Name = 'JSON without an id'; Action = @{ kind = 'body'; body = '{"success":false}'; contentType = 'application/json'; when = 'after' }; Accepted = 1 }
            @{ Name = 'a response after the timeout'; Action = @{ kind = 'delay'; milliseconds = 5000; when = 'after' }; Accepted = 1; Options = @{ OperationTimeoutSeconds = 1 } }
        ) {
            Connect-Mock $server ($Options ?? @{})
            Get-WanVideoTask task-unified-1 -ErrorAction SilentlyContinue # opens the connection: a failure on a reused connection is not retried either
            Add-MockFault $server @{ path = 'generations'; action = $Action }
            New-WanVideoTask 'A cat' -Image $image -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty

            $failure.FullyQualifiedErrorId | Should -BeLike 'WanVideo.OutcomeUnknown,*'
            "$failure" | Should -BeLike '*may exist and be billed*'
            $request = Get-WanVideoTask -Status Unresolved
            $request.Prompt | Should -Be 'A cat'
            "$failure" | Should -BeLike "*Resolve-WanVideoTask $($request.Id)*"
            $request.Error.Kind | Should -Be OutcomeUnknown
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
            New-WanVideoTask 'A cat' -Image $image | Should -Not -BeNullOrEmpty

            $requests = @(Get-MockRequest $server generations)
            $requests.Count | Should -Be 2
            $requests.headers.'idempotency-key' | Select-Object -Unique | Should -HaveCount 1
            (Get-MockState $server).createRequests - $createRequestsBefore | Should -Be 1
        }

        It 'has a permit for each attempt' {
            Add-MockFault $server @{ path = 'generations'; times = 1; action = @{ kind = 'status'; status = 429; headers = @{ 'Retry-After' = '0' }; body = '{}' } }
            New-WanVideoTask 'A cat' -Image $image | Out-Null
            Invoke-LedgerSql "SELECT group_concat(state, ' ') FROM (SELECT state FROM attempt ORDER BY n)" | Should -Be 'released accepted'
        }

        It 'is delayed by its Retry-After, as are the other rows of the account' {
            Add-MockFault $server @{ path = 'generations'; times = 1; action = @{ kind = 'status'; status = 429; headers = @{ 'Retry-After' = '3' }; body = '{}' } }
            ('One', 'Two', 'Three' | New-WanVideoTask -Image $image -ThrottleLimit 1).Prompt | Should -Be One, Two, Three
            $requests = @(Get-MockRequest $server generations)
            $requests.Count | Should -Be 4
            ($requests[1].startedAt - $requests[0].finishedAt).TotalSeconds | Should -BeGreaterThan 2.9
        }

        It 'is delayed in other processes too' {
            Add-MockFault $server @{ path = 'generations'; times = 1; action = @{ kind = 'status'; status = 429; headers = @{ 'Retry-After' = '6' }; body = '{}' } }
            $pipeline = Start-Pipeline "New-WanVideoTask 'A cat' -Image $image"
            Wait-MockRequest $server generations
            Invoke-Process "Import-Module '$ModulePath'; Connect-WanVideo EvoLink -ApiKey $CanaryKey -BaseUri $($server.BaseUri); (New-WanVideoTask 'A dog' -Image $image).Prompt" | Should -Be 'A dog'
            $pipeline.Run.AsyncWaitHandle.WaitOne(60000) | Should -BeTrue
            $pipeline.Output[0].Prompt | Should -Be 'A cat'
            $requests = @(Get-MockRequest $server generations)
            $requests.Count | Should -Be 3
            ($requests[1].startedAt - $requests[0].finishedAt).TotalSeconds | Should -BeGreaterThan 5.9
        }

        It 'is retried at most -MaximumRetryCount times' {
            Add-MockFault $server @{ path = 'generations'; action = @{ kind = 'status'; status = 429; headers = @{ 'Retry-After' = '0' }; body = '{}' } }
            New-WanVideoTask 'A cat' -Image $image -ErrorVariable failure -ErrorAction SilentlyContinue

            $failure.FullyQualifiedErrorId | Should -BeLike 'WanVideo.RateLimited,*'
            @(Get-SentBody).Count | Should -Be 3
            (Get-WanVideoTask -Status NotSent, Refused, Unresolved).Status | Should -Be NotSent
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
                New-WanVideoTask 'A cat' -Image $image -ErrorVariable failure -ErrorAction SilentlyContinue
            } finally {
                $silent.Stop()
            }

            $failure.FullyQualifiedErrorId | Should -BeLike 'WanVideo.Unreachable,*'
            "$failure" | Should -BeLike '*No task was created.'
            (Get-WanVideoTask -Status NotSent, Refused, Unresolved).Status | Should -BeIn NotSent, Refused
            (Get-MockState $server -Idle).createRequests - $createRequestsBefore | Should -Be 0
        }
    }
}
