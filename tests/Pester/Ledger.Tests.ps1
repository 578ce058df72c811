# No accepted task is lost, and no request is sent twice without a person's decision.

BeforeAll {
    Import-Module $PSScriptRoot/TestTools.psm1 -Force
    Import-Module $ModulePath
    $server = Start-MockServer
    $image = 'https://example.com/cat.png'
    $connect = "Import-Module '$ModulePath'; Connect-WanVideo AceData -ApiKey $CanaryKey -BaseUri $($server.BaseUri); "

    function Get-CreateRequestCount { (Get-MockState $server -Idle).createRequests - $createRequestsBefore }
    $lost = @{ kind = 'drop'; when = 'after' }
    $never = @{ kind = 'drop'; when = 'before' }

    # Runs a script whose view of the file system is changed first, as root of a namespace of its own.
    function Invoke-InNamespace([string] $Mount, [string] $Script) {
        unshare --mount --map-root-user bash -c "$Mount && exec `"`$@`"" mounted @PowerShellCommand -NoProfile -NonInteractive -Command "`$PSStyle.OutputRendering = 'PlainText'; $Script" 2>&1 | Out-String -Width 1000
    }
    $cannotMount = -not ($IsLinux -and (Get-Command unshare -ErrorAction Ignore) -and $(unshare --mount --map-root-user mount -t tmpfs none /mnt 2>$null; $LASTEXITCODE -eq 0))
}

AfterAll {
    Disconnect-WanVideo
    Stop-MockServer $server
}

Describe 'The ledger' {
    BeforeEach {
        Reset-MockServer $server
        Disconnect-WanVideo
        Connect-Mock $server -Provider EvoLink, AceData, ModelStream, DashScope, fal
        $createRequestsBefore = (Get-MockState $server).createRequests
        $out = Join-Path $TestDrive ([guid]::NewGuid())
    }

    Context 'Get-WanVideoTask without a task' {
        It 'lists the ledger, newest first' {
            $tasks = 1..3 | ForEach-Object { New-WanVideoTask "Shot $_" -Image $image -Provider EvoLink -Label "Label $_" }
            $listed = Get-WanVideoTask
            $listed.Id | Should -Be $tasks[2].Id, $tasks[1].Id, $tasks[0].Id
            $listed.Prompt | Should -Be 'Shot 3', 'Shot 2', 'Shot 1'
            $listed.Label | Should -Be 'Label 3', 'Label 2', 'Label 1'
            $listed[0].Status | Should -Be Pending
            $listed[0].IntentId | Should -Be $tasks[2].IntentId
            $listed[0].IsBilled | Should -BeTrue
            $listed[0].ExpiresAt | Should -BeGreaterThan ([DateTimeOffset]::UtcNow.AddHours(23))
        }

        It 'shows which tasks have a terminal status and which videos are saved' {
            $good = New-WanVideoTask 'Good' -Image $image -Provider AceData | Wait-WanVideoTask | Save-WanVideo -Path $out -PassThru
            New-WanVideoTask 'Bad #fail:forbidden' -Image $image -Provider AceData | Wait-WanVideoTask -ErrorAction SilentlyContinue
            New-WanVideoTask 'Open' -Image $image -Provider AceData | Out-Null

            $listed = Get-WanVideoTask
            $listed.Prompt | Should -Be Open, 'Bad #fail:forbidden', Good
            $listed.Status | Should -Be Pending, Failed, Succeeded
            $listed[1].Error.Kind | Should -Be ContentRejected
            $listed[2].SavedPath | Should -Be $good.FullName
            Invoke-LedgerSql 'SELECT file_length FROM task WHERE file IS NOT NULL' | Should -Be $good.Length
            Invoke-LedgerSql 'SELECT file_sha256 FROM task WHERE file IS NOT NULL' | Should -Be (Get-FileHash $good).Hash
        }

        It 'filters by -<Name> <Value>' -ForEach @(
            @{ Name = 'Status'; Value = 'Succeeded'; Arguments = @{ Status = 'Succeeded' }; Prompts = 'Saved', 'Ended' }
            @{ Name = 'Status'; Value = 'Failed, Canceled'; Arguments = @{ Status = 'Failed', 'Canceled' }; Prompts = 'Failed #fail:forbidden', 'Canceled #cancelled' }
            @{ Name = 'Status'; Value = 'Refused'; Arguments = @{ Status = 'Refused' }; Prompts = 'Refused' }
            @{ Name = 'Provider'; Value = 'DashScope'; Arguments = @{ Provider = 'DashScope' }; Prompts = 'Open' }
            @{ Name = 'Unsaved'; Value = ''; Arguments = @{ Unsaved = $true }; Prompts = 'Open', 'Ended' }
            @{ Name = 'Since'; Value = 'a later time'; Arguments = @{ Since = [DateTimeOffset]::UtcNow.AddHours(1) }; Prompts = @() }
            @{ Name = 'Since'; Value = 'an earlier time'; Arguments = @{ Since = [DateTimeOffset]::UtcNow.AddHours(-1) }
               Prompts = 'Open', 'Saved', 'Ended', 'Failed #fail:forbidden', 'Canceled #cancelled' }
        ) {
            New-WanVideoTask 'Ended' -Image $image -Provider EvoLink | Wait-WanVideoTask | Out-Null
            New-WanVideoTask 'Failed #fail:forbidden' -Image $image -Provider AceData | Wait-WanVideoTask -ErrorAction SilentlyContinue
            New-WanVideoTask 'Canceled #cancelled' -Image $image -Provider EvoLink | Wait-WanVideoTask -ErrorAction SilentlyContinue
            New-WanVideoTask 'Saved' -Image $image -Provider ModelStream | Wait-WanVideoTask | Save-WanVideo -Path $out
            New-WanVideoTask 'Open' -Image $image -Provider DashScope | Out-Null
            New-WanVideoTask 'Refused' -Duration 99 -SkipValidation -Provider AceData -ErrorAction SilentlyContinue | Out-Null

            $found = Get-WanVideoTask @Arguments
            @($found.Prompt | Sort-Object) | Should -Be @($Prompts | Sort-Object)
        }

        It 'gets the current status from the gateways with -Refresh' {
            New-WanVideoTask 'One' -Image $image -Provider EvoLink | Out-Null
            New-WanVideoTask 'Two' -Image $image -Provider DashScope | Out-Null
            $limit = [Diagnostics.Stopwatch]::StartNew()
            do { Start-Sleep -Milliseconds 20; $tasks = Get-WanVideoTask -Refresh } until (-not ($tasks.Status -ne 'Succeeded') -or $limit.Elapsed.TotalSeconds -gt 10)
            $tasks.Status | Should -Be Succeeded, Succeeded
            $tasks.Prompt | Should -Be Two, One
            $tasks.VideoUrl | Should -Not -Contain $null
        }

        It 'applies -Status to the current status with -Refresh, not to the recorded one' {
            $made = New-WanVideoTask 'One' -Image $image -Provider EvoLink
            Get-WanVideoTask -Status Succeeded | Should -BeNullOrEmpty
            $limit = [Diagnostics.Stopwatch]::StartNew()
            do { Start-Sleep -Milliseconds 20; $task = Get-WanVideoTask -Status Succeeded -Refresh } until ($task -or $limit.Elapsed.TotalSeconds -gt 10)
            $task.Id | Should -Be $made.Id
            Get-WanVideoTask -Status Pending -Refresh | Should -BeNullOrEmpty
        }

        It 'lists tasks of another base URL than the connection''s, which cannot be waited for here' {
            $task = New-WanVideoTask 'One' -Image $image -Provider EvoLink
            Connect-WanVideo EvoLink -ApiKey $CanaryKey -BaseUri http://127.0.0.1:1/
            Get-WanVideoTask -Unsaved | Wait-WanVideoTask -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
            $failure.FullyQualifiedErrorId | Should -BeLike 'WanVideo.NotConnected,*'
            "$failure" | Should -BeLike "$($task.Id) was created with connection EvoLink (EvoLink, $($server.BaseUri)). This connection is not open. Connect with Connect-WanVideo EvoLink -BaseUri $($server.BaseUri)."
            $failure[0].TargetObject.Id | Should -Be $task.Id
        }

        It 'continues in a new session what an earlier one created' {
            1..3 | ForEach-Object { [pscustomobject]@{ Prompt = "Shot $_"; Image = $image; Provider = 'EvoLink' } } | New-WanVideoTask | Out-Null
            $session = "Import-Module '$ModulePath'; Connect-WanVideo EvoLink -ApiKey $CanaryKey -BaseUri $($server.BaseUri); " +
                "Get-WanVideoTask -Unsaved | Wait-WanVideoTask | Save-WanVideo -Path '$out'; @(Get-WanVideoTask -Unsaved).Count"
            Invoke-Process $session | Should -Be 0
            (Get-ChildItem $out -Filter *.mp4).Count | Should -Be 3
            Get-CreateRequestCount | Should -Be 3
        }

        It 'gives tasks that <Format> takes to a new session, which saves their videos' -ForEach @(
            @{ Format = 'Export-Clixml'; To = 'Export-Clixml $file'; From = 'Import-Clixml $file' }
            @{ Format = 'ConvertTo-Json'; To = 'ConvertTo-Json | Set-Content $file'; From = 'Get-Content $file -Raw | ConvertFrom-Json' }
            @{ Format = 'Export-Csv'; To = 'Export-Csv $file'; From = 'Import-Csv $file' }
        ) {
            New-WanVideoTask 'One' -Image $image -Provider EvoLink | Out-Null
            New-WanVideoTask 'Two' -Image $image -Provider AceData | Out-Null
            $file = Join-Path $TestDrive "state-$([guid]::NewGuid())"
            Invoke-Expression "Get-WanVideoTask | $To"
            $session = "Import-Module '$ModulePath'; 'EvoLink', 'AceData' | ForEach-Object { Connect-WanVideo `$_ -ApiKey $CanaryKey -BaseUri $($server.BaseUri) }; `$file = '$file'; " +
                "($From | Wait-WanVideoTask | Save-WanVideo -Path '$out' -PassThru).Count"
            Invoke-Process $session | Should -Be 2
        }

        It 'lists nothing when there is no ledger yet' {
            Get-WanVideoTask | Should -BeNullOrEmpty
        }

        It 'lists nothing when the pipeline is empty' {
            New-WanVideoTask 'One' -Image $image | Out-Null
            @() | Get-WanVideoTask | Should -BeNullOrEmpty
            @() | Wait-WanVideoTask | Should -BeNullOrEmpty
        }
    }

    Context 'The file' {
        It 'contains no key and no URL of a result, nor do its log and the outbox' {
            # In its own process: the files of a process that has exited can be read on every system.
            $id = Invoke-Process ("Import-Module '$ModulePath'; Connect-WanVideo EvoLink -ApiKey $CanaryKey -BaseUri $($server.BaseUri); `$ErrorActionPreference = 'SilentlyContinue'; " +
                "'One', 'Two #fail:content_policy_violation' | New-WanVideoTask -Image '$($image)?X-Amz-Signature=4711' | Wait-WanVideoTask | Save-WanVideo -Path '$out'; " +
                "Connect-WanVideo EvoLink -ApiKey $CanaryKey -BaseUri http://127.0.0.1:1/ -MaximumRetryCount 0; New-WanVideoTask Three -Image $image; (Get-WanVideoLedger).LedgerId.ToString('N')")
            $files = @(Get-ChildItem (Split-Path $env:WANVIDEO_LEDGER)) + @(Get-ChildItem (Join-Path $TestFolder WanVideo outbox $id))
            $files.Extension | Sort-Object -Unique | Should -Be .db, .db-shm, .db-wal, .outbox
            $text = "$($files.FullName | Get-ByteText)"
            $text | Should -Match 'SQLite format 3'
            $text | Should -Match ([regex]::Escape("$($image)?X-Amz-Signature=4711")) -Because 'the request is recorded as it was sent, with the signatures of its inputs'
            $text | Should -Not -Match $CanaryKey
            $text | Should -Not -Match '/videos/'
            $text | Should -Not -Match '(?<!X-Amz-)Signature' -Because 'the signature of a result is not recorded'
        }

        It 'can be read by its owner alone' -Skip:$IsWindows {
            New-WanVideoTask 'One' -Image $image | Out-Null
            Get-ChildItem (Split-Path $env:WANVIDEO_LEDGER) | ForEach-Object { $_.UnixFileMode } | Select-Object -Unique | Should -Be ([IO.UnixFileMode]'UserRead, UserWrite')
        }

        It 'is found relative to $PWD, not to the folder of the process' {
            $folder = New-Item (Join-Path $TestDrive here) -ItemType Directory
            $env:WANVIDEO_LEDGER = 'sub/ledger.db'
            Push-Location $folder
            try {
                $task = New-WanVideoTask 'One' -Image $image
                (Get-WanVideoLedger).Location | Should -Be (Join-Path $folder sub ledger.db)
                [Environment]::CurrentDirectory | Should -Not -Be $folder.FullName
                (Get-WanVideoTask).Id | Should -Be $task.Id
            } finally {
                Pop-Location
            }
            Join-Path $folder sub ledger.db | Should -Exist
        }

        It 'is found in the home folder with ~' {
            $ours = $env:HOME, $env:USERPROFILE
            try {
                $env:HOME = $env:USERPROFILE = (New-Item (Join-Path $TestDrive home) -ItemType Directory).FullName
                Invoke-Process "`$env:WANVIDEO_LEDGER = '~/videos/ledger.db'; Import-Module '$ModulePath'; (Get-WanVideoLedger).Location" | Should -Be (Join-Path $env:HOME videos ledger.db)
            } finally {
                $env:HOME, $env:USERPROFILE = $ours
            }
        }

        It 'is in the local application data unless another is named' {
            Invoke-Process "`$env:WANVIDEO_LEDGER = `$null; Import-Module '$ModulePath'; (Get-WanVideoLedger).Location" |
                Should -Be (Join-Path ([Environment]::GetFolderPath('LocalApplicationData', 'DoNotVerify')) WanVideo ledger.db)
        }

        It 'is described by Get-WanVideoLedger' {
            'One', 'Two' | New-WanVideoTask -Image $image -Provider EvoLink | Wait-WanVideoTask | Out-Null
            New-WanVideoTask 'Three' -Image $image -Provider EvoLink | Out-Null
            Add-MockFault $server @{ path = 'wan/videos$'; action = $lost }
            New-WanVideoTask 'Four' -Provider AceData -ErrorAction SilentlyContinue

            $ledger = Get-WanVideoLedger
            $ledger.Location | Should -Be $env:WANVIDEO_LEDGER
            $ledger.Engine | Should -Match '^SQLite 3\.\d+'
            $ledger.SchemaVersion | Should -Be 1
            $ledger.SizeBytes | Should -BeGreaterThan 4096
            $ledger.LedgerId | Should -Not -Be ([guid]::Empty)
            $ledger.Counts['Succeeded'] | Should -Be 2
            $ledger.Counts['Pending'] | Should -Be 1
            $ledger.Counts['Unresolved'] | Should -Be 1
        }

        It 'is written by 8 processes at once' {
            $script = $connect + "1..100 | ForEach-Object { [pscustomobject]@{ Prompt = `"`$PID shot `$_`" } } | New-WanVideoTask | Out-Null"
            $processes = 1..8 | ForEach-Object { Start-PowerShell '-NoProfile', '-NonInteractive', '-Command', $script }
            $processes | ForEach-Object { $_.WaitForExit(300000) | Should -BeTrue -Because 'a process records 100 tasks' }

            $tasks = Get-WanVideoTask -WarningVariable warning
            $tasks.Count | Should -Be 800
            ($tasks.Id | Select-Object -Unique).Count | Should -Be 800
            $warning | Should -BeNullOrEmpty
            Get-CreateRequestCount | Should -Be 800
        }
    }

    Context 'A ledger that cannot be used' {
        It 'lets New send nothing, and the error has the reason: <What>' -ForEach @(
            @{ What = 'a folder is in its place'; Words = '*cannot be created*WANVIDEO_LEDGER*'; Make = { New-Item $env:WANVIDEO_LEDGER -ItemType Directory } }
            @{ What = 'its folder cannot be made'; Words = '*cannot be created*WANVIDEO_LEDGER*'; Make = { $env:WANVIDEO_LEDGER = Join-Path (New-Item (Join-Path $TestDrive file) -Force) sub ledger.db } }
            @{ What = 'it is a text file'; Words = '*is not a WanVideo ledger*'; Make = { New-Item $env:WANVIDEO_LEDGER -Force -Value ('This is a diary, not a ledger. ' * 100) } }
            @{ What = 'it is a database of another program'; Words = '*is a database of another program*'; Make = {
                $file = $env:WANVIDEO_LEDGER
                Invoke-LedgerSql 'SELECT 1' | Out-Null
                $sqlite = [AppDomain]::CurrentDomain.GetAssemblies().Where{ $_.GetName().Name -eq 'Microsoft.Data.Sqlite' }[0].GetType('Microsoft.Data.Sqlite.SqliteConnection')
                $env:WANVIDEO_LEDGER = "$file.other"
                $connection = [Activator]::CreateInstance($sqlite, [object[]]@("Data Source=$env:WANVIDEO_LEDGER;Pooling=False"))
                $connection.Open()
                $command = $connection.CreateCommand()
                $command.CommandText = 'CREATE TABLE recipes (name TEXT)'
                $command.ExecuteNonQuery()
                $connection.Dispose() } }
            @{ What = 'a newer version of the module made it'; Words = '*schema version 99*Update the module*'; Make = { Invoke-LedgerSql 'UPDATE ledger SET version = 99' } }
            @{ What = 'its drive does not exist'; Words = '*is not a valid path, or its drive does not exist*'; Make = { $env:WANVIDEO_LEDGER = 'zz:ledger.db' } }
            @{ What = 'it is not in the file system'; Words = '*is not a path in the file system*'; Make = { $env:WANVIDEO_LEDGER = 'Env:foo' } }
            @{ What = 'it is a connection string'; Words = '*is a connection string*'; Make = { $env:WANVIDEO_LEDGER = "Host=db;Password=$CanaryKey" } }
            @{ What = 'it is a URL of another scheme'; Words = '*is a URL of another scheme*'; Make = { $env:WANVIDEO_LEDGER = "jdbc:postgresql://me:$CanaryKey@db/x" } }
            @{ What = 'its password is not encoded'; Words = '*encode / as %2F*'; Make = { $env:WANVIDEO_LEDGER = "postgresql://me:4711/$CanaryKey@127.0.0.1:1/x" } }
            @{ What = 'its URL has an unknown option'; Words = "*unknown option 'speed'*"; Make = { $env:WANVIDEO_LEDGER = 'postgresql://me@127.0.0.1:1/x?speed=9' } }
            @{ What = 'it was deleted while it was used'; Words = '*was moved or deleted while this process used it*'; Make = {
                New-WanVideoTask 'One' -Image $image -Label one; Reset-MockServer $server; Set-Variable createRequestsBefore (Get-MockState $server).createRequests -Scope 1
                Remove-Item (Split-Path $env:WANVIDEO_LEDGER) -Recurse -Force }; Skip = $IsWindows }
            @{ What = 'it is in a OneDrive folder'; Words = "*is in the folder 'OneDrive - Contoso', which a cloud client synchronizes*"; Make = { $env:WANVIDEO_LEDGER = Join-Path $TestDrive 'OneDrive - Contoso' ledger.db } }
        ) {
            if ($Skip) { Set-ItResult -Skipped -Because 'an open file cannot be deleted on Windows'; return }
            & $Make | Out-Null
            New-WanVideoTask 'One' -Image $image -ErrorVariable failure -ErrorAction SilentlyContinue -Label one
            $failure[0].FullyQualifiedErrorId | Should -BeLike 'WanVideo.LedgerUnavailable,*'
            "$($failure[0])" | Should -BeLike $Words
            "$($failure[0])" | Should -Not -BeLike "*$CanaryKey*"
            Get-MockRequest $server | Should -BeNullOrEmpty
            Get-CreateRequestCount | Should -Be 0
        }

        It 'lets <Command> write an error or a warning of the module when its location is invalid' -ForEach @(
            @{ Command = 'Get-WanVideoLedger'; Run = { Get-WanVideoLedger -ErrorVariable +failure -ErrorAction SilentlyContinue } }
            @{ Command = 'Get-WanVideoTask'; Run = { Get-WanVideoTask -ErrorVariable +failure -ErrorAction SilentlyContinue } }
            @{ Command = 'Get-WanVideoTask of an id'; Run = { $task.Id | Get-WanVideoTask -Connection EvoLink -WarningVariable +warned -WarningAction SilentlyContinue } }
            @{ Command = 'Save-WanVideo'; Run = { $task | Save-WanVideo -Path $out -WarningVariable +warned -WarningAction SilentlyContinue } }
            @{ Command = 'Restart-WanVideoTask'; Run = { $task | Restart-WanVideoTask -Force -ErrorVariable +failure -ErrorAction SilentlyContinue } }
            @{ Command = 'Remove-WanVideoTask'; Run = { $task | Remove-WanVideoTask -Confirm:$false -ErrorVariable +failure -ErrorAction SilentlyContinue } }
        ) {
            $task = New-WanVideoTask 'One' -Image $image -Provider EvoLink | Wait-WanVideoTask
            $env:WANVIDEO_LEDGER = "Host=db;Password=$CanaryKey"
            $failure = $warned = $null
            . $Run | Out-Null
            @($failure).Count + @($warned).Count | Should -BeGreaterThan 0
            foreach ($record in $failure) { $record.FullyQualifiedErrorId | Should -BeLike 'WanVideo.LedgerUnavailable,*' }
            "$failure $warned" | Should -BeLike '*is a connection string*'
            "$failure $warned" | Should -Not -BeLike "*$CanaryKey*"
        }

        It 'lets New send nothing when it is read-only' {
            if ($cannotMount) { Set-ItResult -Skipped -Because 'a read-only mount needs Linux and the right to (unshare --mount)'; return }
            Get-WanVideoLedger | Out-Null
            $folder = Split-Path $env:WANVIDEO_LEDGER
            Invoke-InNamespace "mount --bind '$folder' '$folder' && mount -o remount,bind,ro '$folder'" ($connect + "New-WanVideoTask A") | Should -BeLike "*The ledger $env:WANVIDEO_LEDGER is read-only*"
            Get-MockRequest $server | Should -BeNullOrEmpty
        }

        It 'lets New send nothing when its disk is full' {
            if ($cannotMount) { Set-ItResult -Skipped -Because 'a small disk needs Linux and the right to (unshare --mount)'; return }
            $folder = (New-Item (Split-Path $env:WANVIDEO_LEDGER) -ItemType Directory -Force).FullName
            Invoke-InNamespace "mount -t tmpfs -o size=64k none '$folder'" ($connect + "New-WanVideoTask A") | Should -BeLike "*The disk that holds the ledger $env:WANVIDEO_LEDGER is full*"
            Get-MockRequest $server | Should -BeNullOrEmpty
        }

        It 'lets <Command> of a task object continue, with one warning' -ForEach @(
            @{ Command = 'Get-WanVideoTask'; Run = { $tasks.Id | Get-WanVideoTask -Provider EvoLink -WarningVariable warning -WarningAction SilentlyContinue; $script:warned = $warning } }
            @{ Command = 'Wait-WanVideoTask'; Run = { $tasks.Id | Wait-WanVideoTask -Provider EvoLink -WarningVariable warning -WarningAction SilentlyContinue; $script:warned = $warning } }
            @{ Command = 'Save-WanVideo'; Run = { $tasks | Save-WanVideo -Path $out -PassThru -WarningVariable warning -WarningAction SilentlyContinue; $script:warned = $warning } }
        ) {
            $tasks = 'One', 'Two', 'Three' | New-WanVideoTask -Image $image -Provider EvoLink | Wait-WanVideoTask
            $env:WANVIDEO_LEDGER = (New-Item (Join-Path $TestDrive ([guid]::NewGuid())) -ItemType Directory).FullName
            $written = @(& $Run)
            $written.Count | Should -Be 3
            $written.Status | Where-Object { $_ -ne 'Succeeded' } | Should -BeNullOrEmpty
            @($warned).Count | Should -Be 1
            "$warned" | Should -BeLike "The ledger $env:WANVIDEO_LEDGER *The command continues without the ledger."
        }

        It 'keeps the task of a create request in the outbox while it is locked, and has it afterwards' {
            $other = Start-LedgerProcess
            try {
                # The lock is taken between the permission to send and the response.
                Add-MockFault $server @{ path = 'wan/videos$'; action = @{ kind = 'delay'; milliseconds = 5000; when = 'after' } }
                $creator = Start-PowerShell '-NoProfile', '-NonInteractive', '-Command', ($connect + "`$task = New-WanVideoTask 'A cat' -Label cat -WarningVariable warning -WarningAction SilentlyContinue; `"`$(`$task.Id) `$warning`"") -Redirect
                Wait-MockRequest $server 'wan/videos$'
                Lock-Ledger $other
                $id, $warning = $creator.StandardOutput.ReadToEnd().Trim() -split ' ', 2
                $warning | Should -BeLike "cat: Task $id was created, and the ledger cannot record it now: *has been locked by another process for 10 s*The outcome is stored in the outbox*"
                $creator.WaitForExit()
            } finally {
                Stop-LedgerProcess $other
            }

            # Its process has ended: the next one on this machine replays it.
            $kept = Get-ChildItem (Join-Path $TestFolder WanVideo outbox) -Recurse -Filter *.outbox | Where-Object { try { ($_.FullName | Get-ByteText).Contains($id) } catch { Write-Verbose "$_ is in use." } }
            $kept | Should -HaveCount 1
            $kept.FullName | Get-ByteText | Should -Not -Match "$CanaryKey|/videos/|A cat"
            $recorded = Get-WanVideoTask -WarningVariable warning
            $kept.FullName | Should -Not -Exist
            $recorded.Id | Should -Be $id
            $recorded.Label | Should -Be cat
            $recorded.Prompt | Should -Be 'A cat'
            $warning | Should -BeNullOrEmpty
            Get-CreateRequestCount | Should -Be 1
        }

        It 'lets New stop within a second while it is locked, and has the task afterwards' {
            Assert-StopsWithinSecond -Start {
                $script:other = Start-LedgerProcess
                Reset-MockServer $server
                Add-MockFault $server @{ path = 'wan/videos$'; action = @{ kind = 'delay'; milliseconds = 2000; when = 'after' } }
                $pipeline = Start-Pipeline "New-WanVideoTask 'A cat' -Provider AceData"
                Wait-MockRequest $server 'wan/videos$'
                Lock-Ledger $other
                Start-Sleep -Seconds 3
                $pipeline
            } -Then { Stop-LedgerProcess $other }

            Get-WanVideoTask -WarningVariable warning | ForEach-Object Status | Select-Object -Unique | Should -Be Pending
            $warning | Should -BeNullOrEmpty
        }
    }

    Context 'A create request whose response is lost' {
        It 'is unresolved at <_>, and nothing is sent again' -ForEach EvoLink, AceData, ModelStream, DashScope, fal {
            Add-MockFault $server @{ method = 'POST'; path = 'generations$|wan/videos$|synthesis$|to-video$'; action = $lost }
            New-WanVideoTask 'A cat' -Image $image -Provider $_ -Label lost -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
            $failure[0].FullyQualifiedErrorId | Should -BeLike 'WanVideo.OutcomeUnknown,*'
            Get-CreateRequestCount | Should -Be 1

            $request = Get-WanVideoTask -Status Unresolved
            $request.Provider | Should -Be $_
            $request.Prompt | Should -Be 'A cat'
            $request.Label | Should -Be lost
            $request.Status | Should -Be Unresolved
            "$($failure[0])" | Should -BeLike "*$($request.Id)*"
            (Get-WanVideoTask -WarningVariable warning -WarningAction SilentlyContinue).Id | Should -Be $request.Id
            "$warning" | Should -BeLike 'The outcome of 1 create request is unknown*-Status Unresolved*Resolve-WanVideoTask*'
            Get-WanVideoTask -Label 'found*' -WarningVariable warning -ErrorAction SilentlyContinue
            $warning | Should -BeNullOrEmpty -Because 'the filter excludes the request'
        }

        It 'is not taken for another task with the same prompt' {
            New-WanVideoTask 'A cat' -Image $image -Provider EvoLink | Out-Null
            Add-MockFault $server @{ method = 'POST'; path = 'generations$'; action = $never }
            New-WanVideoTask 'A cat' -Image $image -Provider EvoLink -ErrorVariable failure -ErrorAction SilentlyContinue
            $failure[0].FullyQualifiedErrorId | Should -BeLike 'WanVideo.OutcomeUnknown,*'
            Get-CreateRequestCount | Should -Be 1
            Get-WanVideoTask -Status Unresolved | Resolve-WanVideoTask -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
            @(Get-WanVideoTask -Status Unresolved).Count | Should -Be 1
        }

        It 'can be distinguished from the others of its call by its label' {
            Add-MockFault $server @{ method = 'POST'; path = 'generations$'; action = $lost }
            $rows = 1..2 | ForEach-Object { [pscustomobject]@{ Prompt = 'A cat'; Image = $image; Provider = 'EvoLink'; Label = "Shot $_" } }
            $rows | New-WanVideoTask -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
            Get-CreateRequestCount | Should -Be 2
            $failure.Count | Should -Be 2
            (Get-WanVideoTask -Status Unresolved).Label | Sort-Object | Should -Be 'Shot 1', 'Shot 2'
        }

        It 'cannot be waited for, saved or queried, and the error has its status' -ForEach Wait-WanVideoTask, Get-WanVideoTask, Save-WanVideo {
            Add-MockFault $server @{ path = 'wan/videos$'; action = $lost }
            New-WanVideoTask 'A cat' -Provider AceData -ErrorAction SilentlyContinue
            Get-WanVideoTask -Status Unresolved | & $_ -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
            $failure[0].FullyQualifiedErrorId | Should -BeLike 'WanVideo.OutcomeUnknown,*'
            "$($failure[0])" | Should -BeLike '*its create request is Unresolved*'
        }
    }

    Context 'Resolve-WanVideoTask' {
        It 'records the task that the user names' {
            Add-MockFault $server @{ path = 'wan/videos$'; action = $lost }
            New-WanVideoTask 'A cat that was lost and is named' -Provider AceData -Label named -ErrorAction SilentlyContinue
            $id = (Invoke-RestMethod "$($server.BaseUri)_mock/tasks" | ForEach-Object { $_ } | Where-Object prompt -eq 'A cat that was lost and is named').id

            $request = Get-WanVideoTask -Status Unresolved
            $task = $request | Resolve-WanVideoTask -Id $id
            $task.Id | Should -Be $id
            $task.IntentId | Should -Be $request.IntentId
            $task.Label | Should -Be named
            Get-WanVideoTask -Status Unresolved | Should -BeNullOrEmpty
            ($task | Wait-WanVideoTask).Status | Should -Be Succeeded
            Get-CreateRequestCount | Should -Be 1
            Invoke-LedgerSql 'SELECT kind || decided_by FROM decision' | Should -BeLike "adopt$([Environment]::UserName)@*"
        }

        It 'does not record one task for two create requests' {
            Add-MockFault $server @{ path = 'wan/videos$'; action = $lost }
            'One', 'Two' | New-WanVideoTask -Provider AceData -ErrorAction SilentlyContinue
            Reset-MockServer $server
            $other = New-WanVideoTask 'Three' -Provider AceData

            Get-WanVideoTask -Status Unresolved | Resolve-WanVideoTask -Id $other.Id -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
            $failure.Count | Should -Be 2
            $failure[0].FullyQualifiedErrorId | Should -BeLike 'WanVideo.Conflict,*'
            "$($failure[0])" | Should -BeLike "*$($other.Id) is the task of 'Three'*"
            @(Get-WanVideoTask -Status Unresolved).Count | Should -Be 2
        }

        It 'records with -NotCreated that there is no task, and the label can be sent again' {
            Add-MockFault $server @{ path = 'wan/videos$'; times = 1; action = $never }
            New-WanVideoTask 'A cat' -Provider AceData -Label cat -ErrorAction SilentlyContinue
            $settled = Get-WanVideoTask -Status Unresolved | Resolve-WanVideoTask -NotCreated
            $settled.Status | Should -Be Refused
            Get-WanVideoTask -Status Unresolved | Should -BeNullOrEmpty
            Get-CreateRequestCount | Should -Be 0
            Invoke-LedgerSql 'SELECT kind || decided_by FROM decision' | Should -BeLike "notcreated$([Environment]::UserName)@*"

            (New-WanVideoTask 'A cat' -Provider AceData -Label cat).IntentId | Should -Be $settled.IntentId
            Get-CreateRequestCount | Should -Be 1
        }

        It 'names the tasks that <_> lists since the request and that belong to no other, and decides nothing' -ForEach EvoLink, DashScope {
            $prompt = "A cat at $_ with two seeds"
            $own = New-WanVideoTask $prompt -Image $image -Provider $_
            Add-MockFault $server @{ method = 'POST'; path = 'generations$|synthesis$'; action = $lost }
            New-WanVideoTask $prompt -Image $image -Provider $_ -Label seed-2 -ErrorAction SilentlyContinue
            $id = (Invoke-RestMethod "$($server.BaseUri)_mock/tasks" | ForEach-Object { $_ } | Where-Object { $_.prompt -eq $prompt -and $_.id -ne $own.Id }).id
            Reset-MockServer $server

            Get-WanVideoTask -Status Unresolved | Resolve-WanVideoTask -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
            $failure[0].FullyQualifiedErrorId | Should -BeLike 'WanVideo.OutcomeUnknown,*'
            "$($failure[0])" | Should -BeLike "These tasks may belong to 'seed-2':*$id*-Id*-NotCreated*"
            "$($failure[0])" | Should -Not -BeLike "*$($own.Id)*"
            @(Get-WanVideoTask -Status Unresolved).Count | Should -Be 1
            Get-CreateRequestCount | Should -Be 2
        }

        It 'names no task where the gateway lists none' {
            Add-MockFault $server @{ path = 'wan/videos$'; action = $lost }
            New-WanVideoTask 'A cat' -Provider AceData -ErrorAction SilentlyContinue
            Get-WanVideoTask -Status Unresolved | Resolve-WanVideoTask -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
            $failure[0].FullyQualifiedErrorId | Should -BeLike 'WanVideo.OutcomeUnknown,*'
            "$($failure[0])" | Should -BeLike "AceData has no task list that could be searched.*-Id*-NotCreated*"
        }

        It 'rejects an id that the gateway does not have' {
            Add-MockFault $server @{ path = 'wan/videos$'; action = $lost }
            New-WanVideoTask 'A cat' -Provider AceData -ErrorAction SilentlyContinue
            Get-WanVideoTask -Status Unresolved | Resolve-WanVideoTask -Id nonsense -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
            $failure[0].FullyQualifiedErrorId | Should -BeLike 'WanVideo.NotFound,*'
            @(Get-WanVideoTask -Status Unresolved).Count | Should -Be 1
        }

        It 'changes nothing of a task that is not unresolved, and warns of it' {
            $task = New-WanVideoTask 'A cat' -Provider AceData
            ($task | Resolve-WanVideoTask -NotCreated -WarningVariable warning -WarningAction SilentlyContinue).Id | Should -Be $task.Id
            "$warning" | Should -Be 'A cat is Pending, not Unresolved. It was not changed.'
            (Get-WanVideoTask).Status | Should -Be Pending
        }

        It 'does not settle what another process is sending, and settles it at once when that process is gone' {
            Add-MockFault $server @{ path = 'wan/videos$'; action = @{ kind = 'delay'; milliseconds = 60000; when = 'after' } }
            $process = Start-PowerShell '-NoProfile', '-NonInteractive', '-Command', ($connect + "New-WanVideoTask 'A cat'")
            try {
                Wait-MockRequest $server wan/videos
                $request = Get-WanVideoTask -Status Sending
                $request | Resolve-WanVideoTask -NotCreated -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
                $failure[0].FullyQualifiedErrorId | Should -BeLike 'WanVideo.Conflict,*'
                "$($failure[0])" | Should -BeLike 'A cat is being sent by another process*'
            } finally {
                $process.Kill()
            }
            $process.WaitForExit()
            (Resolve-WanVideoTask $request.IntentId -NotCreated).Status | Should -Be Refused -Because 'the id of a record is also accepted as a Guid'
        }

        It 'changes nothing when an id is recorded at two gateways, and the error lists both' {
            foreach ($provider in 'EvoLink', 'AceData') {
                New-WanVideoTask 'A cat' -Image $image -Provider $provider | Out-Null
            }
            Invoke-LedgerSql "UPDATE task SET id = 'task-same', status = 'failed'; SELECT 1"
            $records = Get-WanVideoTask
            foreach ($run in { Resolve-WanVideoTask task-same -NotCreated @quiet }, { Restart-WanVideoTask task-same -Force @quiet }, { Remove-WanVideoTask task-same -Confirm:$false @quiet }) {
                $quiet = @{ ErrorVariable = 'failure'; ErrorAction = 'SilentlyContinue' }
                . $run | Should -BeNullOrEmpty
                $failure[0].FullyQualifiedErrorId | Should -BeLike 'WanVideo.InvalidParameter,*'
                foreach ($record in $records) { "$($failure[0])" | Should -BeLike "task-same is recorded at *$($record.Provider) ($($server.BaseUri), record $($record.IntentId.ToString('N')))*" }
            }
            Get-CreateRequestCount | Should -Be 2
            ($records | Where-Object Provider -eq AceData | Restart-WanVideoTask).Provider | Should -Be AceData
        }

        It 'changes nothing under -WhatIf' {
            Add-MockFault $server @{ path = 'wan/videos$'; action = $lost }
            New-WanVideoTask 'A cat' -Provider AceData -ErrorAction SilentlyContinue
            Get-WanVideoTask -Status Unresolved | Resolve-WanVideoTask -NotCreated -WhatIf
            @(Get-WanVideoTask -Status Unresolved).Count | Should -Be 1
        }

        It 'takes an unresolved request that <Format> took to a new session' -ForEach @(
            @{ Format = 'Export-Clixml'; To = 'Export-Clixml $file'; From = 'Import-Clixml $file' }
            @{ Format = 'ConvertTo-Json'; To = 'ConvertTo-Json | Set-Content $file'; From = 'Get-Content $file -Raw | ConvertFrom-Json' }
            @{ Format = 'Export-Csv'; To = 'Export-Csv $file'; From = 'Import-Csv $file' }
        ) {
            Add-MockFault $server @{ path = 'wan/videos$'; action = $never }
            New-WanVideoTask 'A cat' -Provider AceData -ErrorAction SilentlyContinue
            $file = Join-Path $TestDrive "unresolved-$([guid]::NewGuid())"
            Invoke-Expression "Get-WanVideoTask -Status Unresolved | $To"
            Invoke-Process ($connect + "`$file = '$file'; ($From | Resolve-WanVideoTask -NotCreated).Status") | Should -Be Refused
        }

        It 'writes an error for an id that the ledger does not have' {
            Resolve-WanVideoTask nothing -NotCreated -ErrorVariable failure -ErrorAction SilentlyContinue
            $failure[0].FullyQualifiedErrorId | Should -BeLike 'WanVideo.NotFound,*'
        }
    }

    Context 'Restart-WanVideoTask' {
        It 'sends the same body with the same idempotency key, which EvoLink recognizes' {
            Add-MockFault $server @{ method = 'POST'; path = 'generations$'; action = $lost }
            New-WanVideoTask 'A cat' -Image $image -Provider EvoLink -ErrorAction SilentlyContinue
            $sent = Get-MockRequest $server generations
            Reset-MockServer $server
            $tasks = (Get-MockState $server).tasks

            $request = Get-WanVideoTask -Status Unresolved
            $task = $request | Restart-WanVideoTask -Force
            $again = Get-MockRequest $server generations
            $again.body | Should -Be $sent.body
            $again.headers.'idempotency-key' | Should -Be $sent.headers.'idempotency-key'
            (Get-MockState $server).tasks | Should -Be $tasks -Because 'the gateway returned the first task'
            $task.IntentId | Should -Be $request.IntentId
            ($task | Wait-WanVideoTask).Status | Should -Be Succeeded
            Get-WanVideoTask -Status Unresolved | Should -BeNullOrEmpty
            Invoke-LedgerSql 'SELECT kind || decided_by FROM decision' | Should -BeLike "sendagain$([Environment]::UserName)@*"
        }

        It 'asks before it sends an unresolved request again, unless -Force is set' {
            Add-MockFault $server @{ path = 'wan/videos$'; action = $never }
            New-WanVideoTask 'A cat' -Provider AceData -ErrorAction SilentlyContinue
            Reset-MockServer $server
            $request = Get-WanVideoTask -Status Unresolved
            Get-CreateRequestCount | Should -Be 0

            Invoke-Process ($connect + "try { Restart-WanVideoTask $($request.Id) } catch { `"not sent: `$_`" }") | Should -BeLike 'not sent: *NonInteractive*Use -Force*'
            Get-MockRequest $server wan/videos | Should -BeNullOrEmpty
            ($request | Restart-WanVideoTask -Force).Prompt | Should -Be 'A cat'
            Get-CreateRequestCount | Should -Be 1
        }

        It 'asks before it makes a second task of one that is <Status>, unless -Force is set' -ForEach @{ Status = 'Pending' }, @{ Status = 'Succeeded' } {
            $first = New-WanVideoTask 'A cat' -Provider AceData -Label cat
            if ($Status -eq 'Succeeded') { $first = $first | Wait-WanVideoTask }
            $first.Status | Should -Be $Status
            Invoke-Process ($connect + "try { Restart-WanVideoTask $($first.Id) } catch { `"not sent: `$_ `$(`$_.FullyQualifiedErrorId)`" }") | Should -BeLike 'not sent: *Use -Force*WanVideo.InvalidParameter,*'
            Get-CreateRequestCount | Should -Be 1

            $second = $first | Restart-WanVideoTask -Force
            $second.Id | Should -Not -Be $first.Id
            Get-CreateRequestCount | Should -Be 2
        }

        It 'sends an unresolved request again once for each time that a person has seen it as unresolved' {
            Add-MockFault $server @{ path = 'wan/videos$'; action = $lost }
            New-WanVideoTask 'A cat' -Provider AceData -Label cat -ErrorAction SilentlyContinue
            $seen = Get-WanVideoTask -Status Unresolved
            $seen | Export-Clixml (Join-Path $TestDrive seen.xml)
            $copy = Import-Clixml (Join-Path $TestDrive seen.xml)
            $seen | Restart-WanVideoTask -Force -ErrorAction SilentlyContinue
            Get-CreateRequestCount | Should -Be 2

            foreach ($run in { $seen | Restart-WanVideoTask -Force @silent }, { $copy | Restart-WanVideoTask -Force @silent }, { $copy | Resolve-WanVideoTask -NotCreated @silent }) {
                $silent = @{ ErrorVariable = 'failure'; ErrorAction = 'SilentlyContinue' }
                . $run | Should -BeNullOrEmpty
                "$failure" | Should -BeLike 'cat has changed: its request has been sent 2 times.*'
            }
            Get-CreateRequestCount | Should -Be 2
            (Get-WanVideoTask -Status Unresolved).AttemptCount | Should -Be 2
        }

        It 'sends nothing for a task object whose record has changed, also with -Force and from Clixml' {
            Add-MockFault $server @{ path = 'wan/videos$'; times = 1; action = $lost }
            New-WanVideoTask 'A cat' -Provider AceData -Label cat -ErrorAction SilentlyContinue
            $seen = Get-WanVideoTask -Status Unresolved
            $seen | Export-Clixml (Join-Path $TestDrive seen.xml)
            $task = $seen | Restart-WanVideoTask -Force
            $before = Get-CreateRequestCount

            foreach ($stale in $seen, (Import-Clixml (Join-Path $TestDrive seen.xml))) {
                $stale | Restart-WanVideoTask -Force -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
                $failure[0].FullyQualifiedErrorId | Should -BeLike 'WanVideo.Conflict,*'
                "$($failure[0])" | Should -BeLike "cat has changed: it is now Pending ($($task.Id)). Get it again with Get-WanVideoTask.*"
            }
            Get-CreateRequestCount | Should -Be $before
        }

        It 'restarts the same 30 <What> tasks once, in two processes at once' -ForEach @{ What = 'failed' }, @{ What = 'unresolved' } {
            $prompt = $What -eq 'failed' ? 'A cat #fail:forbidden' : 'A cat'
            if ($What -eq 'unresolved') { Add-MockFault $server @{ path = 'wan/videos$'; action = $never } }
            1..30 | ForEach-Object { [pscustomobject]@{ Prompt = $prompt; Label = "Shot $_" } } | New-WanVideoTask -Provider AceData -ErrorAction SilentlyContinue | Wait-WanVideoTask -ErrorAction SilentlyContinue
            Reset-MockServer $server
            @(Get-WanVideoTask -Status $What).Count | Should -Be 30
            $before = Get-CreateRequestCount

            $script = $connect + "`$tasks = @(Get-WanVideoTask -Status $What); `$tasks | Restart-WanVideoTask -Force -ErrorAction SilentlyContinue | Out-Null"
            $processes = 1..2 | ForEach-Object { Start-PowerShell '-NoProfile', '-NonInteractive', '-Command', $script }
            $processes | ForEach-Object { $_.WaitForExit(120000) | Should -BeTrue }
            (Get-CreateRequestCount) - $before | Should -Be 30
            Get-WanVideoTask -Status Unresolved | Should -BeNullOrEmpty
            @(Get-WanVideoTask -Status Pending).Count | Should -Be 30
        }

        It 'restarts the same 30 failed tasks once, in 16 runspaces at once' {
            1..30 | ForEach-Object { [pscustomobject]@{ Prompt = 'A cat #fail:forbidden'; Label = "Shot $_" } } | New-WanVideoTask -Provider AceData | Wait-WanVideoTask -ErrorAction SilentlyContinue
            $before = Get-CreateRequestCount
            $ids = (Get-WanVideoTask -Status Failed).Id
            $pipelines = 1..16 | ForEach-Object { Start-Pipeline "'$($ids -join "', '")' | Restart-WanVideoTask -Force" }
            foreach ($pipeline in $pipelines) { $pipeline.Run.AsyncWaitHandle.WaitOne(120000) | Should -BeTrue }
            (Get-CreateRequestCount) - $before | Should -Be 30
            $restarted = @($pipelines[0].Output.Id)
            $restarted.Count | Should -Be 30
            foreach ($pipeline in $pipelines) { $pipeline.Output.Id | Should -Be $restarted }
        }

        It 'leaves a request unresolved when its repeat is refused' {
            Add-MockFault $server @{ path = 'wan/videos$'; times = 1; action = $lost }
            New-WanVideoTask 'A cat' -Provider AceData -ErrorAction SilentlyContinue
            Add-MockFault $server @{ path = 'wan/videos$'; action = @{ kind = 'status'; when = 'before'; status = 403; body = '{"error":{"code":"used_up","message":"No balance"}}'; contentType = 'application/json' } }
            Get-WanVideoTask -Status Unresolved | Restart-WanVideoTask -Force -ErrorVariable failure -ErrorAction SilentlyContinue
            $failure[0].FullyQualifiedErrorId | Should -BeLike 'WanVideo.Balance,*'
            @(Get-WanVideoTask -Status Unresolved).Count | Should -Be 1
        }

        It 'makes a new task of a task that failed, without asking, and keeps both' {
            $failed = New-WanVideoTask 'A cat #fail:forbidden' -Provider AceData -Label cat
            $failed | Wait-WanVideoTask -ErrorAction SilentlyContinue
            $task = Invoke-Process ($connect + "Restart-WanVideoTask $($failed.Id) | ConvertTo-Json -Depth 1") | ConvertFrom-Json
            $task.Id | Should -Not -Be $failed.Id
            $task.IntentId | Should -Not -Be $failed.IntentId
            $task.Label | Should -Be cat
            Get-CreateRequestCount | Should -Be 2
            (Get-WanVideoTask).Id | Should -Be $task.Id, $failed.Id

            # The label has the new task. The failed one is restarted once.
            (New-WanVideoTask 'A cat #fail:forbidden' -Provider AceData -Label cat).Id | Should -Be $task.Id
            $messages = Restart-WanVideoTask $failed.Id -Verbose 4>&1
            "$messages" | Should -BeLike "*'cat' was created before as $($task.Id). Nothing was sent.*"
            $messages[-1].Id | Should -Be $task.Id
            Get-CreateRequestCount | Should -Be 2
        }

        It 'sends a refused request again' {
            Add-MockFault $server @{ path = 'wan/videos$'; times = 1; action = @{ kind = 'status'; when = 'before'; status = 403; body = '{"error":{"code":"used_up","message":"No balance"}}'; contentType = 'application/json' } }
            New-WanVideoTask 'A cat' -Provider AceData -Label cat -ErrorAction SilentlyContinue
            $refused = Get-WanVideoTask -Status Refused
            $task = $refused | Restart-WanVideoTask
            $task.Prompt | Should -Be 'A cat'
            $task.IntentId | Should -Be $refused.IntentId
            (New-WanVideoTask 'A cat' -Provider AceData -Label cat).Id | Should -Be $task.Id
            Get-CreateRequestCount | Should -Be 1
        }

        It 'does not send what another process is sending, which is unresolved once that process is gone' {
            Add-MockFault $server @{ path = 'wan/videos$'; action = @{ kind = 'delay'; milliseconds = 60000; when = 'after' } }
            $process = Start-PowerShell '-NoProfile', '-NonInteractive', '-Command', ($connect + "New-WanVideoTask 'A cat'")
            try {
                Wait-MockRequest $server wan/videos
                $request = Get-WanVideoTask -Status Sending
                $request.Prompt | Should -Be 'A cat'
                $request | Restart-WanVideoTask -Force -ErrorVariable failure -ErrorAction SilentlyContinue
                $failure[0].FullyQualifiedErrorId | Should -BeLike 'WanVideo.Conflict,*'
                "$($failure[0])" | Should -BeLike '*is being sent by another process*'
            } finally {
                $process.Kill()
            }
            $process.WaitForExit()
            $request | Restart-WanVideoTask -Force -ErrorVariable failure -ErrorAction SilentlyContinue
            "$($failure[0])" | Should -BeLike 'A cat has changed: it is now Unresolved.*' -Because 'its lock is free at once'
            (Get-WanVideoTask -Status Unresolved).Id | Should -Be $request.Id
            @(Get-MockRequest $server wan/videos).Count | Should -Be 1
        }

        It 'asks with No as the default, once for each or once for all' {
            $tasks = 'One', 'Two' | New-WanVideoTask -Provider AceData
            $script = $connect + "'$($tasks.Id -join "', '")' | Restart-WanVideoTask | Out-Null"
            foreach ($case in @{ Reply = '', ''; Sent = 0 }, @{ Reply = @('L'); Sent = 0 }, @{ Reply = @('A'); Sent = 2 }) {
                $before = Get-CreateRequestCount
                $process = Start-PowerShell '-NoProfile', '-Command', $script -Redirect
                $case.Reply | ForEach-Object { $process.StandardInput.WriteLine($_) }
                $process.StandardInput.Close()
                $output = $process.StandardOutput.ReadToEnd()
                $process.WaitForExit()
                $output | Should -Match 'default is "N"'
                (Get-CreateRequestCount) - $before | Should -Be $case.Sent -Because "the reply is $($case.Reply)"
            }
        }

        It 'names the billed seconds under -WhatIf, as New does' {
            $task = New-WanVideoTask 'A cat' -Image $image -Provider EvoLink -Duration 7
            $reference = New-WanVideoTask 'character1 dances' -ReferenceVideo https://example.com/dance.mp4 -Provider EvoLink
            Invoke-Process ($connect + "Restart-WanVideoTask $($task.Id) -WhatIf") | Should -BeLike '*Send the create request to EvoLink again, billed as 7 s (7 s of output)"*'
            Invoke-Process ($connect + "Restart-WanVideoTask $($reference.Id) -WhatIf") | Should -BeLike '*, billed as up to 10 s (5 s of output, up to 5 s of input)"*'
        }

        It 'sends nothing under -WhatIf' {
            Add-MockFault $server @{ path = 'wan/videos$'; action = $never }
            New-WanVideoTask 'A cat' -Provider AceData -ErrorAction SilentlyContinue
            Reset-MockServer $server
            Get-WanVideoTask -Status Unresolved | Restart-WanVideoTask -Force -WhatIf
            Get-MockRequest $server wan/videos | Should -BeNullOrEmpty
        }

        It 'names the parameter for a label that is passed as an id' {
            New-WanVideoTask 'One' -Image $image -Label 'it''s one' | Out-Null
            foreach ($command in 'Get-WanVideoTask', 'Save-WanVideo -Path .', 'Restart-WanVideoTask -Force') {
                $failure = "'it''s one' | $command" | ForEach-Object { Invoke-Expression "$_ -ErrorVariable failure -ErrorAction SilentlyContinue"; $failure }
                "$failure" | Should -BeLike "'it's one' is a label and not an id. Get-WanVideoTask -Label 'it''s one' gets the tasks with this label."
            }
        }

        It 'writes an error for an id that the ledger does not have' {
            Restart-WanVideoTask nothing -Force -ErrorVariable failure -ErrorAction SilentlyContinue
            $failure[0].FullyQualifiedErrorId | Should -BeLike 'WanVideo.NotFound,*'
        }
    }

    Context 'Remove-WanVideoTask' {
        BeforeEach {
            $saved = New-WanVideoTask 'Saved' -Provider AceData -Label saved | Wait-WanVideoTask
            $saved | Save-WanVideo -Path $out
            New-WanVideoTask 'Open' -Image $image -Provider EvoLink | Out-Null
            Add-MockFault $server @{ path = 'wan/videos$'; times = 1; action = $lost }
            New-WanVideoTask 'Lost' -Provider AceData -ErrorAction SilentlyContinue
        }

        It 'asks first, because the evidence of cost is removed' {
            Invoke-Process ($connect + "try { Remove-WanVideoTask $($saved.Id) } catch { `"stays: `$_`" }") | Should -BeLike 'stays: *NonInteractive*'
            (Get-WanVideoTask -WarningAction SilentlyContinue).Prompt | Should -Be Lost, Open, Saved
        }

        It 'removes nothing under -WhatIf' {
            $saved | Remove-WanVideoTask -WhatIf
            Remove-WanVideoTask -Before ([DateTimeOffset]::UtcNow) -WhatIf
            (Get-WanVideoTask -WarningAction SilentlyContinue).Prompt | Should -Be Lost, Open, Saved
        }

        It 'removes a task, after which its label can be created again' {
            $saved | Remove-WanVideoTask -Confirm:$false
            (Get-WanVideoTask -WarningAction SilentlyContinue).Prompt | Should -Be Lost, Open
            (New-WanVideoTask 'Saved' -Provider AceData -Label saved).Id | Should -Not -Be $saved.Id
            Get-ChildItem $out | Should -HaveCount 1 -Because 'files stay'
        }

        It 'keeps records that are unresolved or still running' {
            Get-WanVideoTask -WarningAction SilentlyContinue | Remove-WanVideoTask -Confirm:$false -ErrorVariable failure -ErrorAction SilentlyContinue
            (Get-WanVideoTask -WarningAction SilentlyContinue).Prompt | Should -Be Lost, Open
            $failure.FullyQualifiedErrorId | Should -Be (@('WanVideo.Conflict,WanVideo.Commands.RemoveWanVideoTaskCommand') * 2)
            "$($failure[0])" | Should -BeLike 'Lost was not removed: it is Unresolved. Only settled records are removed.*'
            $failure.TargetObject.Prompt | Should -Be Lost, Open
        }

        It 'removes nothing of what another process is sending, which is unresolved once that process is gone' {
            Add-MockFault $server @{ path = 'wan/videos$'; action = @{ kind = 'delay'; milliseconds = 60000; when = 'after' } }
            $process = Start-PowerShell '-NoProfile', '-NonInteractive', '-Command', ($connect + "New-WanVideoTask 'A cat'")
            try {
                Wait-MockRequest $server wan/videos -Count 3
                $request = Get-WanVideoTask -Status Sending
                $request | Remove-WanVideoTask -Confirm:$false -ErrorVariable failure -ErrorAction SilentlyContinue
                "$($failure[0])" | Should -BeLike 'A cat was not removed: it is Sending.*'
            } finally {
                $process.Kill()
            }
            $process.WaitForExit()
            $request | Remove-WanVideoTask -Confirm:$false -ErrorVariable failure -ErrorAction SilentlyContinue
            "$($failure[0])" | Should -BeLike 'A cat was not removed: it is Unresolved.*' -Because 'its lock is free at once'
        }

        It 'removes records older than -Before, and keeps those that are unresolved or still running' {
            Remove-WanVideoTask -Before ([DateTimeOffset]::UtcNow.AddDays(-1)) -Confirm:$false
            (Get-WanVideoTask -WarningAction SilentlyContinue).Prompt | Should -Be Lost, Open, Saved
            Remove-WanVideoTask -Before ([DateTimeOffset]::UtcNow) -Confirm:$false -Verbose 4>&1 | ForEach-Object Message | Should -Contain '1 record was removed.'
            (Get-WanVideoTask -WarningAction SilentlyContinue).Prompt | Should -Be Lost, Open
        }

        It 'reports the number of records of -Before under -WhatIf' {
            Invoke-Process ($connect + 'Remove-WanVideoTask -Before (Get-Date) -WhatIf') | Should -BeLike '*"1 settled record before *'
            Invoke-Process ($connect + "Remove-WanVideoTask -Before '1.00:00:00' -WhatIf") | Should -BeLike '*"0 settled records before *'
        }

        It 'refuses -Before in the future, and a time of day' {
            { Remove-WanVideoTask -Before (Get-Date).AddDays(1) -Confirm:$false } | Should -Throw '-Before is in the future.*' -ErrorId 'WanVideo.InvalidParameter,*'
            { Remove-WanVideoTask -Before '10:30 PM' -Confirm:$false } | Should -Throw '*a time span ago*' -ErrorId 'ParameterArgumentTransformationError,*'
            (Get-WanVideoTask -WarningAction SilentlyContinue).Prompt | Should -Be Lost, Open, Saved
        }
    }

    Context 'A label' {
        It 'is created once in two runs of a script' {
            $rows = Join-Path $TestDrive rows.csv
            1..5 | ForEach-Object { [pscustomobject]@{ Label = "Shot $_"; Prompt = "Prompt $_" } } | Export-Csv $rows
            $script = $connect + "Import-Csv '$rows' | New-WanVideoTask | ForEach-Object Id"
            $first = Invoke-Process $script
            $first.Count | Should -Be 5
            Invoke-Process $script | Should -Be $first
            (Import-Csv $rows | New-WanVideoTask -Provider AceData).Id | Should -Be $first
            Get-CreateRequestCount | Should -Be 5
        }

        It 'is created once by 4 processes with the same 50 rows at once' {
            $files = 1..4 | ForEach-Object { Join-Path $TestDrive "ids-$_.txt" }
            $processes = $files | ForEach-Object {
                Start-PowerShell '-NoProfile', '-NonInteractive', '-Command', ($connect + "1..50 | ForEach-Object { [pscustomobject]@{ Label = `"Shot `$_`"; Prompt = `"Prompt `$_`" } } | New-WanVideoTask | ForEach-Object Id | Set-Content '$_'")
            }
            $processes | ForEach-Object { $_.WaitForExit(300000) | Should -BeTrue }
            @(Get-MockRequest $server wan/videos).Count | Should -Be 50
            Get-CreateRequestCount | Should -Be 50
            $ids = Get-Content $files[0]
            $ids.Count | Should -Be 50
            foreach ($file in $files) { Get-Content $file | Should -Be $ids -Because 'each process has the same tasks, in the order of its rows' }
        }

        It 'is created once by two runspaces, in 12 rounds' {
            foreach ($round in 1..12) {
                $pipelines = 1..2 | ForEach-Object { Start-Pipeline "New-WanVideoTask 'A cat' -Provider AceData -Label 'Round $round'" }
                foreach ($pipeline in $pipelines) { $pipeline.Run.AsyncWaitHandle.WaitOne(60000) | Should -BeTrue }
                $pipelines[0].Output[0].Id | Should -Not -BeNullOrEmpty
                $pipelines[1].Output[0].Id | Should -Be $pipelines[0].Output[0].Id
            }
            Get-CreateRequestCount | Should -Be 12
        }

        It 'is created once when it occurs three times in a file' {
            $rows = 'cat', 'dog', 'cat', 'cat' | ForEach-Object { [pscustomobject]@{ Prompt = "A $_"; Label = $_; Image = $image } }
            $tasks = $rows | New-WanVideoTask -Provider EvoLink
            $tasks.Count | Should -Be 4
            $tasks[0].Id | Should -Be $tasks[2].Id
            $tasks[0].Id | Should -Be $tasks[3].Id
            Get-CreateRequestCount | Should -Be 2
        }

        It 'is created again when <What>' -ForEach @(
            @{ What = 'anything in the request differs'; Second = @{ Prompt = 'A cat'; Duration = 6 } }
            @{ What = 'it goes to another gateway'; Second = @{ Prompt = 'A cat'; Provider = 'ModelStream' } }
            @{ What = '-AllowDuplicate is set'; Second = @{ Prompt = 'A cat'; AllowDuplicate = $true } }
            @{ What = 'the label is another'; Second = @{ Prompt = 'A cat'; Label = 'dog' } }
        ) {
            $first = New-WanVideoTask 'A cat' -Image $image -Provider EvoLink -Label cat
            $arguments = @{ Provider = 'EvoLink'; Label = 'cat' }
            foreach ($key in $Second.Keys) { $arguments[$key] = $Second[$key] }
            (New-WanVideoTask -Image $image @arguments).Id | Should -Not -Be $first.Id
            Get-CreateRequestCount | Should -Be 2
        }

        It 'is not created again when <What>' -ForEach @(
            @{ What = 'a default is specified'; First = @{}; Second = @{ Duration = 5; Resolution = '720p'; ShotType = 'Single'; Model = 'wan2.6-image-to-video-flash' } }
            @{ What = 'the first had -AllowDuplicate'; First = @{ AllowDuplicate = $true }; Second = @{} }
        ) {
            $task = New-WanVideoTask 'A cat' -Image $image -Provider EvoLink -Label cat @First
            (New-WanVideoTask 'A cat' -Image $image -Provider EvoLink -Label cat @Second).Id | Should -Be $task.Id
            Get-CreateRequestCount | Should -Be 1
        }

        It 'is not created again with a rotated key or a new signature of a URL' {
            $first = New-WanVideoTask 'A cat' -Image "${image}?Expires=1&Signature=a" -Provider AceData -Label cat
            Connect-WanVideo AceData -ApiKey another-key -BaseUri $server.BaseUri
            (New-WanVideoTask 'A cat' -Image "${image}?Expires=2&Signature=b" -Provider AceData -Label cat).Id | Should -Be $first.Id
            Get-CreateRequestCount | Should -Be 1
        }

        It 'returns the task that failed: a new one is a person''s decision' {
            $first = New-WanVideoTask 'A cat #fail:forbidden' -Provider AceData -Label cat
            $first | Wait-WanVideoTask -ErrorAction SilentlyContinue
            $again = New-WanVideoTask 'A cat #fail:forbidden' -Provider AceData -Label cat
            $again.Id | Should -Be $first.Id
            $again.Status | Should -Be Failed
            Get-CreateRequestCount | Should -Be 1
        }

        It 'is not sent again while the first request may have been accepted, in this process or another' {
            Add-MockFault $server @{ path = 'wan/videos$'; times = 1; action = $lost }
            New-WanVideoTask 'A cat' -Provider AceData -Label cat -ErrorAction SilentlyContinue
            $id = (Get-WanVideoTask -Status Unresolved).Id
            New-WanVideoTask 'A cat' -Provider AceData -Label cat -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
            $failure[0].FullyQualifiedErrorId | Should -BeLike 'WanVideo.OutcomeUnknown,*'
            "$($failure[0])" | Should -BeLike "cat: The create request was sent at *Resolve-WanVideoTask $id*Restart-WanVideoTask*"
            Invoke-Process ($connect + "try { New-WanVideoTask 'A cat' -Label cat } catch { `$_.FullyQualifiedErrorId }") | Should -BeLike 'WanVideo.OutcomeUnknown,*'
            @(Get-MockRequest $server wan/videos).Count | Should -Be 1
        }

        It 'is sent again after the gateway refused it' {
            Add-MockFault $server @{ path = 'wan/videos$'; times = 1; action = @{ kind = 'status'; when = 'before'; status = 403; body = '{"error":{"code":"used_up","message":"No balance"}}'; contentType = 'application/json' } }
            New-WanVideoTask 'A cat' -Provider AceData -Label cat -ErrorAction SilentlyContinue
            New-WanVideoTask 'A cat' -Provider AceData -Label cat | Should -Not -BeNullOrEmpty
            Get-CreateRequestCount | Should -Be 1
        }
    }

    Context 'A label that another request has' {
        It 'is a warning before anything is sent, so that -WarningAction Stop prevents the second task' {
            $first = New-WanVideoTask 'A cat' -Image $image -Label cat
            { New-WanVideoTask 'Two cats' -Image $image -Label cat -WarningAction Stop } | Should -Throw '*the label is also used by another request*'
            Get-CreateRequestCount | Should -Be 1
            New-WanVideoTask 'Two cats' -Image $image -Label cat -WhatIf -WarningVariable warning -WarningAction SilentlyContinue
            "$warning" | Should -BeLike "cat: the label is also used by another request, sent at * ($($first.Id)). A second task is created and billed."
            New-WanVideoTask 'Two cats' -Image $image -Label cat -Verbose -WarningVariable warning -WarningAction SilentlyContinue 4> $null | Out-Null
            @($warning) | Should -HaveCount 1
            Get-CreateRequestCount | Should -Be 2
        }
    }

    Context 'A request without a label' {
        It 'is created each time' {
            $first = New-WanVideoTask 'A cat' -Image $image
            (New-WanVideoTask 'A cat' -Image $image).Id | Should -Not -Be $first.Id
            Get-CreateRequestCount | Should -Be 2
        }
    }

    Context 'The expiry of a task''s life' {
        It 'is warned of when less than an hour is left and the video is not saved' {
            $task = New-WanVideoTask 'A cat' -Image $image -Provider EvoLink | Wait-WanVideoTask -WarningVariable early
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

        It 'makes Save request a new URL first' {
            $task = New-WanVideoTask 'A cat' -Image $image | Wait-WanVideoTask
            $stale = [WanVideo.VideoTask]@{ Id = $task.Id; Provider = $task.Provider; Status = 'Succeeded'; ExpiresAt = [DateTimeOffset]::UtcNow.AddHours(-1); VideoUrl = 'https://example.com/stale.mp4' }
            ($stale | Save-WanVideo -Path $out -PassThru).Length | Should -BeGreaterThan 1000
        }

        It 'is reported when the gateway has deleted the video' {
            $task = [WanVideo.VideoTask]@{ Id = '00000000-0000-0000-0000-000000000001'; Provider = 'DashScope'; Status = 'Succeeded'; ExpiresAt = [DateTimeOffset]::UtcNow.AddDays(-1); VideoUrl = 'https://example.com/gone.mp4' }
            $task | Save-WanVideo -Path $out -ErrorVariable failure -ErrorAction SilentlyContinue
            $failure[0].FullyQualifiedErrorId | Should -BeLike 'WanVideo.Expired,*'
            "$($failure[0])" | Should -BeLike '*keeps tasks for 24 hours*'
            Get-MockRequest $server gone | Should -BeNullOrEmpty
        }
    }
}
