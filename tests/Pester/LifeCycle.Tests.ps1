# The life cycle of a task at every gateway. The behavior of the commands does not depend on the gateway.

BeforeDiscovery {
    $gateways = @(
        @{ Gateway = 'EvoLink'; Create = '/v1/videos/generations$'; Query = '^GET /v1/tasks/'; RefusedCode = 'content_policy_violation'; RefusedPrompt = '#fail:content_policy_violation'; Lists = $true; Cancels = $false; UnknownId = 'task-unified-0-none' }
        @{ Gateway = 'AceData'; Create = '/wan/videos$'; Query = '^POST /wan/tasks'; RefusedCode = 'forbidden'; RefusedPrompt = '#fail:forbidden'; Lists = $false; Cancels = $false; UnknownId = '00000000-0000-0000-0000-000000000000' }
        @{ Gateway = 'ModelStream'; Create = '/v1/video/generations$'; Query = '^GET /v1/video/generations/'; RefusedCode = 'DataInspectionFailed'; RefusedPrompt = '#fail:DataInspectionFailed'; Lists = $false; Cancels = $false; UnknownId = 'task_none' }
        @{ Gateway = 'DashScope'; Create = '/video-synthesis$'; Query = '^GET /api/v1/tasks/'; RefusedCode = 'DataInspectionFailed'; RefusedPrompt = '#fail:DataInspectionFailed'; Lists = $true; Cancels = $true; UnknownId = '00000000-0000-0000-0000-000000000000' }
        @{ Gateway = 'fal'; Create = '/image-to-video$'; Query = '^GET /alibaba/wan-3.0/requests/'; RefusedCode = 'content_policy_violation'; RefusedPrompt = '#fail:content_policy_violation'; Lists = $false; Cancels = $true; UnknownId = '00000000-0000-0000-0000-000000000000~alibaba~wan-3.0'; KeyScheme = 'Key'; ExpiryHours = 168 }
    )
}

BeforeAll {
    Import-Module $PSScriptRoot/TestTools.psm1 -Force
    Import-Module $ModulePath
    $server = Start-MockServer
    $slow = Start-MockServer -TaskDuration 00:10:00
    $image = 'https://example.com/cat.png'
}

AfterAll {
    Disconnect-WanVideo
    Stop-MockServer $server
    Stop-MockServer $slow
}

Describe 'A task at <Gateway>' -ForEach $gateways {
    BeforeEach {
        Reset-MockServer $server
        Reset-MockServer $slow
        Disconnect-WanVideo
        Connect-Mock $server -Provider $Gateway
        $createRequestsBefore = (Get-MockState $server).createRequests
    }

    BeforeAll {
        function Get-CreateRequestCount { (Get-MockState $server -Idle).createRequests - $createRequestsBefore }
        function Get-Query { Get-MockRequest $server | Where-Object { "$($_.method) $($_.path)" -match $Query } }
    }

    It 'is created, completed and saved' {
        $file = New-WanVideoTask 'A cat playing piano' -Image $image -Duration 5 | Wait-WanVideoTask | Save-WanVideo -Path $TestDrive -Force -PassThru

        $file.Length | Should -BeGreaterThan 1000
        Get-CreateRequestCount | Should -Be 1
        $video = Get-MockRequest $server '\.mp4'
        $video.headers.PSObject.Properties.Name | Should -Not -Contain authorization
        (Get-MockRequest $server $Create).headers.authorization | Should -Be "$($KeyScheme ?? 'Bearer') $CanaryKey"
    }

    It 'is a complete object when it is created' {
        $before = [DateTimeOffset]::UtcNow.AddSeconds(-2)
        $task = New-WanVideoTask 'A cat playing piano' -Image $image

        $task | Should -BeOfType WanVideo.VideoTask
        $task.Provider | Should -Be $Gateway
        $task.Status | Should -BeIn Pending, Running
        $task.Prompt | Should -Be 'A cat playing piano'
        $task.Duration | Should -Be 5
        $task.CreatedAt | Should -BeGreaterThan $before
        $task.CreatedAt | Should -BeLessThan $before.AddMinutes(1)
    }

    It 'has a URL and the expiry of the gateway when it has succeeded' {
        $task = New-WanVideoTask 'A cat' -Image $image | Wait-WanVideoTask

        $task.Status | Should -Be Succeeded
        $task.RawStatus | Should -Not -BeNullOrEmpty
        $task.Progress | Should -Be 100
        $task.VideoUrl | Should -BeOfType uri
        [Math]::Abs(($task.ExpiresAt - [DateTimeOffset]::UtcNow.AddHours($ExpiryHours ?? 24)).TotalSeconds) | Should -BeLessThan 60
    }

    It 'becomes an error with the gateway''s code if content moderation rejects it' {
        New-WanVideoTask "Something bad $RefusedPrompt" -Image $image | Wait-WanVideoTask -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty

        $failure.Count | Should -Be 1
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'WanVideo.ContentRejected,*'
        "$($failure[0])" | Should -BeLike "*$RefusedCode*"
        $failure[0].TargetObject.Status | Should -Be Failed
    }

    It 'can be read from a file by another session' {
        $path = Join-Path $TestDrive "$Gateway.clixml"
        New-WanVideoTask 'A cat' -Image $image | Export-Clixml $path
        (Import-Clixml $path | Wait-WanVideoTask).Status | Should -Be Succeeded
    }

    It 'is NotFound, not failed, if the gateway has no record of it' {
        $task = Get-WanVideoTask $UnknownId -Provider $Gateway -ErrorVariable failure -ErrorAction SilentlyContinue
        if ($task) { $task.Status | Should -Be Unknown } else { $failure[0].FullyQualifiedErrorId | Should -BeLike 'WanVideo.NotFound,*' }

        Wait-WanVideoTask $UnknownId -Provider $Gateway -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure.Count | Should -Be 1
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'WanVideo.NotFound,*'
    }

    It 'is not created with a wrong key, which the error does not contain' {
        Connect-WanVideo $Gateway -ApiKey sk-WRONG-KEY-1234 -BaseUri $server.BaseUri
        New-WanVideoTask 'A cat' -Image $image -ErrorVariable failure -ErrorAction SilentlyContinue

        $failure[0].FullyQualifiedErrorId | Should -BeLike 'WanVideo.Authentication,*'
        "$($failure | Format-List * -Force | Out-String)" | Should -Not -BeLike '*sk-WRONG*'
        Get-CreateRequestCount | Should -Be 0
    }

    It 'is not created twice if <Fault>' -ForEach @(
        @{ Fault = 'the connection is interrupted after the request'; Action = @{ kind = 'drop'; when = 'after' } }
        @{ Fault = 'the response is truncated'; Action = @{ kind = 'truncate'; when = 'after'; bytes = 12 } }
        @{ Fault = 'the response is a page of a proxy'; Action = @{ kind = 'body'; when = 'after'; contentType = 'text/html'; body = '<html>Welcome</html>' } }
        @{ Fault = 'the server fails'; Action = @{ kind = 'status'; when = 'after'; status = 502; body = 'Bad gateway' } }
    ) {
        Add-MockFault $server @{ path = $Create; action = $Action }
        New-WanVideoTask 'A cat' -Image $image -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty

        $failure[0].FullyQualifiedErrorId | Should -BeLike 'WanVideo.OutcomeUnknown,*'
        Get-CreateRequestCount | Should -Be 1
        @(Get-MockRequest $server $Create).Count | Should -Be 1
        (Get-WanVideoTask -Status Unresolved).Prompt | Should -Be 'A cat'
        @(Get-MockRequest $server).Count | Should -Be 1 -Because 'the task is not searched for either'
    }

    It 'is created once for its label' {
        $task = New-WanVideoTask 'A cat' -Image $image -Label cat
        (New-WanVideoTask 'A cat' -Image $image -Label cat).Id | Should -Be $task.Id
        Get-CreateRequestCount | Should -Be 1
    }

    It 'is created after a 429 response' {
        Add-MockFault $server @{ path = $Create; times = 1; action = @{ kind = 'status'; when = 'before'; status = 429; headers = @{ 'Retry-After' = '0' } } }
        (New-WanVideoTask 'A cat' -Image $image).Id | Should -Not -BeNullOrEmpty
        Get-CreateRequestCount | Should -Be 1
    }

    It 'is completed in spite of a transient failure' {
        $task = New-WanVideoTask 'A cat' -Image $image
        Add-MockFault $server @{ path = ($Query -replace '^\S+ '); times = 1; action = @{ kind = 'status'; when = 'before'; status = 503; headers = @{ 'Retry-After' = '0' } } }
        ($task | Wait-WanVideoTask).Status | Should -Be Succeeded
    }

    It 'is listed if the gateway lists tasks' {
        $task = New-WanVideoTask 'A cat' -Image $image | Wait-WanVideoTask
        $listed = Get-WanVideoTask -Remote -Provider $Gateway -ErrorVariable failure -ErrorAction SilentlyContinue

        if ($Lists) {
            $listed[0].Id | Should -Be $task.Id
            $listed[0].Status | Should -Be Succeeded
            $listed[0].Model | Should -BeLike 'wan2.6-*flash'
            [Math]::Abs(($listed[0].CreatedAt - $task.CreatedAt).TotalSeconds) | Should -BeLessThan 2
            (Get-WanVideoTask -Remote -Status Failed).Id | Should -Not -Contain $task.Id
            Get-WanVideoTask -Remote -Since ([DateTimeOffset]::UtcNow.AddMinutes(10)) | Should -BeNullOrEmpty
        } else {
            $failure[0].FullyQualifiedErrorId | Should -BeLike 'WanVideo.NotSupported,*'
        }
    }

    It 'can be canceled while it is pending if the gateway supports that' {
        Connect-Mock $slow -Provider $Gateway
        $task = New-WanVideoTask 'A cat' -Image $image
        $task | Stop-WanVideoTask -ErrorVariable failure -ErrorAction SilentlyContinue -WarningVariable warning -WarningAction SilentlyContinue
        [bool]($warning -like '*may still finish and be billed*') | Should -Be ($Gateway -eq 'fal')

        if ($Cancels) {
            $failure | Should -BeNullOrEmpty
            ($task | Get-WanVideoTask).Status | Should -Be Canceled
            $task | Stop-WanVideoTask -ErrorVariable again -ErrorAction SilentlyContinue
            "$($again[0])" | Should -Be 'A cat has ended with the status Canceled. Nothing was canceled.'
        } else {
            $failure[0].FullyQualifiedErrorId | Should -BeLike 'WanVideo.NotSupported,*'
            ($task | Get-WanVideoTask).IsTerminal | Should -BeFalse
        }
    }

    It 'can be created in the sandbox with the gateway''s models and protocol' {
        Connect-WanVideo Sandbox -Protocol $Gateway -SandboxTaskSec 0.3
        $task = New-WanVideoTask 'A cat' -Image $image | Wait-WanVideoTask
        $task.Provider | Should -Be Sandbox
        (Get-WanVideoModel -Provider Sandbox).Model | Should -Be (Get-WanVideoModel -Provider $Gateway).Model
        ($task | Save-WanVideo -Path (Join-Path $TestDrive $Gateway) -PassThru).Length | Should -BeGreaterThan 1000
        Get-CreateRequestCount | Should -Be 0
    }

    It 'does not show the key' {
        $all = & {
            New-WanVideoTask 'A cat' -Image $image -Verbose -Debug | Wait-WanVideoTask -Verbose | Format-List * -Force
            New-WanVideoTask "Bad $RefusedPrompt" -Image $image -Verbose | Wait-WanVideoTask -Verbose -ErrorAction Continue
            Get-WanVideoConnection | Format-List * -Force
        } *>&1 | Out-String
        $all + (Get-ChildItem (Split-Path $env:WANVIDEO_LEDGER) | Get-ByteText) | Should -Not -BeLike "*$CanaryKey*"
    }
}
