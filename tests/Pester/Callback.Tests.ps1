BeforeDiscovery {
    $callbacks = @(
        @{ Gateway = 'EvoLink'; Done = { param($id) @{ id = $id; object = 'video.generation.task'; status = 'completed'; progress = 100; created = 1757169743; results = @('https://example.com/v.mp4') } }
           Failed = { param($id) @{ id = $id; status = 'failed'; error = @{ code = 'content_policy_violation'; message = 'No' } } } }
        @{ Gateway = 'AceData'; Done = { param($id) @{ success = $true; task_id = $id; trace_id = 't'; state = 'completed'; video_url = 'https://example.com/v.mp4' } }
           Failed = { param($id) @{ success = $false; task_id = $id; trace_id = 't'; error = @{ code = 'forbidden'; message = 'No' } } } }
    )
}

BeforeAll {
    Import-Module $PSScriptRoot/TestTools.psm1 -Force
    Import-Module $ModulePath
    $server = Start-MockServer
    $slow = Start-MockServer -TaskDuration 01:00:00
    $image = 'https://example.com/cat.png'

    # Sends a callback. Retries until the port is open.
    function Send-Callback([int] $Port, $Body, [string] $Method = 'Post') {
        $text = $Body -is [string] ? $Body : ($Body | ConvertTo-Json -Depth 5)
        $limit = [Diagnostics.Stopwatch]::StartNew()
        while ($true) {
            try { return [int](Invoke-WebRequest "http://127.0.0.1:$Port/" -Method $Method -Body ($Method -eq 'Get' ? $null : $text) -ContentType application/json -SkipHttpErrorCheck).StatusCode }
            catch [Net.Http.HttpRequestException] { if ($limit.Elapsed.TotalSeconds -gt 20) { throw }; Start-Sleep -Milliseconds 20 }
        }
    }

    function Start-Receiver([string] $Arguments) { Start-Pipeline "Receive-WanVideoCallback $Arguments" }
    function Wait-Receiver($Receiver) {
        if (-not $Receiver.Run.AsyncWaitHandle.WaitOne(20000)) { throw 'The listener did not stop.' }
        $Receiver.Shell.EndInvoke($Receiver.Run)
        @($Receiver.Output)
    }
}

AfterAll {
    Disconnect-WanVideo
    Stop-MockServer $server
    Stop-MockServer $slow
}

Describe 'A callback of <Gateway>' -ForEach $callbacks {
    BeforeEach {
        Reset-MockServer $server
        Connect-Mock $server -Provider $Gateway
        $port = Get-FreePort
    }

    It 'is read from text' {
        $task = & $Done 'task-1' | ConvertTo-Json | ConvertFrom-WanVideoCallback
        $task.Id | Should -Be task-1
        $task.Provider | Should -Be $Gateway
        $task.Status | Should -Be Succeeded
        $task.VideoUrl | Should -Be https://example.com/v.mp4
        Get-MockRequest $server | Should -BeNullOrEmpty
        Get-WanVideoTask | Should -BeNullOrEmpty -Because 'an unverified text is not recorded'
    }

    It 'is read from files' {
        & $Done 'task-1' | ConvertTo-Json | Set-Content (Join-Path $TestDrive 1.json)
        & $Failed 'task-2' | ConvertTo-Json | Set-Content (Join-Path $TestDrive 2.json)
        $tasks = Get-ChildItem $TestDrive -Filter *.json | Sort-Object Name | ConvertFrom-WanVideoCallback -Provider $Gateway
        $tasks.Status | Should -Be Succeeded, Failed
        $tasks[1].Error.Kind | Should -Be ContentRejected
        Remove-Item (Join-Path $TestDrive *.json)
    }

    It 'is rejected without a task: <_>' -ForEach 'hello', '{}', '[]', '{"event":"ping"}' {
        ConvertFrom-WanVideoCallback $_ -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'WanVideo.InvalidParameter,*'
        $failure[0].TargetObject | Should -Be $_
    }

    It 'is verified with the gateway' {
        $created = New-WanVideoTask 'A cat' -Image $image | Wait-WanVideoTask
        $receiver = Start-Receiver "-Port $port -Count 1 -TimeoutSec 20"
        Send-Callback $port (& $Done $created.Id) | Should -Be 204
        $task = Wait-Receiver $receiver
        $task.Id | Should -Be $created.Id
        $task.VideoUrl | Should -Be $created.VideoUrl -Because 'the URL is read from the gateway, not from the callback'
    }

    It 'is recorded in the ledger once it is verified' {
        $created = New-WanVideoTask 'A cat' -Image $image
        Start-Sleep -Milliseconds 500 # the task takes 300 ms
        (Get-WanVideoTask).Status | Should -Be Pending
        $receiver = Start-Receiver "-Port $port -Count 1 -TimeoutSec 20"
        Send-Callback $port (& $Done $created.Id) | Should -Be 204
        (Wait-Receiver $receiver).Id | Should -Be $created.Id
        (Get-WanVideoTask).Status | Should -Be Succeeded
        (Get-WanVideoTask).Prompt | Should -Be 'A cat'
    }

    It 'is ignored if the gateway reports another status' {
        $created = New-WanVideoTask 'A cat' -Image $image | Wait-WanVideoTask
        Connect-Mock $slow -Provider $Gateway
        $open = New-WanVideoTask 'A slow cat' -Image $image
        $receiver = Start-Receiver "-Port $port -Count 1 -TimeoutSec 3"
        Send-Callback $port (& $Done $open.Id) | Should -Be 503 -Because 'the gateway then repeats it'
        Wait-Receiver $receiver | Should -BeNullOrEmpty
        "$($receiver.Shell.Streams.Warning)" | Should -BeLike "A callback was ignored:*$($open.Id)*"
    }

    It 'is not verified with -SkipVerification, and is written once' {
        $receiver = Start-Receiver "-Port $port -Count 2 -TimeoutSec 20 -SkipVerification"
        Send-Callback $port (& $Done 'task-1') | Should -Be 204
        Send-Callback $port (& $Done 'task-1') | Should -Be 204
        Send-Callback $port (& $Failed 'task-2') | Should -Be 204
        $tasks = Wait-Receiver $receiver
        $tasks.Id | Should -Be task-1, task-2
        Get-MockRequest $server | Should -BeNullOrEmpty
    }

    It 'is rejected if <Reason>' -ForEach @(
        @{ Reason = 'it is not a callback'; Body = 'hello'; Method = 'Post'; Status = 400 }
        @{ Reason = 'it is longer than 1 MiB'; Body = 'x' * 1100000; Method = 'Post'; Status = 413 }
        @{ Reason = 'it is not posted'; Body = ''; Method = 'Get'; Status = 405 }
    ) {
        $receiver = Start-Receiver "-Port $port -Count 1 -TimeoutSec 20 -SkipVerification"
        Send-Callback $port $Body $Method | Should -Be $Status
        Send-Callback $port (& $Done 'task-1') | Should -Be 204
        (Wait-Receiver $receiver).Id | Should -Be task-1
    }
}

# The mock server has the public key of this private key, of the first test vector of RFC 8032, section 7.1.
Describe 'A callback of fal' {
    BeforeAll {
        function Get-SignedHeader([string] $Body, [DateTimeOffset] $Time = [DateTimeOffset]::UtcNow) {
            $ed25519 = [AppDomain]::CurrentDomain.GetAssemblies().Where{ $_.GetName().Name -eq 'BouncyCastle.Cryptography' }[0].GetType('Org.BouncyCastle.Math.EC.Rfc8032.Ed25519')
            $private = [Convert]::FromHexString('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60')
            $digest = [Convert]::ToHexString([Security.Cryptography.SHA256]::HashData([Text.Encoding]::UTF8.GetBytes($Body))).ToLowerInvariant()
            $message = [Text.Encoding]::UTF8.GetBytes((@('r', 'u', $Time.ToUnixTimeSeconds(), $digest) -join "`n"))
            $signature = [byte[]]::new(64)
            $ed25519.GetMethod('Sign', [type[]]@([byte[]], [int], [byte[]], [int], [int], [byte[]], [int])).Invoke($null, @($private, 0, $message, 0, $message.Length, $signature, 0)) | Out-Null
            @{
                'X-Fal-Webhook-Request-Id' = 'r'; 'X-Fal-Webhook-User-Id' = 'u'; 'X-Fal-Webhook-Timestamp' = "$($Time.ToUnixTimeSeconds())"
                'X-Fal-Webhook-Signature'  = [Convert]::ToHexString($signature).ToLowerInvariant()
            }
        }

        function Get-Body([string] $Id) {
            @{ request_id = ($Id -split '~')[0]; gateway_request_id = 'g'; status = 'OK'; payload = @{ video = @{ url = 'https://example.com/v.mp4' } } } | ConvertTo-Json -Depth 5 -Compress
        }

        function Send-Signed([int] $Port, [string] $Body, [hashtable] $Headers) {
            $limit = [Diagnostics.Stopwatch]::StartNew()
            while ($true) {
                try { return [int](Invoke-WebRequest "http://127.0.0.1:$Port/" -Method Post -Body $Body -Headers $Headers -ContentType application/json -SkipHttpErrorCheck).StatusCode }
                catch [Net.Http.HttpRequestException] { if ($limit.Elapsed.TotalSeconds -gt 20) { throw }; Start-Sleep -Milliseconds 20 }
            }
        }

        # Loads the assembly into the module's load context.
        Connect-Mock $server -Provider fal
        ConvertFrom-WanVideoCallback (Get-Body x) -Headers @{
            'X-Fal-Webhook-Request-Id' = 'r'; 'X-Fal-Webhook-User-Id' = 'u'; 'X-Fal-Webhook-Timestamp' = "$([DateTimeOffset]::UtcNow.ToUnixTimeSeconds())"; 'X-Fal-Webhook-Signature' = '0' * 128
        } -ErrorAction SilentlyContinue
    }

    BeforeEach {
        Reset-MockServer $server
        Connect-Mock $server -Provider fal
        $port = Get-FreePort
        $created = New-WanVideoTask 'A cat' -Image $image -Label cat | Wait-WanVideoTask
        $body = Get-Body $created.Id
    }

    It 'is read with its header fields' {
        $task = ConvertFrom-WanVideoCallback $body -Headers (Get-SignedHeader $body)
        $task.Id | Should -Be $created.Id
        $task.Label | Should -Be cat
        $task.Status | Should -Be Succeeded
        $task.VideoUrl | Should -Be https://example.com/v.mp4
    }

    It 'is refused <Reason>' -ForEach @(
        @{ Reason = 'without header fields'; Headers = { param($body) @{} }; Message = '*has no X-Fal-Webhook-Timestamp. Pass the header fields of the callback with -Headers*' }
        @{ Reason = 'with the signature of another body'; Headers = { param($body) Get-SignedHeader "$body " }; Message = '*signature is not valid*' }
        @{ Reason = 'after six minutes'; Headers = { param($body) Get-SignedHeader $body ([DateTimeOffset]::UtcNow.AddMinutes(-6)) }; Message = '*more than 300 seconds*' }
    ) {
        $fields = & $Headers $body
        ConvertFrom-WanVideoCallback $body -Headers $fields -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'WanVideo.InvalidParameter,*'
        "$($failure[0])" | Should -BeLike $Message

        $receiver = Start-Receiver "-Port $port -Count 1 -TimeoutSec 20 -SkipVerification"
        Send-Signed $port $body $fields | Should -Be 400
        Send-Signed $port $body (Get-SignedHeader $body) | Should -Be 204
        (Wait-Receiver $receiver).Id | Should -Be $created.Id
        "$($receiver.Shell.Streams.Warning)" | Should -BeLike $Message
    }

    It 'is repeated by the gateway if its keys cannot be read' {
        Disconnect-WanVideo
        Connect-Mock $server -Provider fal -Options @{ MaximumRetryCount = 0 }
        Add-MockFault $server @{ path = 'jwks'; action = @{ kind = 'status'; status = 500 } }
        $receiver = Start-Receiver "-Port $port -Count 1 -TimeoutSec 3"
        Send-Signed $port $body (Get-SignedHeader $body) | Should -Be 503
        Wait-Receiver $receiver | Should -BeNullOrEmpty
        "$($receiver.Shell.Streams.Warning)" | Should -BeLike 'A callback could not be verified: The keys that fal signs callbacks with could not be read*'
    }
}

Describe 'Receive-WanVideoCallback' {
    BeforeEach {
        Connect-Mock $server -Provider EvoLink
        $port = Get-FreePort
        $body = @{ id = 'task-1'; status = 'completed'; results = @('https://example.com/v.mp4') }
    }

    It 'stops within one second of Ctrl+C and closes the port' {
        Assert-StopsWithinSecond {
            Start-Receiver "-Port $port -SkipVerification"
            Send-Callback $port $body | Should -Be 204
        } {
            $listener = [Net.Sockets.TcpListener]::new('127.0.0.1', $port)
            $listener.Start()
            $listener.Dispose()
        }
    }

    It 'accepts a callback after an identical one that could not be verified' {
        $created = New-WanVideoTask 'A cat' -Image https://example.com/cat.png | Wait-WanVideoTask
        Add-MockFault $server @{ path = '/v1/tasks/'; times = 1; action = @{ kind = 'status'; status = 404; body = '{}' } }
        $body.id = $created.Id
        $receiver = Start-Receiver "-Port $port -Count 1 -TimeoutSec 20"
        Send-Callback $port $body | Should -Be 503 -Because 'the gateway then repeats it'
        Send-Callback $port $body | Should -Be 204
        (Wait-Receiver $receiver).Id | Should -Be $created.Id
        "$($receiver.Shell.Streams.Warning)" | Should -BeLike '*could not be verified*'
    }

    It 'stops when the pipeline stops and closes the port' {
        $receiver = Start-Pipeline "Receive-WanVideoCallback -Port $port -SkipVerification | Select-Object -First 1"
        Send-Callback $port $body | Should -Be 204
        (Wait-Receiver $receiver).Id | Should -Be task-1
        [Net.Sockets.TcpListener]::new('127.0.0.1', $port).Start()
    }

    It 'writes an error if the port is in use' {
        $otherListener = [Net.Sockets.TcpListener]::new('127.0.0.1', $port)
        $otherListener.Start()
        try { Receive-WanVideoCallback -Port $port -ErrorVariable failure -ErrorAction SilentlyContinue } finally { $otherListener.Stop() }
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'WanVideo.InvalidParameter,*'
        "$($failure[0])" | Should -BeLike "-Port $port*"
    }

    It 'writes NotSupported for a gateway without callbacks' {
        Connect-Mock $server -Provider DashScope
        ConvertFrom-WanVideoCallback '{}' -Provider DashScope -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'WanVideo.NotSupported,*'
        Receive-WanVideoCallback -Port $port -Provider DashScope -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'WanVideo.NotSupported,*'
    }
}
