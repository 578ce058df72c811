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

Describe 'The pipeline' {
    BeforeEach {
        Reset-MockServer $server
        Reset-MockServer $slow
        Connect-Mock $server
        $out = Join-Path $TestDrive ([guid]::NewGuid())
    }

    It 'writes one file for each valid row of a CSV file and one error for each invalid one' {
        $rows = Import-Csv $ShotsPath
        $rows.Count | Should -Be 20

        $files = $rows | New-WanVideoTask -ErrorVariable failure -ErrorAction SilentlyContinue | Wait-WanVideoTask | Save-WanVideo -Path $out -Name '{Id}' -PassThru

        $files.Count | Should -Be 18
        $files.Label | Sort-Object | Should -Be ($rows.Label | Where-Object { $_ -notin 'too-long', 'cowboy-ratio' } | Sort-Object)
        $failure.Count | Should -Be 2
        $failure.TargetObject.Label | Should -Be too-long, cowboy-ratio
        "$($failure[0])" | Should -BeLike 'too-long: -Duration is 16;*takes 2 to 15 seconds*'
        "$($failure[1])" | Should -BeLike "cowboy-ratio: -AspectRatio is '21:9';*takes 16:9,*"

        (Get-ChildItem $out -Force).Count | Should -Be 18
        foreach ($request in Get-MockRequest $server '\.mp4') {
            $file = Get-Item (Join-Path $out ([uri]"http://mock$($request.path)").Segments[-1])
            [Convert]::ToHexString([IO.File]::ReadAllBytes($file)) | Should -BeExactly ([Convert]::ToHexString((Invoke-WebRequest "$($server.BaseUri)$($request.path.TrimStart('/'))").Content))
        }
        $models = @(Get-MockRequest $server generations | ForEach-Object { ($_.body | ConvertFrom-Json).model }) | Group-Object -NoElement
        $models | Sort-Object Name | ForEach-Object Count | Should -Be 9, 9
    }

    It 'accepts tasks of two gateways' {
        Connect-WanVideo Sandbox -SandboxTaskSec 0.3
        $before = (Get-MockState $server).createRequests
        $files = @(
            [pscustomobject]@{ Prompt = 'One'; Image = $image; Provider = 'EvoLink'; Duration = 2 }
            [pscustomobject]@{ Prompt = 'Two'; Image = $image; Provider = 'Sandbox'; Duration = 2 }
        ) | New-WanVideoTask | Wait-WanVideoTask | Save-WanVideo -Path $out -PassThru

        $files.Count | Should -Be 2
        (Get-MockState $server).createRequests - $before | Should -Be 1 -Because 'the sandbox runs in this process'
    }

    It 'accepts tasks of every gateway from one CSV file' {
        Connect-Mock $server -Provider EvoLink, AceData, ModelStream, DashScope
        $rows = Import-Csv $GatewaysPath
        $rows.Provider | Select-Object -Unique | Should -Be EvoLink, AceData, ModelStream, DashScope
        $before = (Get-MockState $server).createRequests

        $files = $rows | New-WanVideoTask | Wait-WanVideoTask | Save-WanVideo -Path $out -PassThru

        $files.Count | Should -Be $rows.Count
        (Get-MockState $server).createRequests - $before | Should -Be $rows.Count
        $files | ForEach-Object Length | Should -Not -Contain 0
        @(Get-MockRequest $server '/v1/videos/generations$').Count | Should -Be 3
        @(Get-MockRequest $server '/wan/videos$').Count | Should -Be 3
        @(Get-MockRequest $server '/v1/video/generations$').Count | Should -Be 2
        @(Get-MockRequest $server '/video-synthesis$').Count | Should -Be 3
    }

    It 'sends to each gateway only its own key' {
        Connect-WanVideo AceData -ApiKey ace-key -BaseUri $server.BaseUri
        Connect-WanVideo DashScope -ApiKey dash-key -BaseUri $server.BaseUri
        Import-Csv $GatewaysPath | Where-Object Provider -in AceData, DashScope | New-WanVideoTask -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure.Count | Should -Be 2 -Because 'one cause is one error'
        $failure.TargetObject.Provider | Sort-Object | Should -Be AceData, AceData, AceData, DashScope, DashScope, DashScope
        Get-MockRequest $server wan | ForEach-Object { $_.headers.authorization } | Select-Object -Unique | Should -Be 'Bearer ace-key'
        Get-MockRequest $server synthesis | ForEach-Object { $_.headers.authorization } | Select-Object -Unique | Should -Be 'Bearer dash-key'
    }

    Context 'when Ctrl+C is pressed' {
        It 'stops within one second during <Operation> and aborts its requests' -ForEach @(
            @{ Operation = 'a wait'; Path = '/v1/tasks/'; Script = '$task = New-WanVideoTask A -Image https://example.com/cat.png; Wait-WanVideoTask $task.Id -PollIntervalSec 0.2' }
            @{ Operation = 'a poll'; Path = '/v1/tasks/'; Fault = @{ path = '/v1/tasks/'; action = @{ kind = 'delay'; milliseconds = 30000; when = 'before' } }
               Script = '$task = New-WanVideoTask A -Image https://example.com/cat.png; Wait-WanVideoTask $task.Id' }
            @{ Operation = 'a create request'; Path = 'generations'; Fault = @{ path = 'generations'; action = @{ kind = 'delay'; milliseconds = 30000; when = 'before' } }
               Script = '1..20 | % { "Prompt $_" } | New-WanVideoTask -Image https://example.com/cat.png' }
        ) {
            Connect-Mock $slow
            Assert-StopsWithinSecond {
                Reset-MockServer $slow
                if ($Fault) { Add-MockFault $slow $Fault }
                Start-Pipeline $Script
                Wait-MockRequest $slow $Path
            } {
                (Get-MockState $slow -Idle).inFlight | Should -Be 0
                if ($Fault) { (Get-MockRequest $slow $Path).status | Should -Contain aborted -Because 'the server did not respond: the command aborted the request' }
            }
        }

        It 'stops within one second during a download and leaves no incomplete video' {
            $task = New-WanVideoTask 'A cat' -Image $image | Wait-WanVideoTask
            Add-MockFault $server @{ path = '\.mp4'; action = @{ kind = 'throttle'; bytesPerSecond = 2000 } }
            Assert-StopsWithinSecond {
                Start-Pipeline "Get-WanVideoTask $($task.Id) | Save-WanVideo -Path '$out'"
                Wait-MockRequest $server '\.mp4'
            } {
                (Get-MockState $server -Idle).inFlight | Should -Be 0
                (Get-MockRequest $server '\.mp4').status | Should -Contain aborted -Because 'the server was still sending: the command aborted the request'
                Join-Path $out "$($task.Id).mp4" | Should -Not -Exist
            }
        }

        It 'stops within one second while <Command> waits for a ledger that another process has locked' -ForEach @(
            @{ Command = 'New-WanVideoTask'; Script = "'A dog' | New-WanVideoTask -Image https://example.com/cat.png" }
            @{ Command = 'Get-WanVideoTask'; Script = 'Get-WanVideoTask' }
            @{ Command = 'Wait-WanVideoTask'; Script = 'Wait-WanVideoTask $id' }
            @{ Command = 'Resolve-WanVideoTask'; Script = 'Resolve-WanVideoTask $lost -NotCreated' }
            @{ Command = 'Restart-WanVideoTask'; Script = 'Restart-WanVideoTask $id' }
            @{ Command = 'Remove-WanVideoTask'; Script = 'Remove-WanVideoTask $id -Confirm:$false' }
        ) {
            $task = New-WanVideoTask 'A cat' -Image $image
            Add-MockFault $server @{ path = 'generations'; times = 1; action = @{ kind = 'drop'; when = 'after' } }
            New-WanVideoTask 'A lost cat' -Image $image -ErrorAction SilentlyContinue
            $lost = (Get-WanVideoTask -Status Unresolved).Id
            $other = Start-LedgerProcess
            try {
                Lock-Ledger $other
                $creates = (Get-MockState $server -Idle).createRequests
                $pipeline = Start-Pipeline "`$id = '$($task.Id)'; `$lost = '$lost'; 'started'; $Script"
                # It is running, and without the lock it would complete within this time.
                [Threading.SpinWait]::SpinUntil({ $pipeline.Output.Count -gt 0 }, 20000) | Should -BeTrue
                $pipeline.Run.AsyncWaitHandle.WaitOne(1500) | Should -BeFalse

                $clock = [Diagnostics.Stopwatch]::StartNew()
                $pipeline.Shell.Stop()
                $clock.Elapsed.TotalSeconds | Should -BeLessThan 1
                $pipeline.Shell.InvocationStateInfo.State | Should -Be Stopped
                (Get-MockState $server -Idle).createRequests | Should -Be $creates
            }
            finally { Stop-LedgerProcess $other }
        }

        It 'records a task whose response arrives shortly afterwards' {
            Add-MockFault $server @{ path = 'generations'; action = @{ kind = 'delay'; milliseconds = 200; when = 'after' } }
            $pipeline = Start-Pipeline "New-WanVideoTask A -Image $image"
            Wait-MockRequest $server generations
            $pipeline.Shell.Stop()

            $task = Get-WanVideoTask
            $task.Status | Should -Be Pending
            $task.Id | Should -BeLike 'task-unified-*'
        }
    }

    Context 'when Select-Object -First 1 stops the pipeline' {
        It 'aborts the requests of Wait-WanVideoTask' {
            $short = New-WanVideoTask 'A cat' -Image $image | Wait-WanVideoTask
            Connect-Mock $slow
            $long = New-WanVideoTask 'A film' -Image $image
            Add-MockFault $slow @{ path = $long.Id; action = @{ kind = 'delay'; milliseconds = 30000; when = 'before' } }

            ($long.Id, $short | Wait-WanVideoTask -TimeoutSec 20 | Select-Object -First 1).Id | Should -Be $short.Id
            (Get-MockState $slow -Idle).inFlight | Should -Be 0
        }

        It 'sends no further create requests and records the tasks created' {
            $first = 1..30 | ForEach-Object { "Prompt $_" } | New-WanVideoTask -Image $image -ThrottleLimit 2 | Select-Object -First 1
            $state = Get-MockState $server -Idle

            $state.inFlight | Should -Be 0
            $first.Prompt | Should -Be 'Prompt 1'
            $created = @(Get-WanVideoTask)
            $created.Id | Should -BeLike 'task-unified-*'
            $created.Count | Should -Be @(Get-MockRequest $server generations).Count
            $created.Count | Should -BeLessThan 6
        }

        It 'aborts downloads and leaves no incomplete video' {
            $tasks = 'One', 'Two', 'Three' | New-WanVideoTask -Image $image -Duration 2 | Wait-WanVideoTask
            Add-MockFault $server @{ path = $tasks[2].Id; action = @{ kind = 'throttle'; bytesPerSecond = 1000 } }
            $file = $tasks | Save-WanVideo -Path $out -PassThru -ThrottleLimit 3 | Select-Object -First 1

            (Get-MockState $server -Idle).inFlight | Should -Be 0
            $file | Should -Exist
            Join-Path $out "$($tasks[2].Id).mp4" | Should -Not -Exist
        }
    }

    It 'stops at the first error with -ErrorAction Stop and sends no further requests' {
        $rows = @(
            [pscustomobject]@{ Prompt = 'One'; Image = $image }
            [pscustomobject]@{ Prompt = 'Two'; Image = $image; Duration = 99 }
            [pscustomobject]@{ Prompt = 'Three'; Image = $image }
        )
        { $rows | New-WanVideoTask -ErrorAction Stop } | Should -Throw -ErrorId 'WanVideo.InvalidParameter,*'
        (Get-MockState $server -Idle).inFlight | Should -Be 0
        @(Get-MockRequest $server generations).Count | Should -BeLessOrEqual 1
    }
}
