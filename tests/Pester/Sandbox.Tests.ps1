BeforeAll {
    Import-Module $PSScriptRoot/TestTools.psm1 -Force
    Import-Module $ModulePath
    Connect-WanVideo Sandbox -SandboxTaskSec 0.5
    $env:WANVIDEO_LEDGER = Join-Path $TestDrive ledger.db
}

AfterAll { Disconnect-WanVideo }

Describe 'The sandbox' {
    It 'creates a video that a player decodes' {
        $file = New-WanVideoTask 'A boat' -ReferenceVideo https://example.com/boat.mp4 -AspectRatio 9:16 -Duration 3 |
            Wait-WanVideoTask | Save-WanVideo -Path $TestDrive -PassThru

        $file.Length | Should -BeGreaterThan 1000
        if (-not (Get-Command ffprobe -ErrorAction Ignore)) { Set-ItResult -Skipped -Because 'ffprobe is not installed'; return }
        $output = ffprobe -v error -count_frames -show_entries 'format=duration:stream=codec_name,width,height,nb_read_frames' -of json $file.FullName 2>&1 | Out-String
        $probe = $output | ConvertFrom-Json
        $probe.streams.codec_name | Should -Be h264
        $probe.streams.width | Should -Be 720
        $probe.streams.height | Should -Be 1280
        [double]$probe.format.duration | Should -Be 3
    }

    It 'takes 3 seconds for a task by default' {
        $task = New-WanVideoTask 'A boat' -Image https://example.com/boat.png
        $task.EstimatedSec | Should -Be 1
        Connect-WanVideo Sandbox
        (New-WanVideoTask 'A boat' -Image https://example.com/boat.png).EstimatedSec | Should -Be 3
        Connect-WanVideo Sandbox -SandboxTaskSec 0.5
    }

    It 'is recorded like any gateway, and its tasks are marked as not billed' {
        $env:WANVIDEO_LEDGER = Join-Path $TestDrive recorded.db
        $task = New-WanVideoTask 'A boat' -Image https://example.com/boat.png -Label boat
        $listed = Get-WanVideoTask -WarningVariable warning
        $listed.Id | Should -Be $task.Id
        $listed.Label | Should -Be boat
        $listed.Provider | Should -Be Sandbox
        $listed.IsBilled | Should -BeFalse
        $task.IsBilled | Should -BeFalse
        $warning | Should -BeNullOrEmpty
        (New-WanVideoTask 'A boat' -Image https://example.com/boat.png -Label boat).Id | Should -Be $task.Id

        $task | Wait-WanVideoTask | Save-WanVideo -Path (Join-Path $TestDrive recorded)
        $listed = Get-WanVideoTask
        $listed.Status | Should -Be Succeeded
        $listed.SavedPath | Should -Be (Join-Path $TestDrive recorded boat.mp4)
        $listed.IsBilled | Should -BeFalse
    }

    It 'has a base URL for each protocol, so that a label is created at each of them' {
        $env:WANVIDEO_LEDGER = Join-Path $TestDrive protocols.db
        Connect-WanVideo Sandbox -Name evo -SandboxTaskSec 0.5
        Connect-WanVideo Sandbox -Name dash -Protocol DashScope -SandboxTaskSec 0.5
        $tasks = foreach ($connection in 'evo', 'dash') { New-WanVideoTask 'A boat' -Image https://example.com/boat.png -Label boat -Connection $connection }
        $tasks[0].Id | Should -Not -Be $tasks[1].Id
        $tasks | Wait-WanVideoTask | Save-WanVideo (Join-Path $TestDrive protocols) -Name '{Connection}-{Label}' -PassThru | ForEach-Object Name | Sort-Object | Should -Be dash-boat.mp4, evo-boat.mp4

        Disconnect-WanVideo evo, dash
        $tasks[1].Id | Get-WanVideoTask -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        "$failure" | Should -BeLike '*Connect with Connect-WanVideo Sandbox -Name dash -BaseUri https://dashscope.aliyuncs.com.sandbox.invalid/.'
        Invoke-Expression ("$failure" -replace '.*Connect with (.*)\.$', '$1')
        ($tasks[1].Id | Get-WanVideoTask).Status | Should -Be Succeeded
        Disconnect-WanVideo dash
        Connect-WanVideo Sandbox -SandboxTaskSec 0.5
        $env:WANVIDEO_LEDGER = Join-Path $TestDrive ledger.db
    }

    It 'rejects the requests that EvoLink rejects' {
        New-WanVideoTask 'A boat' -Image https://example.com/boat.png -Duration 16 -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure.FullyQualifiedErrorId | Should -BeLike 'WanVideo.InvalidParameter,*'
    }

    It 'fails a task on request' {
        New-WanVideoTask 'A boat #fail:content_policy_violation' -Image https://example.com/boat.png |
            Wait-WanVideoTask -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure.FullyQualifiedErrorId | Should -BeLike 'WanVideo.ContentRejected,*'
    }

    It 'creates the videos of a CSV file without a network' {
        $canRemoveNetwork = $IsLinux -and (Get-Command unshare -ErrorAction Ignore) -and $(unshare --net --map-root-user true 2>$null; $LASTEXITCODE -eq 0)
        if (-not $canRemoveNetwork) {
            Set-ItResult -Skipped -Because 'removing the network requires Linux and permission for unshare --net'
            return
        }

        # In a new network namespace even the loopback interface is down.
        $out = Join-Path $TestDrive offline
        $script = "Import-Module '$ModulePath'; Import-Csv '$ShotsPath' | New-WanVideoTask -Provider Sandbox -ErrorAction SilentlyContinue | Wait-WanVideoTask | Save-WanVideo -Path '$out'"
        unshare --net --map-root-user @PowerShellCommand -NoProfile -NonInteractive -Command $script
        (Get-ChildItem $out -Filter *.mp4).Count | Should -Be 18
    }
}
