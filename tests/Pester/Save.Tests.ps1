BeforeAll {
    Import-Module $PSScriptRoot/TestTools.psm1 -Force
    Import-Module $ModulePath
    $server = Start-MockServer
    Connect-Mock $server @{ RetryIntervalSec = 1; MaximumRetryCount = 1 }
    $tasks = 'One', 'Two', 'Three' | New-WanVideoTask -Image https://example.com/cat.png -Duration 2 | Wait-WanVideoTask | Sort-Object Prompt
    $task = $tasks[0]
    $content = (Invoke-WebRequest $task.VideoUrl).Content
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

    It 'saves a video as <Id>.mp4 and creates the folder' {
        $task | Save-WanVideo -Path $out | Should -BeNullOrEmpty

        [Convert]::ToHexString([IO.File]::ReadAllBytes($file)) | Should -BeExactly ([Convert]::ToHexString($content))
        (Get-ChildItem $out -Force).Name | Should -Be "$($task.Id).mp4"
    }

    It 'returns the files with -PassThru' {
        $files = $tasks | Save-WanVideo -Path $out -PassThru
        $files | Should -BeOfType System.IO.FileInfo
        $files.BaseName | Sort-Object | Should -Be ($tasks.Id | Sort-Object)
    }

    It 'gets the URL from the gateway for an id' {
        (Save-WanVideo -Task $task.Id -Path $out -PassThru).FullName | Should -Be $file
    }

    It 'saves to the current location by default' {
        New-Item $out -ItemType Directory | Push-Location
        try { $task | Save-WanVideo } finally { Pop-Location }
        $file | Should -Exist
    }

    It 'sends no key to the result URL' {
        $task | Save-WanVideo -Path $out
        (Get-MockRequest $server '\.mp4').headers.authorization | Should -BeNullOrEmpty
    }

    It 'accepts a folder name with wildcard characters as -LiteralPath' {
        $literalFolder = Join-Path $out 'a[1]*'
        $task | Save-WanVideo -LiteralPath $literalFolder
        Join-Path $literalFolder "$($task.Id).mp4" | ForEach-Object { [IO.File]::Exists($_) } | Should -BeTrue
    }

    It 'accepts a path on a PowerShell drive and a path with wildcards' {
        New-Item $out -ItemType Directory | Out-Null
        New-PSDrive Films FileSystem $out -Scope Global | Out-Null
        try { $task | Save-WanVideo -Path Films:/sub } finally { Remove-PSDrive Films }
        Join-Path $out sub "$($task.Id).mp4" | Should -Exist
        $tasks[1] | Save-WanVideo -Path "$out/s?b"
        Join-Path $out sub "$($tasks[1].Id).mp4" | Should -Exist
    }

    It 'rejects a path outside of the file system' {
        { $task | Save-WanVideo -Path Env: } | Should -Throw -ErrorId 'WanVideo.InvalidParameter,*'
    }

    It 'saves from a location that is not in the file system' {
        Push-Location Env:
        try { ($task | Save-WanVideo -Path $out -PassThru).FullName | Should -Be $file } finally { Pop-Location }
    }

    It 'does not overwrite a file without -Force' {
        New-Item $file -Value mine -Force | Out-Null
        $task | Save-WanVideo -Path $out -ErrorVariable failure -ErrorAction SilentlyContinue

        $failure.FullyQualifiedErrorId | Should -BeLike 'WanVideo.FileExists,*'
        $failure.CategoryInfo.Category | Should -Be ResourceExists
        $failure.TargetObject | Should -Be $task
        Get-Content $file | Should -Be mine
        Get-MockRequest $server | Should -BeNullOrEmpty

        $task | Save-WanVideo -Path $out -Force
        (Get-Item $file).Length | Should -Be $content.Length
    }

    It 'does not overwrite a file of the same call' {
        $task, $task | Save-WanVideo -Path $out -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure.FullyQualifiedErrorId | Should -BeLike 'WanVideo.FileExists,*'
        (Get-Item $file).Length | Should -Be $content.Length
    }

    It 'sends and writes nothing with -WhatIf' {
        $task | Save-WanVideo -Path $out -WhatIf
        $out | Should -Not -Exist
        Get-MockRequest $server | Should -BeNullOrEmpty
    }

    It 'resumes an interrupted download' {
        Add-MockFault $server @{ path = '\.mp4'; times = 1; action = @{ kind = 'truncate'; bytes = 3000 } }
        $task | Save-WanVideo -Path $out

        [Convert]::ToHexString([IO.File]::ReadAllBytes($file)) | Should -BeExactly ([Convert]::ToHexString($content))
        (Get-MockRequest $server '\.mp4')[1].headers.range | Should -Be 'bytes=3000-'
    }

    It 'resumes an interrupted download in the next call' {
        Add-MockFault $server @{ path = '\.mp4'; times = 1; action = @{ kind = 'truncate'; bytes = 3000 } }, @{ path = '\.mp4'; times = 2; action = @{ kind = 'truncate'; bytes = 0 } }
        $task | Save-WanVideo -Path $out -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure.FullyQualifiedErrorId | Should -BeLike 'WanVideo.DownloadFailed,*'
        (Get-ChildItem $out).Name | Should -Be "$($task.Id).mp4.part", "$($task.Id).mp4.part.json"
        Get-Content "$file.part.json" | Should -Not -Match 'Signature|http'

        Reset-MockServer $server
        $task | Save-WanVideo -Path $out
        (Get-MockRequest $server '\.mp4').headers.range | Should -Be 'bytes=3000-'
        [Convert]::ToHexString([IO.File]::ReadAllBytes($file)) | Should -BeExactly ([Convert]::ToHexString($content))
        (Get-ChildItem $out).Name | Should -Be "$($task.Id).mp4"
    }

    It 'resumes a download that Ctrl+C interrupted' {
        Add-MockFault $server @{ path = '\.mp4'; action = @{ kind = 'throttle'; bytesPerSecond = 1000 } }
        $pipeline = Start-Pipeline "Save-WanVideo -Task $($task.Id) -LiteralPath '$out'"
        $limit = [Diagnostics.Stopwatch]::StartNew()
        while (-not (Test-Path "$file.part") -or (Get-Item "$file.part").Length -lt 500) { if ($limit.Elapsed.TotalSeconds -gt 20) { throw 'No data was received.' }; Start-Sleep -Milliseconds 20 }
        $pipeline.Shell.Stop()
        $partLength = (Get-Item "$file.part").Length

        Reset-MockServer $server
        $task | Save-WanVideo -Path $out
        (Get-MockRequest $server '\.mp4').headers.range | Should -Be "bytes=$partLength-"
        [Convert]::ToHexString([IO.File]::ReadAllBytes($file)) | Should -BeExactly ([Convert]::ToHexString($content))
    }

    It 'leaves no file on a full disk' -Skip:$IsWindows {
        # A file size limit has the same effect as a full disk: a write fails after some bytes.
        $script = "Import-Module '$ModulePath'; Connect-WanVideo EvoLink -ApiKey '$CanaryKey' -BaseUri $($server.BaseUri); Save-WanVideo -Task $($task.Id) -LiteralPath '$out'"
        $output = & bash -c 'trap "" XFSZ; export DOTNET_EnableWriteXorExecute=0; ulimit -f 4; exec "$@"' limit @PowerShellCommand -NoProfile -NonInteractive -Command "`$PSStyle.OutputRendering = 'PlainText'; $script" 2>&1 | Out-String

        $output | Should -Match 'cannot be written'
        Get-ChildItem $out | Should -BeNullOrEmpty
    }

    It 'writes FileNotWritable if the folder is read-only' -Skip:$IsWindows {
        # root ignores permissions, but cannot create files in /sys.
        if ((id -u) -eq 0) { $out = '/sys' } else { New-Item $out -ItemType Directory | Out-Null; chmod 500 $out }
        $task | Save-WanVideo -Path $out -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure.FullyQualifiedErrorId | Should -BeLike 'WanVideo.FileNotWritable,*'
    }

    It 'does not follow a redirect to a private address' {
        Add-MockFault $server @{ path = '\.mp4'; action = @{ kind = 'status'; status = 302; headers = @{ Location = 'http://169.254.169.254/latest/meta-data/' } } }
        $task | Save-WanVideo -Path $out -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure.FullyQualifiedErrorId | Should -BeLike 'WanVideo.DownloadFailed,*'
        "$failure" | Should -Be "$($server.BaseUri)videos/$($task.Id).mp4 redirects to http://169.254.169.254, which is not https. The redirect was not followed."
    }

    It 'names the files by the template in -Name' {
        $files = $tasks | Sort-Object Prompt | Save-WanVideo -Path $out -Name '{Index:00} {Prompt} - {Model}' -PassThru
        $files.Name | Sort-Object | Should -Be '01 One - wan2.6-image-to-video-flash.mp4', '02 Three - wan2.6-image-to-video-flash.mp4', '03 Two - wan2.6-image-to-video-flash.mp4'
    }

    It 'names a file by a script block with the task in $_' {
        ($tasks | Save-WanVideo $out -Name { "video of $($_.Prompt)" } -PassThru).Name | Sort-Object | Should -Be 'video of One.mp4', 'video of Three.mp4', 'video of Two.mp4'
        $task | Save-WanVideo $out -Name { throw 'broken' } -ErrorVariable failure -ErrorAction SilentlyContinue
        "$failure" | Should -Be 'The script block of -Name failed: broken'
        $task | Save-WanVideo $out -Name { } -ErrorVariable failure -ErrorAction SilentlyContinue
        "$failure" | Should -Be 'The script block of -Name must return one name.'
    }

    It 'returns files with the id, label, prompt and row of their tasks' {
        $labeled = [pscustomobject]@{ Label = 'shot-1'; Prompt = 'A cat'; Image = 'https://example.com/cat.png'; Duration = 2; Scene = 'roof' } | New-WanVideoTask | Wait-WanVideoTask
        $saved = $labeled | Save-WanVideo $out -PassThru
        $saved.Name | Should -Be shot-1.mp4
        $saved.Id, $saved.Label, $saved.Prompt, $saved.Row.Scene | Should -Be $labeled.Id, 'shot-1', 'A cat', 'roof'
    }

    It 'returns a file that has the video already, without a download' {
        $saved = $task | Save-WanVideo $out -PassThru
        Reset-MockServer $server
        ($task.Id | Save-WanVideo $out -PassThru).FullName | Should -Be $saved.FullName
        Get-MockRequest $server | Should -BeNullOrEmpty

        Add-Content $saved 'x'
        $task | Save-WanVideo $out -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure.FullyQualifiedErrorId | Should -BeLike 'WanVideo.FileExists,*'
    }

    It 'predicts with -WhatIf that a file exists' {
        New-Item $file -Value mine -Force | Out-Null
        $task | Save-WanVideo $out -WhatIf -ErrorVariable failure -ErrorAction SilentlyContinue
        "$failure" | Should -Be "'$file' exists and was not changed. Use -Force to overwrite it."
        Disconnect-WanVideo
        try { $task | Save-WanVideo $out -Force -WhatIf -ErrorVariable failure -ErrorAction SilentlyContinue } finally { Connect-WanVideo EvoLink -ApiKey $CanaryKey -BaseUri $server.BaseUri -MaximumRetryCount 1 -RetryIntervalSec 1 }
        $failure | Should -BeNullOrEmpty -Because '-WhatIf needs no key'
        Get-Content $file | Should -Be mine
    }

    It 'saves to an existing folder with wildcard characters in its name' {
        $folder = New-Item (Join-Path $out 'out[1]') -ItemType Directory
        $task | Save-WanVideo (Join-Path $out 'out[1]')
        [IO.File]::Exists((Join-Path $folder.FullName "$($task.Id).mp4")) | Should -BeTrue
    }

    It 'rejects a file as the folder' {
        { $task | Save-WanVideo ./boat.mp4 } | Should -Throw -ExpectedMessage "'./boat.mp4' is the name of a file, not a folder.*-Name."
        New-Item $file -Value mine -Force | Out-Null
        { $task | Save-WanVideo $file } | Should -Throw -ExpectedMessage "* is a file, not a folder.*"
    }

    It 'rejects an invalid -Name before any download' {
        { $tasks | Save-WanVideo -Path $out -Name '{Title' } | Should -Throw -ErrorId 'WanVideo.InvalidParameter,*'
        { $tasks | Save-WanVideo -Path $out -Name '../{Id}' } | Should -Throw -ErrorId 'WanVideo.InvalidParameter,*'
        Get-MockRequest $server | Should -BeNullOrEmpty
    }

    It 'rejects a -Name with a column that the row does not have, for that input only' {
        $tasks | Save-WanVideo -Path $out -Name '{Title}' -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure | Should -HaveCount 3
        "$($failure[0])" | Should -BeLike "-Name '{Title}': * has no column Title. Placeholders of this task are {Label}, *"
        Get-MockRequest $server | Should -BeNullOrEmpty
    }

    It 'rejects a -Name with an unknown value for that input only' {
        $ledger = $env:WANVIDEO_LEDGER
        $env:WANVIDEO_LEDGER = Join-Path $TestDrive empty.db
        try { $task.Id | Save-WanVideo -Path $out -Name '{Model}' -ErrorVariable failure -ErrorAction SilentlyContinue } finally { $env:WANVIDEO_LEDGER = $ledger }
        "$failure" | Should -BeLike "-Name '{Model}': the Model of $($task.Id) is not known. Placeholders *"
        $failure.TargetObject | Should -Be $task.Id
    }

    It 'reads the values of -Name from the ledger if only the id is specified' {
        ($task.Id | Save-WanVideo -Path $out -Name '{Prompt} {Model}' -PassThru).Name | Should -Be 'One wan2.6-image-to-video-flash.mp4'
    }

    It 'reads the values of -Name from the ledger that a task from <_> lacks' -ForEach 'CSV', 'JSON', 'Clixml' {
        $copy = $task | Select-Object Id, Provider, Status
        $copy = switch ($_) {
            'CSV' { $copy | ConvertTo-Csv | ConvertFrom-Csv }
            'JSON' { $copy | ConvertTo-Json | ConvertFrom-Json }
            'Clixml' { [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($copy)) }
        }
        ($copy | Save-WanVideo -Path $out -Name '{Prompt} {Model}' -PassThru).Name | Should -Be 'One wan2.6-image-to-video-flash.mp4'
    }

    It 'records the file in the ledger, with its length and digest' {
        $saved = $task | Save-WanVideo -Path $out -PassThru
        (Get-WanVideoTask | Where-Object Id -eq $task.Id).SavedPath | Should -Be $saved.FullName
        Invoke-LedgerSql "SELECT file_length || ' ' || upper(file_sha256) FROM task WHERE id = '$($task.Id)'" | Should -Be "$($saved.Length) $((Get-FileHash $saved).Hash)"
    }

    It 'records a saved video as succeeded, <Name>' -ForEach @(
        @{ Name = 'whose task object is old'; Run = { $pending | Save-WanVideo -Path $out } }
        @{ Name = 'whose id is not in the ledger'; Run = { $env:WANVIDEO_LEDGER = Join-Path $TestDrive ([guid]::NewGuid()) other.db; $pending.Id | Save-WanVideo -Path $out } }
    ) {
        $ledger = $env:WANVIDEO_LEDGER
        try {
            $pending = New-WanVideoTask 'Old' -Image https://example.com/cat.png -Provider EvoLink
            Start-Sleep -Seconds 1
            & $Run
            $listed = Get-WanVideoTask | Where-Object Id -eq $pending.Id
            $listed.Status | Should -Be Succeeded
            $listed.SavedPath | Should -Exist
        } finally {
            $env:WANVIDEO_LEDGER = $ledger
        }
    }

    It 'leaves no file after <Name>' -ForEach @(
        @{ Name = 'an incomplete download'; Id = 'DownloadFailed'; Action = @{ kind = 'truncate'; bytes = 0 } }
        @{ Name = 'a page instead of a video'; Id = 'DownloadFailed'; Action = @{ kind = 'body'; body = '<html>sign in</html>'; contentType = 'text/html'; when = 'before' } }
        @{ Name = 'a server error'; Id = 'ProviderFault'; Action = @{ kind = 'status'; status = 503; body = '' } }
    ) {
        Add-MockFault $server @{ path = '\.mp4'; action = $Action }
        $task | Save-WanVideo -Path $out -ErrorVariable failure -ErrorAction SilentlyContinue

        $failure.FullyQualifiedErrorId | Should -BeLike "WanVideo.$Id,*"
        Get-ChildItem $out -Force -Recurse | Should -BeNullOrEmpty
    }

    It 'gets a new URL if the known one has expired' {
        Add-MockFault $server @{ path = '\.mp4'; times = 1; action = @{ kind = 'status'; status = 403; contentType = 'application/xml'; body = '<Error><Code>AccessDenied</Code><Message>Request has expired.</Message></Error>' } }
        $task | Save-WanVideo -Path $out
        (Get-Item $file).Length | Should -Be $content.Length
    }

    It 'gets a new URL if the known one is rejected with <_>' -ForEach 400, 401, 403 {
        Add-MockFault $server @{ path = '\.mp4'; times = 1; action = @{ kind = 'status'; status = $_; contentType = 'application/xml'; body = '<Error><Code>ExpiredToken</Code></Error>' } }
        $task | Save-WanVideo -Path $out
        (Get-Item $file).Length | Should -Be $content.Length
    }

    It 'does not request a private address' {
        $task | Select-Object * | ForEach-Object { $_.VideoUrl = 'http://169.254.169.254/latest/meta-data/'; [WanVideo.VideoTask] @{ Id = $_.Id; Provider = $_.Provider; Status = 'Succeeded'; VideoUrl = $_.VideoUrl } } |
            Save-WanVideo -Path $out -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure.FullyQualifiedErrorId | Should -BeLike 'WanVideo.DownloadFailed,*'
        "$failure" | Should -BeLike '*http://169.254.169.254/latest/meta-data/, which is a private address. It was not requested.'
    }

    It 'does not write through a link' -Skip:$IsWindows {
        $null = New-Item $out -ItemType Directory
        $other = New-Item (Join-Path $TestDrive other.txt) -Value theirs -Force
        $null = New-Item "$file.part" -ItemType SymbolicLink -Value $other.FullName
        $task | Save-WanVideo -Path $out -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure.FullyQualifiedErrorId | Should -BeLike 'WanVideo.FileNotWritable,*'
        Get-Content $other | Should -Be theirs
    }

    It 'names the reason if a task has no video' {
        $running = New-WanVideoTask 'A cat #status:rendering' -Image https://example.com/cat.png
        $running | Save-WanVideo -Path $out -ErrorVariable failure -ErrorAction SilentlyContinue -WarningAction SilentlyContinue
        $failure.FullyQualifiedErrorId | Should -BeLike 'WanVideo.NoVideo,*'
        "$failure" | Should -BeLike '*is not finished*'
    }

    It 'does not save outside of the folder' {
        [pscustomobject]@{ Id = '../../outside'; Provider = 'EvoLink'; Status = 'Succeeded' } | Save-WanVideo -Path $out -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure.FullyQualifiedErrorId | Should -BeLike 'WanVideo.*'
        (Get-MockRequest $server '/v1/tasks/').path | Should -BeLike '*..%2F..%2Foutside'
    }

    It 'refuses a path in place of a task, and requests nothing' {
        Save-WanVideo $tasks[0].Id $out -ErrorVariable failure -ErrorAction SilentlyContinue
        "$failure" | Should -BeLike "-Task accepts tasks, copies of tasks, and ids, and not the path '*'."
    }

    It 'returns a file with the video that the ledger has no record of, as a killed process leaves it' {
        $file = $tasks[0] | Save-WanVideo $out -PassThru
        $before = (Get-FileHash $file).Hash
        Invoke-LedgerSql 'UPDATE task SET file = NULL, file_length = NULL, file_sha256 = NULL, saved = NULL' | Out-Null
        $again = $tasks[0] | Save-WanVideo $out -PassThru
        $again.FullName | Should -Be $file.FullName
        (Get-FileHash $again).Hash | Should -Be $before
        (Get-WanVideoTask).Where({ $_.Id -eq $tasks[0].Id }).SavedPath | Should -Be $file.FullName
        Add-Content $file 'x'
        Invoke-LedgerSql 'UPDATE task SET file = NULL, file_length = NULL, file_sha256 = NULL, saved = NULL' | Out-Null
        $tasks[0] | Save-WanVideo $out -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure.FullyQualifiedErrorId | Should -BeLike 'WanVideo.FileExists,*'
        (Get-ChildItem $out).Name | Should -Be $file.Name
    }

    It 'leaves the name to the task that has a video' {
        $running = New-WanVideoTask 'A cat #takes:3600' -Image $image -Label same
        $done = New-WanVideoTask 'A cat' -Image $image -Label same -WarningAction SilentlyContinue | Wait-WanVideoTask
        $running, $done | Save-WanVideo $out -PassThru -ErrorAction SilentlyContinue | ForEach-Object Id | Should -Be $done.Id
    }

    It 'shows one progress bar and removes it when <Condition>' -ForEach @(
        @{ Condition = 'all downloads succeed'; After = '' }, @{ Condition = 'the pipeline ends early'; After = '-PassThru | Select-Object -First 1' }
    ) {
        $shell = [powershell]::Create()
        $shell.AddScript("Import-Module '$ModulePath'; '$($tasks.Id -join "','")' | Save-WanVideo -LiteralPath '$out' $After").Invoke()
        $bars = @($shell.Streams.Progress | Where-Object Activity -eq 'Saving videos')
        $shell.Dispose()

        $bars.ActivityId | Select-Object -Unique | Should -HaveCount 1
        $bars[-1].RecordType | Should -Be Completed
    }

    It 'rejects -Path together with -LiteralPath' {
        { $task | Save-WanVideo -Path $out -LiteralPath $out } | Should -Throw -ErrorId 'WanVideo.InvalidParameter,*'
    }
}
