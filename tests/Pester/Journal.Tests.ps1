# Nothing that was paid for is lost, and no intent is billed twice.

BeforeAll {
    Import-Module $PSScriptRoot/TestTools.psm1 -Force
    Import-Module $ModulePath
    $server = Start-MockServer
    $image = 'https://example.com/cat.png'

    function Get-CreateCount { (Get-MockState $server -Idle).createRequests - $creates }
    function Get-JournalLine { Get-Content $env:WANVIDEO_JOURNAL | ForEach-Object { $_ | ConvertFrom-Json } }
    $lost = @{ kind = 'drop'; when = 'after' }
    $never = @{ kind = 'drop'; when = 'before' }
}

AfterAll {
    Disconnect-WanVideo
    Stop-MockServer $server
}

Describe 'What was paid for' {
    BeforeEach {
        Reset-MockServer $server
        Disconnect-WanVideo
        Connect-Mock $server -Provider EvoLink, AceData, ModelStream, DashScope
        $creates = (Get-MockState $server).createRequests
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

        It 'knows what has ended and what was saved' {
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

        It 'is narrowed by -<Name>' -ForEach @(
            @{ Name = 'Status'; Arguments = @{ Status = 'Succeeded' }; Prompts = 'Saved', 'Ended' }
            @{ Name = 'Provider'; Arguments = @{ Provider = 'DashScope' }; Prompts = 'Open' }
            @{ Name = 'Unsaved'; Arguments = @{ Unsaved = $true }; Prompts = 'Open', 'Ended' }
            @{ Name = 'Since'; Arguments = @{ Since = [DateTimeOffset]::UtcNow.AddHours(1) }; Prompts = @() }
        ) {
            New-WanVideoTask 'Ended' -ImageUrl $image -Provider EvoLink | Wait-WanVideoTask | Out-Null
            New-WanVideoTask 'Failed #fail:forbidden' -ImageUrl $image -Provider AceData | Wait-WanVideoTask -ErrorAction SilentlyContinue
            New-WanVideoTask 'Saved' -ImageUrl $image -Provider ModelStream | Wait-WanVideoTask | Save-WanVideo -Path $out
            New-WanVideoTask 'Open' -ImageUrl $image -Provider DashScope | Out-Null

            $found = Get-WanVideoTask @Arguments
            @($found.Prompt | Sort-Object) | Should -Be @($Prompts | Sort-Object)
        }

        It 'asks the gateways again with -Refresh' {
            New-WanVideoTask 'One' -ImageUrl $image -Provider EvoLink | Out-Null
            New-WanVideoTask 'Two' -ImageUrl $image -Provider DashScope | Out-Null
            $limit = [Diagnostics.Stopwatch]::StartNew()
            do { Start-Sleep -Milliseconds 20; $tasks = Get-WanVideoTask -Refresh } until (-not ($tasks.Status -ne 'Succeeded') -or $limit.Elapsed.TotalSeconds -gt 10)
            $tasks.Status | Should -Be Succeeded, Succeeded
            $tasks.Prompt | Should -Be Two, One
            $tasks.VideoUrl | Should -Not -Contain $null
        }

        It 'chooses by what it is told with -Refresh, not by what was known before' {
            $made = New-WanVideoTask 'One' -ImageUrl $image -Provider EvoLink
            Get-WanVideoTask -Status Succeeded | Should -BeNullOrEmpty
            $limit = [Diagnostics.Stopwatch]::StartNew()
            do { Start-Sleep -Milliseconds 20; $task = Get-WanVideoTask -Status Succeeded -Refresh } until ($task -or $limit.Elapsed.TotalSeconds -gt 10)
            $task.Id | Should -Be $made.Id
            Get-WanVideoTask -Status Pending -Refresh | Should -BeNullOrEmpty
        }

        It 'has tasks of another address than the connection''s, which are not asked for here' {
            $task = New-WanVideoTask 'One' -ImageUrl $image -Provider EvoLink
            Connect-WanVideo EvoLink -ApiKey $CanaryKey -BaseUri http://127.0.0.1:1/
            Get-WanVideoTask -Unsaved | Wait-WanVideoTask -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
            $failure.FullyQualifiedErrorId | Should -BeLike 'WanVideo.NotConnected,*'
            "$failure" | Should -BeLike "$($task.Id) was created at $($server.BaseUri), but EvoLink is connected to http://127.0.0.1:1/*"
            $failure[0].TargetObject.Id | Should -Be $task.Id
        }

        It 'picks up after a crash what was paid for' {
            1..3 | ForEach-Object { [pscustomobject]@{ Prompt = "Shot $_"; ImageUrl = $image; Provider = 'EvoLink' } } | New-WanVideoTask | Out-Null
            $session = "Import-Module '$ModulePath'; Connect-WanVideo EvoLink -ApiKey $CanaryKey -BaseUri $($server.BaseUri); " +
                "Get-WanVideoTask -Unsaved | Wait-WanVideoTask | Save-WanVideo -Path '$out'; @(Get-WanVideoTask -Unsaved).Count"
            Invoke-Process $session | Should -Be 0
            (Get-ChildItem $out -Filter *.mp4).Count | Should -Be 3
            Get-CreateCount | Should -Be 3
        }

        It 'survives <Format>, a new session and the way back' -ForEach @(
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

        It 'is no trouble when there is no journal yet' {
            Get-WanVideoTask | Should -BeNullOrEmpty
        }

        It 'lists nothing when an empty pipeline comes in' {
            New-WanVideoTask 'One' -ImageUrl $image | Out-Null
            @() | Get-WanVideoTask | Should -BeNullOrEmpty
            @() | Wait-WanVideoTask | Should -BeNullOrEmpty
        }

        It 'says what of the file cannot be read' {
            New-WanVideoTask 'One' -ImageUrl $image | Out-Null
            Add-Content $env:WANVIDEO_JOURNAL '{"v":2,"at":"2026-11'
            Add-Content $env:WANVIDEO_JOURNAL '{"v":9,"event":"Dreamt"}'
            (Get-WanVideoTask -WarningVariable warning -WarningAction SilentlyContinue).Prompt | Should -Be One
            "$warning" | Should -BeLike '*1 lines that were cut short*1 of a newer version*'
        }
    }

    Context 'The journal' {
        It 'holds no key and no signed address of a result' {
            New-WanVideoTask 'One' -ImageUrl $image | Wait-WanVideoTask | Save-WanVideo -Path $out
            $text = Get-Content $env:WANVIDEO_JOURNAL -Raw
            $text | Should -Not -BeLike "*$CanaryKey*"
            $text | Should -Not -BeLike '*Signature*'
        }

        It 'has New send nothing when it cannot be written: <What>' -ForEach @(
            @{ What = 'a folder is in its place'; Make = { New-Item $env:WANVIDEO_JOURNAL -ItemType Directory } }
            @{ What = 'its folder cannot be made'; Make = { $env:WANVIDEO_JOURNAL = Join-Path (New-Item (Join-Path $TestDrive file) -Force) journal.jsonl } }
            @{ What = 'its disk is full'; Make = { $env:WANVIDEO_JOURNAL = '/dev/full' }; Skip = -not (Test-Path /dev/full) }
        ) {
            if ($Skip) { Set-ItResult -Skipped -Because 'this system has no /dev/full'; return }
            & $Make | Out-Null
            New-WanVideoTask 'One' -ImageUrl $image -ErrorVariable failure -ErrorAction SilentlyContinue -AllowDuplicate
            $failure[0].FullyQualifiedErrorId | Should -BeLike 'WanVideo.JournalUnavailable,*'
            Get-CreateCount | Should -Be 0
            Remove-Item /dev/full.lock -ErrorAction Ignore
        }

        It 'gets smaller only on request, and keeps what is not settled' {
            New-WanVideoTask 'Saved' -ImageUrl $image | Wait-WanVideoTask | Save-WanVideo -Path $out
            New-WanVideoTask 'Open' -ImageUrl $image | Out-Null
            Optimize-WanVideoJournal
            (Get-WanVideoTask).Prompt | Should -Be Open, Saved
            Optimize-WanVideoJournal -RetainDays 0 -WhatIf
            (Get-WanVideoTask).Prompt | Should -Be Open, Saved
            Optimize-WanVideoJournal -RetainDays 0
            (Get-WanVideoTask).Prompt | Should -Be Open
        }

        It 'is written by many processes at once' {
            $script = "Import-Module '$ModulePath'; Connect-WanVideo AceData -ApiKey $CanaryKey -BaseUri $($server.BaseUri); " +
                "1..100 | ForEach-Object { [pscustomobject]@{ Prompt = `"`$PID shot `$_`" } } | New-WanVideoTask | Out-Null"
            $processes = 1..8 | ForEach-Object { Start-PowerShell '-NoProfile', '-NonInteractive', '-Command', $script }
            $processes | ForEach-Object { $_.WaitForExit(300000) | Should -BeTrue -Because 'a process writes 100 lines' }

            $tasks = Get-WanVideoTask -WarningVariable warning
            $tasks.Count | Should -Be 800
            ($tasks.Id | Select-Object -Unique).Count | Should -Be 800
            $warning | Should -BeNullOrEmpty
            Get-CreateCount | Should -Be 800
        }
    }

    Context 'A create whose answer is lost' {
        It 'is found in the list of <_>, and nothing is sent again' -ForEach EvoLink, DashScope {
            Add-MockFault $server @{ method = 'POST'; path = 'generations$|synthesis$'; action = $lost }
            $task = New-WanVideoTask "A lost cat at $_" -ImageUrl $image -Duration 7 -Provider $_ -WarningVariable warning -WarningAction SilentlyContinue
            $task.Provider | Should -Be $_
            $task.Prompt | Should -Be "A lost cat at $_"
            "$warning" | Should -BeLike "No response was received*$($task.Id)*"
            Get-CreateCount | Should -Be 1
            Get-WanVideoTask -Unresolved | Should -BeNullOrEmpty
            (Get-WanVideoTask).Id | Should -Be $task.Id
            ($task | Wait-WanVideoTask).Status | Should -Be Succeeded
        }

        It 'is unresolved at <_>, which lists nothing' -ForEach AceData, ModelStream {
            Add-MockFault $server @{ path = 'generations$|wan/videos$'; action = $lost }
            New-WanVideoTask 'A cat' -ImageUrl $image -Provider $_ -ErrorVariable failure -ErrorAction SilentlyContinue
            $failure[0].FullyQualifiedErrorId | Should -BeLike 'WanVideo.OutcomeUnknown,*'
            Get-CreateCount | Should -Be 1

            $attempt = Get-WanVideoTask -Unresolved
            $attempt.Provider | Should -Be $_
            $attempt.Prompt | Should -Be 'A cat'
            "$($failure[0])" | Should -BeLike "*$($attempt.AttemptId)*"
            Get-WanVideoTask -WarningVariable warning -WarningAction SilentlyContinue | Should -BeNullOrEmpty
            "$warning" | Should -BeLike 'The result of 1 create request is unknown*-Unresolved*Resume-WanVideoTask*'
        }

        It 'is not taken for another task of the same sort' {
            New-WanVideoTask 'Another cat' -ImageUrl $image -Provider EvoLink | Out-Null
            Add-MockFault $server @{ method = 'POST'; path = 'generations$'; action = $never }
            New-WanVideoTask 'A cat' -ImageUrl $image -Provider EvoLink -ErrorVariable failure -ErrorAction SilentlyContinue
            $failure[0].FullyQualifiedErrorId | Should -BeLike 'WanVideo.OutcomeUnknown,*'
            Get-CreateCount | Should -Be 1
        }

        It 'is not guessed at when two would fit' {
            Add-MockFault $server @{ method = 'POST'; path = 'generations$'; action = $lost }
            $rows = 1..2 | ForEach-Object { [pscustomobject]@{ Prompt = "Shot $_"; ImageUrl = $image; Provider = 'EvoLink' } }
            $rows | New-WanVideoTask -ErrorVariable failure -ErrorAction SilentlyContinue -WarningAction SilentlyContinue | Out-Null
            Get-CreateCount | Should -Be 2
            $adopted = @(Get-WanVideoTask -WarningAction SilentlyContinue)
            $adopted.Count + @(Get-WanVideoTask -Unresolved).Count | Should -Be 2
            ($adopted.Id | Select-Object -Unique).Count | Should -Be $adopted.Count
        }
    }

    Context 'Resume-WanVideoTask' {
        It 'takes the task that the user names' {
            Add-MockFault $server @{ path = 'wan/videos$'; action = $lost }
            New-WanVideoTask 'A cat that was lost and is named' -Provider AceData -ErrorAction SilentlyContinue
            $id = (Invoke-RestMethod "$($server.BaseUri)_mock/tasks" | ForEach-Object { $_ } | Where-Object prompt -eq 'A cat that was lost and is named').id

            $attempt = Get-WanVideoTask -Unresolved
            $task = $attempt | Resume-WanVideoTask -Id $id
            $task.Id | Should -Be $id
            $task.AttemptId | Should -Be $attempt.AttemptId
            Get-WanVideoTask -Unresolved | Should -BeNullOrEmpty
            ($task | Wait-WanVideoTask).Status | Should -Be Succeeded
        }

        It 'does not take one task for two creates' {
            Add-MockFault $server @{ path = 'wan/videos$'; action = $lost }
            'One', 'Two' | New-WanVideoTask -Provider AceData -ErrorAction SilentlyContinue
            Reset-MockServer $server
            $other = New-WanVideoTask 'Three' -Provider AceData

            Get-WanVideoTask -Unresolved | Resume-WanVideoTask -Id $other.Id -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
            $failure.Count | Should -Be 2
            "$($failure[0])" | Should -BeLike '*is the task of another create*'
            @(Get-WanVideoTask -Unresolved).Count | Should -Be 2
        }

        It 'has nothing to settle where a create was refused' {
            New-WanVideoTask 'A cat' -Provider AceData -Duration 99 -SkipValidation -ErrorAction SilentlyContinue
            Get-WanVideoTask -Unresolved | Should -BeNullOrEmpty
            $attempt = (Get-JournalLine)[0].attempt
            Resume-WanVideoTask $attempt -Repeat -Force -ErrorVariable failure -ErrorAction SilentlyContinue
            "$($failure[0])" | Should -BeLike '*created no task*'
            @(Get-MockRequest $server wan/videos).Count | Should -Be 1
        }

        It 'does not send again what may still be under way in another process' {
            $line = @{ v = 2; at = [DateTimeOffset]::UtcNow.ToString('o'); event = 'Attempted'; attempt = 'abc'; provider = 'AceData'; baseUri = "$($server.BaseUri)"; prompt = 'A cat'; request = @{ prompt = 'A cat' } }
            Add-Content $env:WANVIDEO_JOURNAL ($line | ConvertTo-Json -Compress)
            Resume-WanVideoTask abc -Repeat -ErrorVariable failure -ErrorAction SilentlyContinue
            "$($failure[0])" | Should -BeLike '*another process may still be waiting for the response*-Force*'
            Get-MockRequest $server wan/videos | Should -BeNullOrEmpty
        }

        It 'refuses an id that the gateway does not know' {
            Add-MockFault $server @{ path = 'wan/videos$'; action = $lost }
            New-WanVideoTask 'A cat' -Provider AceData -ErrorAction SilentlyContinue
            Get-WanVideoTask -Unresolved | Resume-WanVideoTask -Id nonsense -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
            $failure[0].FullyQualifiedErrorId | Should -BeLike 'WanVideo.NotFound,*'
            @(Get-WanVideoTask -Unresolved).Count | Should -Be 1
        }

        It 'looks again where the gateway lists its tasks' {
            Add-MockFault $server @{ method = 'POST'; path = 'synthesis$'; action = $lost }, @{ method = 'GET'; path = '/tasks/\?'; action = @{ kind = 'status'; when = 'before'; status = 403 } }
            New-WanVideoTask 'A cat to be looked for' -ImageUrl $image -Provider DashScope -ErrorVariable failure -ErrorAction SilentlyContinue
            $failure[0].FullyQualifiedErrorId | Should -BeLike 'WanVideo.OutcomeUnknown,*'
            Reset-MockServer $server

            $task = Get-WanVideoTask -Unresolved | Resume-WanVideoTask
            ($task | Wait-WanVideoTask).Status | Should -Be Succeeded
            Get-CreateCount | Should -Be 1
            Get-WanVideoTask -Unresolved | Should -BeNullOrEmpty
        }

        It 'sends again by the user''s decision, with the same key, which EvoLink recognizes' {
            Add-MockFault $server @{ method = 'POST'; path = 'generations$'; action = $lost }, @{ method = 'GET'; path = '/v1/tasks\?'; action = @{ kind = 'status'; when = 'before'; status = 404 } }
            New-WanVideoTask 'A cat' -ImageUrl $image -Provider EvoLink -ErrorAction SilentlyContinue
            $sent = Get-MockRequest $server generations
            Reset-MockServer $server
            $tasks = (Get-MockState $server).tasks

            $task = Get-WanVideoTask -Unresolved | Resume-WanVideoTask -Repeat
            $again = Get-MockRequest $server generations
            $again.body | Should -Be $sent.body
            $again.headers.'idempotency-key' | Should -Be $sent.headers.'idempotency-key'
            (Get-MockState $server).tasks | Should -Be $tasks -Because 'the gateway gave the first task'
            ($task | Wait-WanVideoTask).Status | Should -Be Succeeded
        }

        It 'sends again at other gateways only with -Force where nobody can be asked' {
            Add-MockFault $server @{ path = 'wan/videos$'; action = $never }
            New-WanVideoTask 'A cat' -Provider AceData -ErrorAction SilentlyContinue
            Reset-MockServer $server
            $attempt = Get-WanVideoTask -Unresolved
            Get-CreateCount | Should -Be 0

            Invoke-Process "Import-Module '$ModulePath'; Connect-WanVideo AceData -ApiKey $CanaryKey -BaseUri $($server.BaseUri); try { Resume-WanVideoTask $($attempt.AttemptId) -Repeat } catch { 'not sent' }" | Should -Be 'not sent'
            Get-CreateCount | Should -Be 0
            ($attempt | Resume-WanVideoTask -Repeat -Force).Prompt | Should -Be 'A cat'
            Get-CreateCount | Should -Be 1
        }

        It 'leaves a create open when its repeat is refused' {
            Add-MockFault $server @{ path = 'wan/videos$'; times = 1; action = $lost }
            New-WanVideoTask 'A cat' -Provider AceData -ErrorAction SilentlyContinue
            Add-MockFault $server @{ path = 'wan/videos$'; action = @{ kind = 'status'; when = 'before'; status = 403; body = '{"error":{"code":"used_up","message":"No balance"}}'; contentType = 'application/json' } }
            Get-WanVideoTask -Unresolved | Resume-WanVideoTask -Repeat -Force -ErrorVariable failure -ErrorAction SilentlyContinue
            $failure[0].FullyQualifiedErrorId | Should -BeLike 'WanVideo.Balance,*'
            @(Get-WanVideoTask -Unresolved).Count | Should -Be 1
        }

        It 'sends nothing under -WhatIf' {
            Add-MockFault $server @{ path = 'wan/videos$'; action = $never }
            New-WanVideoTask 'A cat' -Provider AceData -ErrorAction SilentlyContinue
            Reset-MockServer $server
            Get-WanVideoTask -Unresolved | Resume-WanVideoTask -Repeat -Force -WhatIf
            Get-MockRequest $server wan/videos | Should -BeNullOrEmpty
        }

        It 'says so when there is no such attempt' {
            Resume-WanVideoTask nothing -ErrorVariable failure -ErrorAction SilentlyContinue
            $failure[0].FullyQualifiedErrorId | Should -BeLike 'WanVideo.NotFound,*'
        }
    }

    Context 'The same request again' {
        It 'is warned about, with the first task''s id' {
            $first = New-WanVideoTask 'A cat' -ImageUrl $image
            New-WanVideoTask 'A cat' -ImageUrl $image -WarningVariable warning -WarningAction SilentlyContinue | Out-Null
            "$warning" | Should -BeLike "An identical request was sent at *(task $($first.Id))*-Unique*-AllowDuplicate*"
            Get-CreateCount | Should -Be 2
        }

        It 'is not warned about when <What>' -ForEach @(
            @{ What = 'anything in it differs'; Second = @{ Prompt = 'A cat'; Duration = 6 } }
            @{ What = 'it goes to another gateway'; Second = @{ Prompt = 'A cat'; Provider = 'ModelStream' } }
            @{ What = 'the user says so'; Second = @{ Prompt = 'A cat'; AllowDuplicate = $true } }
        ) {
            New-WanVideoTask 'A cat' -ImageUrl $image -Provider EvoLink | Out-Null
            $arguments = @{ Provider = 'EvoLink' }
            foreach ($key in $Second.Keys) { $arguments[$key] = $Second[$key] }
            New-WanVideoTask -ImageUrl $image @arguments -WarningVariable warning -WarningAction SilentlyContinue | Out-Null
            $warning | Should -BeNullOrEmpty
        }

        It 'is not warned about when the first came to nothing' {
            New-WanVideoTask 'A cat #fail:service_error' -ImageUrl $image | Wait-WanVideoTask -ErrorAction SilentlyContinue
            New-WanVideoTask 'A cat #fail:service_error' -ImageUrl $image -WarningVariable warning -WarningAction SilentlyContinue | Out-Null
            $warning | Should -BeNullOrEmpty
        }

        It 'returns the first task with -Unique' {
            $first = New-WanVideoTask 'A cat' -ImageUrl $image
            $second = New-WanVideoTask 'A cat' -ImageUrl $image -Unique
            $second.Id | Should -Be $first.Id
            Get-CreateCount | Should -Be 1
        }

        It 'is one task for a row that stands twice in a file, with -Unique' {
            $rows = 'A cat', 'A dog', 'A cat', 'A cat' | ForEach-Object { [pscustomobject]@{ Prompt = $_; ImageUrl = $image } }
            $tasks = $rows | New-WanVideoTask -Unique
            $tasks.Count | Should -Be 4
            $tasks[0].Id | Should -Be $tasks[2].Id
            $tasks[0].Id | Should -Be $tasks[3].Id
            Get-CreateCount | Should -Be 2
        }

        It 'is not made with -Unique when the first may exist' {
            Add-MockFault $server @{ path = 'wan/videos$'; times = 1; action = $lost }
            New-WanVideoTask 'A cat' -Provider AceData -ErrorAction SilentlyContinue
            New-WanVideoTask 'A cat' -Provider AceData -Unique -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
            $failure[0].FullyQualifiedErrorId | Should -BeLike 'WanVideo.OutcomeUnknown,*'
            Get-CreateCount | Should -Be 1
        }
    }

    Context 'The end of a task''s life' {
        It 'is warned of when less than an hour is left and the video is not saved' {
            $task = New-WanVideoTask 'A cat' -ImageUrl $image -Provider EvoLink | Wait-WanVideoTask -WarningVariable early
            $early | Should -BeNullOrEmpty
            $old = [DateTimeOffset]::UtcNow.AddHours(-23.5).ToUnixTimeSeconds()
            Add-MockFault $server @{ method = 'GET'; path = "/v1/tasks/$($task.Id)"; action = @{ kind = 'body'; when = 'before'; contentType = 'application/json'
                body = @{ id = $task.Id; status = 'completed'; created = $old; results = @('https://example.com/v.mp4') } | ConvertTo-Json } }
            Get-WanVideoTask $task.Id -Provider EvoLink -WarningVariable warning -WarningAction SilentlyContinue | Out-Null
            "$warning" | Should -BeLike "*may delete the video of $($task.Id) in * min*"
        }

        It 'is warned of by Wait too, and not once the video is saved' {
            $task = [WanVideo.VideoTask]@{ Id = 'task-unified-1'; Provider = 'EvoLink'; Status = 'Succeeded'; ExpiresAt = [DateTimeOffset]::UtcNow.AddMinutes(30); VideoUrl = 'https://example.com/v.mp4' }
            $task | Wait-WanVideoTask -WarningVariable warning -WarningAction SilentlyContinue | Out-Null
            "$warning" | Should -BeLike '*may delete the video of task-unified-1 in 30 min*'

            $saved = [WanVideo.VideoTask]@{ Id = 'task-unified-1'; Provider = 'EvoLink'; Status = 'Succeeded'; ExpiresAt = [DateTimeOffset]::UtcNow.AddMinutes(30); SavedPath = '/videos/1.mp4' }
            $saved | Wait-WanVideoTask -WarningVariable warning | Out-Null
            $warning | Should -BeNullOrEmpty
        }

        It 'has Save ask for a fresh address first' {
            $task = New-WanVideoTask 'A cat' -ImageUrl $image | Wait-WanVideoTask
            $stale = [WanVideo.VideoTask]@{ Id = $task.Id; Provider = $task.Provider; Status = 'Succeeded'; ExpiresAt = [DateTimeOffset]::UtcNow.AddHours(-1); VideoUrl = 'https://example.com/stale.mp4' }
            ($stale | Save-WanVideo -Path $out -PassThru).Length | Should -BeGreaterThan 1000
        }

        It 'is said plainly when the gateway has nothing left' {
            $task = [WanVideo.VideoTask]@{ Id = '00000000-0000-0000-0000-000000000001'; Provider = 'DashScope'; Status = 'Succeeded'; ExpiresAt = [DateTimeOffset]::UtcNow.AddDays(-1); VideoUrl = 'https://example.com/gone.mp4' }
            $task | Save-WanVideo -Path $out -ErrorVariable failure -ErrorAction SilentlyContinue
            $failure[0].FullyQualifiedErrorId | Should -BeLike 'WanVideo.Expired,*'
            "$($failure[0])" | Should -BeLike '*keeps tasks for 24 hours*'
            Get-MockRequest $server gone | Should -BeNullOrEmpty
        }
    }
}
