# No billed task is lost, and no request is billed twice.

BeforeAll {
    Import-Module $PSScriptRoot/TestTools.psm1 -Force
    Import-Module $ModulePath
    $server = Start-MockServer
    $image = 'https://example.com/cat.png'

    function Get-CreateRequestCount { (Get-MockState $server -Idle).createRequests - $createRequestsBefore }
    function Get-JournalLine { Get-Content $env:WANVIDEO_JOURNAL | ForEach-Object { $_ | ConvertFrom-Json } }
    $dropResponse = @{ kind = 'drop'; when = 'after' }
    $dropRequest = @{ kind = 'drop'; when = 'before' }
}

AfterAll {
    Disconnect-WanVideo
    Stop-MockServer $server
}

Describe 'The record of billed tasks' {
    BeforeEach {
        Reset-MockServer $server
        Disconnect-WanVideo
        Connect-Mock $server -Provider EvoLink, AceData, ModelStream, DashScope
        $createRequestsBefore = (Get-MockState $server).createRequests
        $out = Join-Path $TestDrive ([guid]::NewGuid())
    }

    Context 'Get-WanVideoTask without a task' {
        It 'lists the journal, newest first' {
            $tasks = 1..3 | ForEach-Object { New-WanVideoTask "Shot $_" -ImageUrl $image -Provider EvoLink }
            $listed = Get-WanVideoTask
            $listed.Id | Should -Be $tasks[2].Id, $tasks[1].Id, $tasks[0].Id
            $listed.Prompt | Should -Be 'Shot 3', 'Shot 2', 'Shot 1'
            $listed[0].Status | Should -Be Pending
            $listed[0].AttemptId | Should -Be $tasks[2].AttemptId
            $listed[0].ExpiresAt | Should -BeGreaterThan ([DateTimeOffset]::UtcNow.AddHours(23))
        }

        It 'returns the recorded terminal status and saved path' {
            $good = New-WanVideoTask 'Good' -ImageUrl $image -Provider AceData | Wait-WanVideoTask | Save-WanVideo -Path $out -PassThru
            New-WanVideoTask 'Bad #fail:forbidden' -ImageUrl $image -Provider AceData | Wait-WanVideoTask -ErrorAction SilentlyContinue
            New-WanVideoTask 'Open' -ImageUrl $image -Provider AceData | Out-Null

            $listed = Get-WanVideoTask
            $listed.Prompt | Should -Be Open, 'Bad #fail:forbidden', Good
            $listed.Status | Should -Be Pending, Failed, Succeeded
            $listed[1].Error.Kind | Should -Be ContentRejected
            $listed[2].SavedPath | Should -Be $good.FullName
            (Get-JournalLine | Where-Object event -eq Saved).length | Should -Be $good.Length
        }

        It 'can be filtered by -<Name>' -ForEach @(
            @{ Name = 'Status'; Arguments = @{ Status = 'Succeeded' }; Prompts = 'Saved', 'Ended' }
            @{ Name = 'Provider'; Arguments = @{ Provider = 'DashScope' }; Prompts = 'Open' }
            @{ Name = 'Unsaved'; Arguments = @{ Unsaved = $true }; Prompts = 'Open', 'Ended' }
            @{ Name = 'Since'; Arguments = @{ Since = [DateTimeOffset]::UtcNow.AddHours(1) }; Prompts = @() }
        ) {
            New-WanVideoTask 'Ended' -ImageUrl $image -Provider EvoLink | Wait-WanVideoTask | Out-Null
            New-WanVideoTask 'Failed #fail:forbidden' -ImageUrl $image -Provider AceData | Wait-WanVideoTask -ErrorAction SilentlyContinue
            New-WanVideoTask 'Saved' -ImageUrl $image -Provider ModelStream | Wait-WanVideoTask | Save-WanVideo -Path $out
            New-WanVideoTask 'Open' -ImageUrl $image -Provider DashScope | Out-Null

            $filtered = Get-WanVideoTask @Arguments
            @($filtered.Prompt | Sort-Object) | Should -Be @($Prompts | Sort-Object)
        }

        It 'polls the gateways with -Refresh' {
            New-WanVideoTask 'One' -ImageUrl $image -Provider EvoLink | Out-Null
            New-WanVideoTask 'Two' -ImageUrl $image -Provider DashScope | Out-Null
            $limit = [Diagnostics.Stopwatch]::StartNew()
            do { Start-Sleep -Milliseconds 20; $tasks = Get-WanVideoTask -Refresh } until (-not ($tasks.Status -ne 'Succeeded') -or $limit.Elapsed.TotalSeconds -gt 10)
            $tasks.Status | Should -Be Succeeded, Succeeded
            $tasks.Prompt | Should -Be Two, One
            $tasks.VideoUrl | Should -Not -Contain $null
        }

        It 'filters by the refreshed status with -Refresh' {
            $created = New-WanVideoTask 'One' -ImageUrl $image -Provider EvoLink
            Get-WanVideoTask -Status Succeeded | Should -BeNullOrEmpty
            $limit = [Diagnostics.Stopwatch]::StartNew()
            do { Start-Sleep -Milliseconds 20; $task = Get-WanVideoTask -Status Succeeded -Refresh } until ($task -or $limit.Elapsed.TotalSeconds -gt 10)
            $task.Id | Should -Be $created.Id
            Get-WanVideoTask -Status Pending -Refresh | Should -BeNullOrEmpty
        }

        It 'lists tasks of another base address, which are not polled on this connection' {
            $task = New-WanVideoTask 'One' -ImageUrl $image -Provider EvoLink
            Connect-WanVideo EvoLink -ApiKey $CanaryKey -BaseUri http://127.0.0.1:1/
            Get-WanVideoTask -Unsaved | Wait-WanVideoTask -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
            $failure.FullyQualifiedErrorId | Should -BeLike 'WanVideo.NotConnected,*'
            "$failure" | Should -BeLike "$($task.Id) was created at $($server.BaseUri), but EvoLink is connected to http://127.0.0.1:1/*"
            $failure[0].TargetObject.Id | Should -Be $task.Id
        }

        It 'lists unsaved tasks after a crash' {
            1..3 | ForEach-Object { [pscustomobject]@{ Prompt = "Shot $_"; ImageUrl = $image; Provider = 'EvoLink' } } | New-WanVideoTask | Out-Null
            $session = "Import-Module '$ModulePath'; Connect-WanVideo EvoLink -ApiKey $CanaryKey -BaseUri $($server.BaseUri); " +
                "Get-WanVideoTask -Unsaved | Wait-WanVideoTask | Save-WanVideo -Path '$out'; @(Get-WanVideoTask -Unsaved).Count"
            Invoke-Process $session | Should -Be 0
            (Get-ChildItem $out -Filter *.mp4).Count | Should -Be 3
            Get-CreateRequestCount | Should -Be 3
        }

        It 'can be exported with <Format> and imported in a new session' -ForEach @(
            @{ Format = 'Export-Clixml'; To = 'Export-Clixml $file'; From = 'Import-Clixml $file' }
            @{ Format = 'ConvertTo-Json'; To = 'ConvertTo-Json | Set-Content $file'; From = 'Get-Content $file -Raw | ConvertFrom-Json' }
            @{ Format = 'Export-Csv'; To = 'Export-Csv $file'; From = 'Import-Csv $file' }
        ) {
            New-WanVideoTask 'One' -ImageUrl $image -Provider EvoLink | Out-Null
            New-WanVideoTask 'Two' -ImageUrl $image -Provider AceData | Out-Null
            $file = Join-Path $TestDrive "state-$([guid]::NewGuid())"
            Invoke-Expression "Get-WanVideoTask | $To"
            $session = "Import-Module '$ModulePath'; 'EvoLink', 'AceData' | ForEach-Object { Connect-WanVideo `$_ -ApiKey $CanaryKey -BaseUri $($server.BaseUri) }; `$file = '$file'; " +
                "($From | Wait-WanVideoTask | Save-WanVideo -Path '$out' -PassThru).Count"
            Invoke-Process $session | Should -Be 2
        }

        It 'returns nothing without a journal' {
            Get-WanVideoTask | Should -BeNullOrEmpty
        }

        It 'returns nothing for an empty pipeline' {
            New-WanVideoTask 'One' -ImageUrl $image | Out-Null
            @() | Get-WanVideoTask | Should -BeNullOrEmpty
            @() | Wait-WanVideoTask | Should -BeNullOrEmpty
        }

        It 'warns about unreadable lines' {
            New-WanVideoTask 'One' -ImageUrl $image | Out-Null
            Add-Content $env:WANVIDEO_JOURNAL '{"v":2,"at":"2026-11'
            Add-Content $env:WANVIDEO_JOURNAL '{"v":9,"event":"Dreamt"}'
            (Get-WanVideoTask -WarningVariable warning -WarningAction SilentlyContinue).Prompt | Should -Be One
            "$warning" | Should -BeLike '*1 lines that were cut short*1 of a newer version*'
        }
    }

    Context 'The journal' {
        It 'contains no key and no signed result URL' {
            New-WanVideoTask 'One' -ImageUrl $image | Wait-WanVideoTask | Save-WanVideo -Path $out
            $text = Get-Content $env:WANVIDEO_JOURNAL -Raw
            $text | Should -Not -BeLike "*$CanaryKey*"
            $text | Should -Not -BeLike '*Signature*'
        }

        It 'prevents requests if it cannot be written: <Problem>' -ForEach @(
            @{ Problem = 'the path is a folder'; Make = { New-Item $env:WANVIDEO_JOURNAL -ItemType Directory } }
            @{ Problem = 'its folder cannot be created'; Make = { $env:WANVIDEO_JOURNAL = Join-Path (New-Item (Join-Path $TestDrive file) -Force) journal.jsonl } }
            @{ Problem = 'the disk is full'; Make = { $env:WANVIDEO_JOURNAL = '/dev/full' }; Skip = -not (Test-Path /dev/full) }
        ) {
            if ($Skip) { Set-ItResult -Skipped -Because 'this system has no /dev/full'; return }
            & $Make | Out-Null
            New-WanVideoTask 'One' -ImageUrl $image -ErrorVariable failure -ErrorAction SilentlyContinue -AllowDuplicate
            $failure[0].FullyQualifiedErrorId | Should -BeLike 'WanVideo.JournalUnavailable,*'
            Get-CreateRequestCount | Should -Be 0
            Remove-Item /dev/full.lock -ErrorAction Ignore
        }

        It 'is compacted on request only and keeps unresolved entries' {
            New-WanVideoTask 'Saved' -ImageUrl $image | Wait-WanVideoTask | Save-WanVideo -Path $out
            New-WanVideoTask 'Open' -ImageUrl $image | Out-Null
            Optimize-WanVideoJournal
            (Get-WanVideoTask).Prompt | Should -Be Open, Saved
            Optimize-WanVideoJournal -RetainDays 0 -WhatIf
            (Get-WanVideoTask).Prompt | Should -Be Open, Saved
            Optimize-WanVideoJournal -RetainDays 0
            (Get-WanVideoTask).Prompt | Should -Be Open
        }

        It 'can be written by many processes at once' {
            $script = "Import-Module '$ModulePath'; Connect-WanVideo AceData -ApiKey $CanaryKey -BaseUri $($server.BaseUri); " +
                "1..100 | ForEach-Object { [pscustomobject]@{ Prompt = `"`$PID shot `$_`" } } | New-WanVideoTask | Out-Null"
            $processes = 1..8 | ForEach-Object { Start-PowerShell '-NoProfile', '-NonInteractive', '-Command', $script }
            $processes | ForEach-Object { $_.WaitForExit(300000) | Should -BeTrue -Because 'a process writes 100 lines' }

            $tasks = Get-WanVideoTask -WarningVariable warning
            $tasks.Count | Should -Be 800
            ($tasks.Id | Select-Object -Unique).Count | Should -Be 800
            $warning | Should -BeNullOrEmpty
            Get-CreateRequestCount | Should -Be 800
        }
    }

    Context 'A create request without a response' {
        It 'is resolved from the task list of <_> and not sent again' -ForEach EvoLink, DashScope {
            Add-MockFault $server @{ method = 'POST'; path = 'generations$|synthesis$'; action = $dropResponse }
            $task = New-WanVideoTask "A lost cat at $_" -ImageUrl $image -Duration 7 -Provider $_ -WarningVariable warning -WarningAction SilentlyContinue
            $task.Provider | Should -Be $_
            $task.Prompt | Should -Be "A lost cat at $_"
            "$warning" | Should -BeLike "No response was received for the create request*$($task.Id)*"
            Get-CreateRequestCount | Should -Be 1
            Get-WanVideoTask -Unresolved | Should -BeNullOrEmpty
            (Get-WanVideoTask).Id | Should -Be $task.Id
            ($task | Wait-WanVideoTask).Status | Should -Be Succeeded
        }

        It 'is unresolved at <_>, which has no task list' -ForEach AceData, ModelStream {
            Add-MockFault $server @{ path = 'generations$|wan/videos$'; action = $dropResponse }
            New-WanVideoTask 'A cat' -ImageUrl $image -Provider $_ -ErrorVariable failure -ErrorAction SilentlyContinue
            $failure[0].FullyQualifiedErrorId | Should -BeLike 'WanVideo.OutcomeUnknown,*'
            Get-CreateRequestCount | Should -Be 1

            $attempt = Get-WanVideoTask -Unresolved
            $attempt.Provider | Should -Be $_
            $attempt.Prompt | Should -Be 'A cat'
            "$($failure[0])" | Should -BeLike "*$($attempt.AttemptId)*"
            Get-WanVideoTask -WarningVariable warning -WarningAction SilentlyContinue | Should -BeNullOrEmpty
            "$warning" | Should -BeLike 'The result of 1 create request is unknown*-Unresolved*Resume-WanVideoTask*'
        }

        It 'is not resolved to a similar task' {
            New-WanVideoTask 'Another cat' -ImageUrl $image -Provider EvoLink | Out-Null
            Add-MockFault $server @{ method = 'POST'; path = 'generations$'; action = $dropRequest }
            New-WanVideoTask 'A cat' -ImageUrl $image -Provider EvoLink -ErrorVariable failure -ErrorAction SilentlyContinue
            $failure[0].FullyQualifiedErrorId | Should -BeLike 'WanVideo.OutcomeUnknown,*'
            Get-CreateRequestCount | Should -Be 1
        }

        It 'is not resolved if two tasks match' {
            Add-MockFault $server @{ method = 'POST'; path = 'generations$'; action = $dropResponse }
            $rows = 1..2 | ForEach-Object { [pscustomobject]@{ Prompt = "Shot $_"; ImageUrl = $image; Provider = 'EvoLink' } }
            $rows | New-WanVideoTask -ErrorVariable failure -ErrorAction SilentlyContinue -WarningAction SilentlyContinue | Out-Null
            Get-CreateRequestCount | Should -Be 2
            $adopted = @(Get-WanVideoTask -WarningAction SilentlyContinue)
            $adopted.Count + @(Get-WanVideoTask -Unresolved).Count | Should -Be 2
            ($adopted.Id | Select-Object -Unique).Count | Should -Be $adopted.Count
        }
    }

    Context 'Resume-WanVideoTask' {
        It 'adopts the task with -Id' {
            Add-MockFault $server @{ path = 'wan/videos$'; action = $dropResponse }
            New-WanVideoTask 'A cat without a response' -Provider AceData -ErrorAction SilentlyContinue
            $id = (Invoke-RestMethod "$($server.BaseUri)_mock/tasks" | ForEach-Object { $_ } | Where-Object prompt -eq 'A cat without a response').id

            $attempt = Get-WanVideoTask -Unresolved
            $task = $attempt | Resume-WanVideoTask -Id $id
            $task.Id | Should -Be $id
            $task.AttemptId | Should -Be $attempt.AttemptId
            Get-WanVideoTask -Unresolved | Should -BeNullOrEmpty
            ($task | Wait-WanVideoTask).Status | Should -Be Succeeded
        }

        It 'does not adopt one task for two create requests' {
            Add-MockFault $server @{ path = 'wan/videos$'; action = $dropResponse }
            'One', 'Two' | New-WanVideoTask -Provider AceData -ErrorAction SilentlyContinue
            Reset-MockServer $server
            $other = New-WanVideoTask 'Three' -Provider AceData

            Get-WanVideoTask -Unresolved | Resume-WanVideoTask -Id $other.Id -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
            $failure.Count | Should -Be 2
            "$($failure[0])" | Should -BeLike '*is the task of another create*'
            @(Get-WanVideoTask -Unresolved).Count | Should -Be 2
        }

        It 'rejects an attempt that created no task' {
            New-WanVideoTask 'A cat' -Provider AceData -Duration 99 -SkipValidation -ErrorAction SilentlyContinue
            Get-WanVideoTask -Unresolved | Should -BeNullOrEmpty
            $attempt = (Get-JournalLine)[0].attempt
            Resume-WanVideoTask $attempt -Repeat -Force -ErrorVariable failure -ErrorAction SilentlyContinue
            "$($failure[0])" | Should -BeLike '*created no task*'
            @(Get-MockRequest $server wan/videos).Count | Should -Be 1
        }

        It 'does not repeat a request that another process may still be sending' {
            $line = @{ v = 2; at = [DateTimeOffset]::UtcNow.ToString('o'); event = 'Attempted'; attempt = 'abc'; provider = 'AceData'; baseUri = "$($server.BaseUri)"; prompt = 'A cat'; request = @{ prompt = 'A cat' } }
            Add-Content $env:WANVIDEO_JOURNAL ($line | ConvertTo-Json -Compress)
            Resume-WanVideoTask abc -Repeat -ErrorVariable failure -ErrorAction SilentlyContinue
            "$($failure[0])" | Should -BeLike '*another process may still be waiting for the response*-Force*'
            Get-MockRequest $server wan/videos | Should -BeNullOrEmpty
        }

        It 'rejects an unknown id' {
            Add-MockFault $server @{ path = 'wan/videos$'; action = $dropResponse }
            New-WanVideoTask 'A cat' -Provider AceData -ErrorAction SilentlyContinue
            Get-WanVideoTask -Unresolved | Resume-WanVideoTask -Id nonsense -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
            $failure[0].FullyQualifiedErrorId | Should -BeLike 'WanVideo.NotFound,*'
            @(Get-WanVideoTask -Unresolved).Count | Should -Be 1
        }

        It 'finds the task in the gateway''s list' {
            Add-MockFault $server @{ method = 'POST'; path = 'synthesis$'; action = $dropResponse }, @{ method = 'GET'; path = '/tasks/\?'; action = @{ kind = 'status'; when = 'before'; status = 403 } }
            New-WanVideoTask 'A cat to be found' -ImageUrl $image -Provider DashScope -ErrorVariable failure -ErrorAction SilentlyContinue
            $failure[0].FullyQualifiedErrorId | Should -BeLike 'WanVideo.OutcomeUnknown,*'
            Reset-MockServer $server

            $task = Get-WanVideoTask -Unresolved | Resume-WanVideoTask
            ($task | Wait-WanVideoTask).Status | Should -Be Succeeded
            Get-CreateRequestCount | Should -Be 1
            Get-WanVideoTask -Unresolved | Should -BeNullOrEmpty
        }

        It 'repeats a request with -Repeat and the same idempotency key' {
            Add-MockFault $server @{ method = 'POST'; path = 'generations$'; action = $dropResponse }, @{ method = 'GET'; path = '/v1/tasks\?'; action = @{ kind = 'status'; when = 'before'; status = 404 } }
            New-WanVideoTask 'A cat' -ImageUrl $image -Provider EvoLink -ErrorAction SilentlyContinue
            $sent = Get-MockRequest $server generations
            Reset-MockServer $server
            $tasks = (Get-MockState $server).tasks

            $task = Get-WanVideoTask -Unresolved | Resume-WanVideoTask -Repeat
            $repeat = Get-MockRequest $server generations
            $repeat.body | Should -Be $sent.body
            $repeat.headers.'idempotency-key' | Should -Be $sent.headers.'idempotency-key'
            (Get-MockState $server).tasks | Should -Be $tasks -Because 'the gateway returned the first task'
            ($task | Wait-WanVideoTask).Status | Should -Be Succeeded
        }

        It 'requires -Force without idempotency keys in a non-interactive session' {
            Add-MockFault $server @{ path = 'wan/videos$'; action = $dropRequest }
            New-WanVideoTask 'A cat' -Provider AceData -ErrorAction SilentlyContinue
            Reset-MockServer $server
            $attempt = Get-WanVideoTask -Unresolved
            Get-CreateRequestCount | Should -Be 0

            Invoke-Process "Import-Module '$ModulePath'; Connect-WanVideo AceData -ApiKey $CanaryKey -BaseUri $($server.BaseUri); try { Resume-WanVideoTask $($attempt.AttemptId) -Repeat } catch { 'not sent' }" | Should -Be 'not sent'
            Get-CreateRequestCount | Should -Be 0
            ($attempt | Resume-WanVideoTask -Repeat -Force).Prompt | Should -Be 'A cat'
            Get-CreateRequestCount | Should -Be 1
        }

        It 'leaves a request unresolved if its repeat is rejected' {
            Add-MockFault $server @{ path = 'wan/videos$'; times = 1; action = $dropResponse }
            New-WanVideoTask 'A cat' -Provider AceData -ErrorAction SilentlyContinue
            Add-MockFault $server @{ path = 'wan/videos$'; action = @{ kind = 'status'; when = 'before'; status = 403; body = '{"error":{"code":"used_up","message":"No balance"}}'; contentType = 'application/json' } }
            Get-WanVideoTask -Unresolved | Resume-WanVideoTask -Repeat -Force -ErrorVariable failure -ErrorAction SilentlyContinue
            $failure[0].FullyQualifiedErrorId | Should -BeLike 'WanVideo.Balance,*'
            @(Get-WanVideoTask -Unresolved).Count | Should -Be 1
        }

        It 'sends nothing with -WhatIf' {
            Add-MockFault $server @{ path = 'wan/videos$'; action = $dropRequest }
            New-WanVideoTask 'A cat' -Provider AceData -ErrorAction SilentlyContinue
            Reset-MockServer $server
            Get-WanVideoTask -Unresolved | Resume-WanVideoTask -Repeat -Force -WhatIf
            Get-MockRequest $server wan/videos | Should -BeNullOrEmpty
        }

        It 'writes NotFound for an unknown attempt' {
            Resume-WanVideoTask nothing -ErrorVariable failure -ErrorAction SilentlyContinue
            $failure[0].FullyQualifiedErrorId | Should -BeLike 'WanVideo.NotFound,*'
        }
    }

    Context 'An identical request' {
        It 'causes a warning with the id of the first task' {
            $first = New-WanVideoTask 'A cat' -ImageUrl $image
            New-WanVideoTask 'A cat' -ImageUrl $image -WarningVariable warning -WarningAction SilentlyContinue | Out-Null
            "$warning" | Should -BeLike "An identical request was sent at *(task $($first.Id))*-Unique*-AllowDuplicate*"
            Get-CreateRequestCount | Should -Be 2
        }

        It 'causes no warning if <Reason>' -ForEach @(
            @{ Reason = 'a parameter differs'; Second = @{ Prompt = 'A cat'; Duration = 6 } }
            @{ Reason = 'the gateway differs'; Second = @{ Prompt = 'A cat'; Provider = 'ModelStream' } }
            @{ Reason = '-AllowDuplicate is set'; Second = @{ Prompt = 'A cat'; AllowDuplicate = $true } }
        ) {
            New-WanVideoTask 'A cat' -ImageUrl $image -Provider EvoLink | Out-Null
            $arguments = @{ Provider = 'EvoLink' }
            foreach ($key in $Second.Keys) { $arguments[$key] = $Second[$key] }
            New-WanVideoTask -ImageUrl $image @arguments -WarningVariable warning -WarningAction SilentlyContinue | Out-Null
            $warning | Should -BeNullOrEmpty
        }

        It 'causes no warning if the first task failed' {
            New-WanVideoTask 'A cat #fail:service_error' -ImageUrl $image | Wait-WanVideoTask -ErrorAction SilentlyContinue
            New-WanVideoTask 'A cat #fail:service_error' -ImageUrl $image -WarningVariable warning -WarningAction SilentlyContinue | Out-Null
            $warning | Should -BeNullOrEmpty
        }

        It 'returns the first task with -Unique' {
            $first = New-WanVideoTask 'A cat' -ImageUrl $image
            $second = New-WanVideoTask 'A cat' -ImageUrl $image -Unique
            $second.Id | Should -Be $first.Id
            Get-CreateRequestCount | Should -Be 1
        }

        It 'creates one task for repeated rows with -Unique' {
            $rows = 'A cat', 'A dog', 'A cat', 'A cat' | ForEach-Object { [pscustomobject]@{ Prompt = $_; ImageUrl = $image } }
            $tasks = $rows | New-WanVideoTask -Unique
            $tasks.Count | Should -Be 4
            $tasks[0].Id | Should -Be $tasks[2].Id
            $tasks[0].Id | Should -Be $tasks[3].Id
            Get-CreateRequestCount | Should -Be 2
        }

        It 'is not sent with -Unique if the outcome of the first is unknown' {
            Add-MockFault $server @{ path = 'wan/videos$'; times = 1; action = $dropResponse }
            New-WanVideoTask 'A cat' -Provider AceData -ErrorAction SilentlyContinue
            New-WanVideoTask 'A cat' -Provider AceData -Unique -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
            $failure[0].FullyQualifiedErrorId | Should -BeLike 'WanVideo.OutcomeUnknown,*'
            Get-CreateRequestCount | Should -Be 1
        }
    }

    Context 'The expiry of a task' {
        It 'causes a warning one hour before, if the video is not saved' {
            $task = New-WanVideoTask 'A cat' -ImageUrl $image -Provider EvoLink | Wait-WanVideoTask -WarningVariable early
            $early | Should -BeNullOrEmpty
            $old = [DateTimeOffset]::UtcNow.AddHours(-23.5).ToUnixTimeSeconds()
            Add-MockFault $server @{ method = 'GET'; path = "/v1/tasks/$($task.Id)"; action = @{ kind = 'body'; when = 'before'; contentType = 'application/json'
                body = @{ id = $task.Id; status = 'completed'; created = $old; results = @('https://example.com/v.mp4') } | ConvertTo-Json } }
            Get-WanVideoTask $task.Id -Provider EvoLink -WarningVariable warning -WarningAction SilentlyContinue | Out-Null
            "$warning" | Should -BeLike "*may delete the video of $($task.Id) in * min*"
        }

        It 'causes a warning from Wait-WanVideoTask, but not for a saved video' {
            $task = [WanVideo.VideoTask]@{ Id = 'task-unified-1'; Provider = 'EvoLink'; Status = 'Succeeded'; ExpiresAt = [DateTimeOffset]::UtcNow.AddMinutes(30); VideoUrl = 'https://example.com/v.mp4' }
            $task | Wait-WanVideoTask -WarningVariable warning -WarningAction SilentlyContinue | Out-Null
            "$warning" | Should -BeLike '*may delete the video of task-unified-1 in 30 min*'

            $saved = [WanVideo.VideoTask]@{ Id = 'task-unified-1'; Provider = 'EvoLink'; Status = 'Succeeded'; ExpiresAt = [DateTimeOffset]::UtcNow.AddMinutes(30); SavedPath = '/videos/1.mp4' }
            $saved | Wait-WanVideoTask -WarningVariable warning | Out-Null
            $warning | Should -BeNullOrEmpty
        }

        It 'makes Save-WanVideo get a new URL first' {
            $task = New-WanVideoTask 'A cat' -ImageUrl $image | Wait-WanVideoTask
            $stale = [WanVideo.VideoTask]@{ Id = $task.Id; Provider = $task.Provider; Status = 'Succeeded'; ExpiresAt = [DateTimeOffset]::UtcNow.AddHours(-1); VideoUrl = 'https://example.com/stale.mp4' }
            ($stale | Save-WanVideo -Path $out -PassThru).Length | Should -BeGreaterThan 1000
        }

        It 'causes an Expired error if the gateway has deleted the task' {
            $task = [WanVideo.VideoTask]@{ Id = '00000000-0000-0000-0000-000000000001'; Provider = 'DashScope'; Status = 'Succeeded'; ExpiresAt = [DateTimeOffset]::UtcNow.AddDays(-1); VideoUrl = 'https://example.com/gone.mp4' }
            $task | Save-WanVideo -Path $out -ErrorVariable failure -ErrorAction SilentlyContinue
            $failure[0].FullyQualifiedErrorId | Should -BeLike 'WanVideo.Expired,*'
            "$($failure[0])" | Should -BeLike '*keeps tasks for 24 hours*'
            Get-MockRequest $server gone | Should -BeNullOrEmpty
        }
    }
}
