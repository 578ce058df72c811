BeforeAll {
    Import-Module $PSScriptRoot/TestTools.psm1 -Force
    Import-Module $ModulePath
    $server = Start-MockServer
    Connect-Mock $server @{ RetryIntervalSec = 1; MaximumRetryCount = 1 }
    $tasks = 'One', 'Two', 'Three' | New-WanVideoTask -ImageUrl https://example.com/cat.png -Duration 2 | Wait-WanVideoTask
    $task = $tasks[0]
    $sent = (Invoke-WebRequest $task.VideoUrl).Content
}

AfterAll {
    Disconnect-WanVideo
    Stop-MockServer $server
}

Describe 'Save-WanVideo' {
    BeforeEach {
        Reset-MockServer $server
        $out = Join-Path $TestDrive ([guid]::NewGuid())
        $file = Join-Path $out "$($task.Id).mp4"
    }

    It 'saves a video as <Id>.mp4, byte for byte, into a folder that it makes' {
        $task | Save-WanVideo -Path $out | Should -BeNullOrEmpty

        [Convert]::ToHexString([IO.File]::ReadAllBytes($file)) | Should -BeExactly ([Convert]::ToHexString($sent))
        (Get-ChildItem $out -Force).Name | Should -Be "$($task.Id).mp4"
    }

    It 'gives the files with -PassThru' {
        $files = $tasks | Save-WanVideo -Path $out -PassThru
        $files | Should -BeOfType System.IO.FileInfo
        $files.BaseName | Sort-Object | Should -Be ($tasks.Id | Sort-Object)
    }

    It 'saves by id, asking the gateway where the video is' {
        (Save-WanVideo $task.Id -Path $out -PassThru).FullName | Should -Be $file
    }

    It 'saves into the present location' {
        New-Item $out -ItemType Directory | Push-Location
        try { $task | Save-WanVideo } finally { Pop-Location }
        $file | Should -Exist
    }

    It 'sends no key for a video' {
        $task | Save-WanVideo -Path $out
        (Get-MockRequest $server '\.mp4').headers.authorization | Should -BeNullOrEmpty
    }

    It 'takes a folder whose name has wildcard characters, with -LiteralPath' {
        $odd = Join-Path $out 'a[1]*'
        $task | Save-WanVideo -LiteralPath $odd
        Join-Path $odd "$($task.Id).mp4" | ForEach-Object { [IO.File]::Exists($_) } | Should -BeTrue
    }

    It 'takes a path of a PowerShell drive, and one with a wildcard' {
        New-Item $out -ItemType Directory | Out-Null
        New-PSDrive Films FileSystem $out -Scope Global | Out-Null
        try { $task | Save-WanVideo -Path Films:/sub } finally { Remove-PSDrive Films }
        Join-Path $out sub "$($task.Id).mp4" | Should -Exist
        $tasks[1] | Save-WanVideo -Path "$out/s?b"
        Join-Path $out sub "$($tasks[1].Id).mp4" | Should -Exist
    }

    It 'refuses a place that is no folder of a file system' {
        { $task | Save-WanVideo -Path Env: } | Should -Throw -ErrorId 'WanVideo.InvalidParameter,*'
    }

    It 'leaves a file that is there, unless -Force is given' {
        New-Item $file -Value mine -Force | Out-Null
        $task | Save-WanVideo -Path $out -ErrorVariable failure -ErrorAction SilentlyContinue

        $failure.FullyQualifiedErrorId | Should -BeLike 'WanVideo.FileExists,*'
        $failure.CategoryInfo.Category | Should -Be ResourceExists
        $failure.TargetObject | Should -Be $task
        Get-Content $file | Should -Be mine
        Get-MockRequest $server | Should -BeNullOrEmpty

        $task | Save-WanVideo -Path $out -Force
        (Get-Item $file).Length | Should -Be $sent.Length
    }

    It 'does not write one name twice in one call' {
        $task, $task | Save-WanVideo -Path $out -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure.FullyQualifiedErrorId | Should -BeLike 'WanVideo.FileExists,*'
        (Get-Item $file).Length | Should -Be $sent.Length
    }

    It 'says what it would do with -WhatIf, and does nothing' {
        $task | Save-WanVideo -Path $out -WhatIf
        $out | Should -Not -Exist
        Get-MockRequest $server | Should -BeNullOrEmpty
    }

    It 'takes up a download that broke off' {
        Add-MockFault $server @{ path = '\.mp4'; times = 1; action = @{ kind = 'truncate'; bytes = 3000 } }
        $task | Save-WanVideo -Path $out

        [Convert]::ToHexString([IO.File]::ReadAllBytes($file)) | Should -BeExactly ([Convert]::ToHexString($sent))
        (Get-MockRequest $server '\.mp4')[1].headers.range | Should -Be 'bytes=3000-'
    }

    It 'takes up in the next call what an earlier one did not finish' {
        Add-MockFault $server @{ path = '\.mp4'; times = 1; action = @{ kind = 'truncate'; bytes = 3000 } }, @{ path = '\.mp4'; times = 2; action = @{ kind = 'truncate'; bytes = 0 } }
        $task | Save-WanVideo -Path $out -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure.FullyQualifiedErrorId | Should -BeLike 'WanVideo.DownloadFailed,*'
        (Get-ChildItem $out).Name | Should -Be "$($task.Id).mp4.part", "$($task.Id).mp4.part.json"
        Get-Content "$file.part.json" | Should -Not -Match 'Signature|http'

        Reset-MockServer $server
        $task | Save-WanVideo -Path $out
        (Get-MockRequest $server '\.mp4').headers.range | Should -Be 'bytes=3000-'
        [Convert]::ToHexString([IO.File]::ReadAllBytes($file)) | Should -BeExactly ([Convert]::ToHexString($sent))
        (Get-ChildItem $out).Name | Should -Be "$($task.Id).mp4"
    }

    It 'takes up what Ctrl+C has left' {
        Add-MockFault $server @{ path = '\.mp4'; action = @{ kind = 'throttle'; bytesPerSecond = 1000 } }
        $pipeline = Start-Pipeline "Save-WanVideo $($task.Id) -LiteralPath '$out'"
        $limit = [Diagnostics.Stopwatch]::StartNew()
        while (-not (Test-Path "$file.part") -or (Get-Item "$file.part").Length -lt 500) { if ($limit.Elapsed.TotalSeconds -gt 20) { throw 'Nothing arrived.' }; Start-Sleep -Milliseconds 20 }
        $pipeline.Shell.Stop()
        $have = (Get-Item "$file.part").Length

        Reset-MockServer $server
        $task | Save-WanVideo -Path $out
        (Get-MockRequest $server '\.mp4').headers.range | Should -Be "bytes=$have-"
        [Convert]::ToHexString([IO.File]::ReadAllBytes($file)) | Should -BeExactly ([Convert]::ToHexString($sent))
    }

    It 'leaves nothing, least of all a wrong file, on a disk that is full' -Skip:$IsWindows {
        # A limit on the size of a file is to a program what a full disk is: a write that fails in the middle.
        $script = "Import-Module '$ModulePath'; Connect-WanVideo EvoLink -ApiKey '$CanaryKey' -BaseUri $($server.BaseUri); Save-WanVideo $($task.Id) -LiteralPath '$out'"
        $said = & bash -c 'trap "" XFSZ; export DOTNET_EnableWriteXorExecute=0; ulimit -f 4; exec "$@"' limit @PowerShellCommand -NoProfile -NonInteractive -Command "`$PSStyle.OutputRendering = 'PlainText'; $script" 2>&1 | Out-String

        $said | Should -Match 'cannot be written'
        Get-ChildItem $out | Should -BeNullOrEmpty
    }

    It 'says so when the folder may not be written to' -Skip:$IsWindows {
        # Permissions do not bind root, but the kernel creates no file in this folder of its own.
        if ((id -u) -eq 0) { $out = '/sys' } else { New-Item $out -ItemType Directory | Out-Null; chmod 500 $out }
        $task | Save-WanVideo -Path $out -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure.FullyQualifiedErrorId | Should -BeLike 'WanVideo.FileNotWritable,*'
    }

    It 'follows no address out of the public network' {
        Add-MockFault $server @{ path = '\.mp4'; action = @{ kind = 'status'; status = 302; headers = @{ Location = 'http://169.254.169.254/latest/meta-data/' } } }
        $task | Save-WanVideo -Path $out -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure.FullyQualifiedErrorId | Should -BeLike 'WanVideo.DownloadFailed,*'
        "$failure" | Should -Be "$($server.BaseUri)videos/$($task.Id).mp4 redirects to http://169.254.169.254, which is not https. The redirect was not followed."
    }

    It 'names the files as -Name has it' {
        $files = $tasks | Sort-Object Prompt | Save-WanVideo -Path $out -Name '{Index:00} {Prompt} - {Model}' -PassThru
        $files.Name | Sort-Object | Should -Be '01 One - wan2.6-image-to-video-flash.mp4', '02 Three - wan2.6-image-to-video-flash.mp4', '03 Two - wan2.6-image-to-video-flash.mp4'
    }

    It 'refuses a -Name that cannot be meant, before anything is fetched' {
        { $tasks | Save-WanVideo -Path $out -Name '{Title}' } | Should -Throw -ErrorId 'WanVideo.InvalidParameter,*'
        { $tasks | Save-WanVideo -Path $out -Name '../{Id}' } | Should -Throw -ErrorId 'WanVideo.InvalidParameter,*'
        Get-MockRequest $server | Should -BeNullOrEmpty
    }

    It 'refuses a -Name that needs more than is known, for that input alone' {
        $ledger = $env:WANVIDEO_LEDGER
        $env:WANVIDEO_LEDGER = Join-Path $TestDrive empty.db
        try { $task.Id | Save-WanVideo -Path $out -Name '{Model}' -ErrorVariable failure -ErrorAction SilentlyContinue } finally { $env:WANVIDEO_LEDGER = $ledger }
        "$failure" | Should -BeLike "-Name '{Model}' requires the Model of $($task.Id), which is not known.*"
        $failure.TargetObject | Should -Be $task.Id
    }

    It 'takes what -Name needs from the ledger when only the id is given' {
        ($task.Id | Save-WanVideo -Path $out -Name '{Prompt} {Model}' -PassThru).Name | Should -Be 'One wan2.6-image-to-video-flash.mp4'
    }

    It 'records the file in the ledger, with its length and digest' {
        $saved = $task | Save-WanVideo -Path $out -PassThru
        (Get-WanVideoTask | Where-Object Id -eq $task.Id).SavedPath | Should -Be $saved.FullName
        Invoke-LedgerSql "SELECT file_length || ' ' || upper(file_sha256) FROM task WHERE id = '$($task.Id)'" | Should -Be "$($saved.Length) $((Get-FileHash $saved).Hash)"
    }

    It 'keeps nothing of <Name>' -ForEach @(
        @{ Name = 'a video that never arrives whole'; Id = 'DownloadFailed'; Action = @{ kind = 'truncate'; bytes = 0 } }
        @{ Name = 'a page in place of a video'; Id = 'DownloadFailed'; Action = @{ kind = 'body'; body = '<html>sign in</html>'; contentType = 'text/html'; when = 'before' } }
        @{ Name = 'a server that is down'; Id = 'ProviderFault'; Action = @{ kind = 'status'; status = 503; body = '' } }
    ) {
        Add-MockFault $server @{ path = '\.mp4'; action = $Action }
        $task | Save-WanVideo -Path $out -ErrorVariable failure -ErrorAction SilentlyContinue

        $failure.FullyQualifiedErrorId | Should -BeLike "WanVideo.$Id,*"
        Get-ChildItem $out -Force -Recurse | Should -BeNullOrEmpty
    }

    It 'asks for a fresh address when the one it has is past its time' {
        Add-MockFault $server @{ path = '\.mp4'; times = 1; action = @{ kind = 'status'; status = 403; contentType = 'application/xml'; body = '<Error><Code>AccessDenied</Code><Message>Request has expired.</Message></Error>' } }
        $task | Save-WanVideo -Path $out
        (Get-Item $file).Length | Should -Be $sent.Length
    }

    It 'says of a task without a video why it has none' {
        $running = New-WanVideoTask 'A cat #status:rendering' -ImageUrl https://example.com/cat.png
        $running | Save-WanVideo -Path $out -ErrorVariable failure -ErrorAction SilentlyContinue -WarningAction SilentlyContinue
        $failure.FullyQualifiedErrorId | Should -BeLike 'WanVideo.NoVideo,*'
        "$failure" | Should -BeLike '*is not finished*'
    }

    It 'saves nothing outside its folder, whatever an id holds' {
        '../../outside' | Save-WanVideo -Path $out -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure.FullyQualifiedErrorId | Should -BeLike 'WanVideo.*'
        (Get-MockRequest $server '/v1/tasks/').path | Should -BeLike '*..%2F..%2Foutside'
    }

    It 'shows one progress bar and takes it away, also when <What>' -ForEach @(
        @{ What = 'all goes well'; After = '' }, @{ What = 'the pipeline ends early'; After = '-PassThru | Select-Object -First 1' }
    ) {
        $shell = [powershell]::Create()
        $shell.AddScript("Import-Module '$ModulePath'; '$($tasks.Id -join "','")' | Save-WanVideo -LiteralPath '$out' $After").Invoke()
        $bars = @($shell.Streams.Progress | Where-Object Activity -eq 'Saving videos')
        $shell.Dispose()

        $bars.ActivityId | Select-Object -Unique | Should -HaveCount 1
        $bars[-1].RecordType | Should -Be Completed
    }

    It 'takes -Path or -LiteralPath, not both' {
        { $task | Save-WanVideo -Path $out -LiteralPath $out } | Should -Throw -ErrorId 'WanVideo.InvalidParameter,*'
    }
}
