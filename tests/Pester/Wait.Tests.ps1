BeforeAll {
    Import-Module $PSScriptRoot/TestTools.psm1 -Force
    Import-Module $ModulePath
    $server = Start-MockServer
    $slow = Start-MockServer -TaskDuration 01:00:00
    $image = 'https://example.com/cat.png'
}

AfterAll {
    Disconnect-WanVideo
    Stop-MockServer $server
    Stop-MockServer $slow
}

Describe 'Wait-WanVideoTask' {
    BeforeEach {
        Reset-MockServer $server
        Reset-MockServer $slow
        Connect-Mock $server @{ MaximumRetryCount = 0 }
    }

    It 'returns a task when it has succeeded' {
        $task = New-WanVideoTask 'A cat' -Image $image | Wait-WanVideoTask

        $task.Status | Should -Be Succeeded
        $task.Progress | Should -Be 100
        $task.Prompt | Should -Be 'A cat'
        $task.VideoUrl | Should -BeOfType uri
        $task.ExpiresAt | Should -Be $task.CreatedAt.AddHours(24)
    }

    It 'records each terminal status in the ledger' {
        'One', 'Two #fail:content_policy_violation', 'Three #cancelled' | New-WanVideoTask -Image $image | Wait-WanVideoTask -ErrorAction SilentlyContinue | Out-Null
        (Get-WanVideoTask | Sort-Object Prompt).Status | Should -Be Succeeded, Canceled, Failed
        (Get-WanVideoTask -Status Failed).Error.Code | Should -Be content_policy_violation
    }

    It 'waits for a task of the ledger by its id at the gateway that has it, without -Provider' {
        $task = New-WanVideoTask 'A cat' -Image $image
        Connect-WanVideo Sandbox
        try { $completed = Wait-WanVideoTask $task.Id } finally { Disconnect-WanVideo Sandbox }
        $completed.Provider | Should -Be EvoLink
        $completed.Status | Should -Be Succeeded
        $completed.Prompt | Should -Be 'A cat'
        $completed.IntentId | Should -Be $task.IntentId
    }

    It 'waits for many tasks and returns each once' {
        $tasks = 1..20 | ForEach-Object { "Shot $_" } | New-WanVideoTask -Image $image
        $completed = $tasks | Wait-WanVideoTask

        $completed.Id | Sort-Object | Should -Be ($tasks.Id | Sort-Object)
    }

    It 'uses batch requests' {
        $tasks = 1..30 | ForEach-Object { "Shot $_" } | New-WanVideoTask -Image $image
        Reset-MockServer $server
        @($tasks | Wait-WanVideoTask).Count | Should -Be 30
        @(Get-MockRequest $server).Count | Should -BeLessThan 15
    }

    It 'polls tasks individually if the gateway has no batch endpoint' {
        $tasks = 'One', 'Two', 'Three' | New-WanVideoTask -Image $image
        Add-MockFault $server @{ path = '/batch'; action = @{ kind = 'status'; status = 404; body = '{}' } }
        @($tasks | Wait-WanVideoTask).Count | Should -Be 3
        @(Get-MockRequest $server '/batch').Count | Should -Be 1
    }

    It 'accepts ids' {
        $id = (New-WanVideoTask 'A cat' -Image $image).Id
        (Wait-WanVideoTask $id).Status | Should -Be Succeeded
        ($id | Wait-WanVideoTask).Status | Should -Be Succeeded
    }

    It 'does not poll a task with a terminal status' {
        $task = New-WanVideoTask 'A cat' -Image $image | Wait-WanVideoTask
        Reset-MockServer $server
        ($task | Wait-WanVideoTask).Id | Should -Be $task.Id
        Get-MockRequest $server | Should -BeNullOrEmpty
    }

    It 'writes an error with the gateway''s code and message for each failed task' {
        $completed = 'One', 'Two #fail:content_policy_violation', 'Three #fail:generation_timeout', 'Four #cancelled', 'Five' |
            New-WanVideoTask -Image $image |
            Wait-WanVideoTask -ErrorVariable failure -ErrorAction SilentlyContinue

        $completed.Prompt | Sort-Object | Should -Be Five, One
        $failure.Count | Should -Be 3
        $byPrompt = @{}
        foreach ($record in $failure) { $byPrompt[$record.TargetObject.Prompt.Split(' ')[0]] = $record }
        $byPrompt.Two.FullyQualifiedErrorId | Should -BeLike 'WanVideo.ContentRejected,*'
        "$($byPrompt.Two)" | Should -BeLike "Two #fail:content_policy_violation ($($byPrompt.Two.TargetObject.Id)) failed at EvoLink: content_policy_violation:*"
        $byPrompt.Three.FullyQualifiedErrorId | Should -BeLike 'WanVideo.Timeout,*'
        $byPrompt.Four.FullyQualifiedErrorId | Should -BeLike 'WanVideo.Canceled,*'
    }

    It 'writes an error for an unknown id' {
        Wait-WanVideoTask task-unified-1-unknown -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure.FullyQualifiedErrorId | Should -BeLike 'WanVideo.NotFound,*'
        $failure.TargetObject | Should -Be task-unified-1-unknown
    }

    It 'retries after a failed poll: <Name>' -ForEach @(
        @{ Name = 'HTTP 502'; Action = @{ kind = 'status'; status = 502; body = '<html>' } }
        @{ Name = 'HTTP 429 with Retry-After'; Action = @{ kind = 'status'; status = 429; headers = @{ 'Retry-After' = '0' }; body = '{}' } }
        @{ Name = 'a dropped connection'; Action = @{ kind = 'drop'; when = 'before' } }
        @{ Name = 'invalid JSON'; Action = @{ kind = 'body'; body = '{"id":'; contentType = 'application/json'; when = 'after' } }
        @{ Name = 'a truncated response'; Action = @{ kind = 'truncate'; bytes = 10 } }
    ) {
        $task = New-WanVideoTask 'A cat' -Image $image
        Add-MockFault $server @{ path = '/v1/tasks/'; times = 2; action = $Action }
        ($task | Wait-WanVideoTask).Status | Should -Be Succeeded
    }

    It 'stops after -TimeoutSec and reports the running tasks' {
        Connect-Mock $slow
        $tasks = 'One', 'Two' | New-WanVideoTask -Image $image
        $tasks | Wait-WanVideoTask -TimeoutSec 1 -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty

        $failure.Count | Should -Be 1
        $failure.FullyQualifiedErrorId | Should -BeLike 'WanVideo.WaitTimeout,*'
        "$failure" | Should -BeLike "Timed out after 1 s: 2 of 2 tasks are still running: $($tasks[0].Id), $($tasks[1].Id)*Wait-WanVideoTask*"
        $failure[0].TargetObject.Id | Should -Be $tasks.Id
        (Get-MockState $slow -Idle).inFlight | Should -Be 0
    }

    It 'returns after the first completed task with -Any' {
        $fast = New-WanVideoTask 'A cat' -Image $image | Wait-WanVideoTask
        Connect-Mock $slow
        $long = New-WanVideoTask 'A film' -Image $image

        ($long, $fast | Wait-WanVideoTask -Any).Id | Should -Be $fast.Id
    }

    It 'writes completed tasks while it receives input' {
        $task = New-WanVideoTask 'A cat' -Image $image
        $ended = New-WanVideoTask 'A dog' -Image $image | Wait-WanVideoTask
        $writtenIds = [Collections.Generic.List[string]]::new()
        & { $task; foreach ($n in 1..500) { if ($task.Id -notin $writtenIds) { Start-Sleep -Milliseconds 20; $ended } } } | Wait-WanVideoTask | ForEach-Object { $writtenIds.Add($_.Id) }
        $writtenIds.Count | Should -BeLessThan 501
        $task.Id | Should -BeIn $writtenIds
    }

    It 'polls at most once per -PollIntervalSec' {
        Connect-Mock $slow
        $task = New-WanVideoTask 'A cat' -Image $image
        $env:WANVIDEO_LEDGER = Join-Path $TestDrive empty.db # a task whose age is unknown is polled at once
        Wait-WanVideoTask $task.Id -PollIntervalSec 3600 -TimeoutSec 1 -ErrorAction SilentlyContinue
        @(Get-MockRequest $slow '/v1/tasks/').Count | Should -Be 1
    }

    It 'polls tasks before -TimeoutSec although their first poll is later' {
        Connect-Mock $slow
        $task = New-WanVideoTask 'A cat' -Image $image
        $task | Wait-WanVideoTask -PollIntervalSec 600 -TimeoutSec 2 -ErrorAction SilentlyContinue
        @(Get-MockRequest $slow "/v1/tasks/$($task.Id)").Count | Should -Be 1
    }

    It 'removes its progress bar if a command before it throws' {
        Connect-Mock $slow
        $tasks = 'One', 'Two' | New-WanVideoTask -Image $image
        $env:WANVIDEO_LEDGER = Join-Path $TestDrive empty.db # a task whose age is unknown is polled at once
        $shell = [powershell]::Create()
        $shell.AddScript("Import-Module '$ModulePath'; try { '$($tasks.Id -join "','")' | ForEach-Object { `$_; Start-Sleep 1 } -End { throw 'no' } | Wait-WanVideoTask } catch { }").Invoke()
        $bars = @($shell.Streams.Progress | Where-Object Activity -eq 'Waiting for videos')
        $shell.Dispose()

        $bars.RecordType | Should -Contain Processing
        $bars[-1].RecordType | Should -Be Completed
    }

    It 'shows one progress bar and removes it' {
        $shell = [powershell]::Create()
        $shell.AddScript("Import-Module '$ModulePath'; 'One', 'Two' | New-WanVideoTask -Image $image | Wait-WanVideoTask").Invoke()
        $bars = @($shell.Streams.Progress | Where-Object Activity -eq 'Waiting for videos')
        $shell.Dispose()

        $bars.ActivityId | Select-Object -Unique | Should -HaveCount 1
        $bars[-1].RecordType | Should -Be Completed
        $bars[0].StatusDescription | Should -Match '^(One|Two)(, Two)?: \d (succeeded|running|pending)'
        $bars[0].SecondsRemaining | Should -BeGreaterOrEqual 0
    }
}
