BeforeAll {
    Import-Module $PSScriptRoot/TestTools.psm1 -Force
    Import-Module $ModulePath

    function Get-Completion([string] $Line) { [Management.Automation.CommandCompletion]::CompleteInput($Line, $Line.Length, $null).CompletionMatches }
}

Describe 'The values of a parameter' {
    BeforeAll {
        Disconnect-WanVideo
    }

    It 'are completed for -<Parameter>: <Line> gives <Values>' -ForEach @(
        @{ Parameter = 'Provider'; Line = 'Connect-WanVideo -Provider '; Values = 'EvoLink', 'AceData', 'ModelStream', 'DashScope', 'fal', 'Sandbox' }
        @{ Parameter = 'Provider'; Line = 'Get-WanVideoTask -Provider s'; Values = 'Sandbox' }
        @{ Parameter = 'Model'; Line = 'New-WanVideoTask -Provider EvoLink -Model wan2.6-i'; Values = 'wan2.6-image-to-video-flash', 'wan2.6-image-to-video' }
        @{ Parameter = 'Model'; Line = 'New-WanVideoTask -Provider AceData -Model '; Values = 'wan2.6', 'wan2.6-t2v', 'wan2.6-i2v-flash', 'wan2.6-i2v', 'wan2.6-r2v' }
        @{ Parameter = 'Model'; Line = 'Get-WanVideoModel -Provider EvoLink wan2.6-t'; Values = 'wan2.6-text-to-video' }
        @{ Parameter = 'Resolution'; Line = 'New-WanVideoTask -Provider AceData -Resolution '; Values = '480p', '720p', '1080p' }
        @{ Parameter = 'Resolution'; Line = 'Measure-WanVideoCost -Provider EvoLink -Resolution '; Values = '720p', '1080p', '480p' }
        @{ Parameter = 'Duration'; Line = 'New-WanVideoTask -Provider AceData -Duration '; Values = '5', '10', '15' }
        @{ Parameter = 'Duration'; Line = 'New-WanVideoTask -Provider EvoLink -Model wan2.6-reference-video-flash -Duration '; Values = '2', '3', '4', '5', '6', '7', '8', '9', '10' }
        @{ Parameter = 'Size'; Line = 'New-WanVideoTask -Provider DashScope -Size 1280'; Values = '1280x720' }
        @{ Parameter = 'AspectRatio'; Line = 'New-WanVideoTask -AspectRatio '; Values = "'16:9'", "'9:16'", "'1:1'", "'4:3'", "'3:4'", 'adaptive' }
        @{ Parameter = 'ShotType'; Line = 'New-WanVideoTask -ShotType '; Values = 'Multi', 'Single' }
        @{ Parameter = 'Model'; Line = 'New-WanVideoTask -Connection EvoLink -Image x -Model wan2.6-'; Values = 'wan2.6-image-to-video-flash', 'wan2.6-image-to-video' }
        @{ Parameter = 'Model'; Line = 'New-WanVideoTask -Connection EvoLink -Image x -Model wan2'; Values = 'wan2.6', 'wan2.6-image-to-video-flash', 'wan2.6-image-to-video', 'wan2.7', 'wan2.7-image-to-video', 'wan2.7-reference-video' }
        @{ Parameter = 'Model'; Line = 'New-WanVideoTask -Connection EvoLink -LastFrame x -Model '; Values = 'wan2.7', 'wan2.7-image-to-video', 'wan3.0', 'wan3.0-image-to-video', 'wan3.0-prime', 'wan3.0-prime-image-to-video' }
        @{ Parameter = 'Model'; Line = 'New-WanVideoTask -Connection DashScope -Model wan3'; Values = 'wan3.0', 'wan3.0-video', 'wan3.0-prime', 'wan3.0-video-prime' }
        @{ Parameter = 'Resolution'; Line = 'New-WanVideoTask -Connection DashScope -Model wan3.0 -Resolution '; Values = '480p', '720p', '1080p' }
        @{ Parameter = 'AspectRatio'; Line = 'New-WanVideoTask -Connection DashScope -Model wan3.0 -AspectRatio a'; Values = 'adaptive' }
        @{ Parameter = 'Duration'; Line = 'New-WanVideoTask -Connection EvoLink -Model wan2.7-video-edit -Duration '; Values = '2', '3', '4', '5', '6', '7', '8', '9', '10', '0' }
        @{ Parameter = 'Connection'; Line = 'New-WanVideoTask -Connection D'; Values = 'DashScope' }
        @{ Parameter = 'Name'; Line = "Save-WanVideo . -Name '{Label}-{Reso"; Values = "'{Label}-{Resolution}'" }
        @{ Parameter = 'Region'; Line = 'Connect-WanVideo DashScope -Region '; Values = 'Beijing', 'Singapore', 'Virginia' }
        @{ Parameter = 'Protocol'; Line = 'Connect-WanVideo Sandbox -Protocol M'; Values = 'ModelStream' }
        @{ Parameter = 'Status'; Line = 'Get-WanVideoTask -Status S'; Values = 'Sending', 'Succeeded' }
        @{ Parameter = 'Status'; Line = 'Get-WanVideoTask -Status Un'; Values = 'Unknown', 'Unresolved' }
    ) {
        (Get-Completion $Line).CompletionText | Where-Object { $_ -ne 'Acme' } | Should -Be $Values
    }

    It 'have a description as tooltip' {
        (Get-Completion 'Connect-WanVideo -Provider Ev').ToolTip | Should -BeLike '*EVOLINK_API_KEY*'
        (Get-Completion 'New-WanVideoTask -Provider EvoLink -Resolution 7').ToolTip | Should -Be '720p (default)'
        (Get-Completion 'New-WanVideoTask -Provider DashScope -Model wan3.0-video').ToolTip[0] | Should -Be 'AnyToVideo; 2-30,-1 s; 480/720/1080p'
        (Get-Completion 'New-WanVideoTask -Provider EvoLink -Model wan2.7')[0].ToolTip | Should -Be 'TextToVideo, VideoToVideo, ImageToVideo, ReferenceToVideo; 2-15, 2-10,0 s; 720/1080p'
    }
}

Describe 'Ids from the ledger' {
    BeforeAll {
        $server = Start-MockServer
        $slow = Start-MockServer -TaskDuration '01:00:00'
        Connect-Mock $server
        $image = 'https://example.com/cat.png'
        $saved = New-WanVideoTask 'A saved cat' -Image $image | Wait-WanVideoTask
        $saved | Save-WanVideo -Path $TestDrive
        $unsaved = New-WanVideoTask 'An unsaved cat' -Image $image | Wait-WanVideoTask
        Connect-WanVideo DashScope -ApiKey $CanaryKey -BaseUri $slow.BaseUri
        $open = New-WanVideoTask "A slow cat's tail" -Image $image
        Connect-WanVideo AceData -ApiKey $CanaryKey -BaseUri $server.BaseUri
        Add-MockFault $server @{ path = 'wan/videos'; action = @{ kind = 'drop'; when = 'after' } }
        New-WanVideoTask 'A lost cat' -Image $image -ErrorAction Ignore
        $lost = Get-WanVideoTask -Status Unresolved
    }

    AfterAll {
        Disconnect-WanVideo
        Stop-MockServer $server
        Stop-MockServer $slow
    }

    It 'are completed newest first: <Line>' -ForEach @(
        @{ Line = 'Get-WanVideoTask '; Prompts = 'slow', 'unsaved', 'saved' }
        @{ Line = 'Get-WanVideoTask -Provider EvoLink -Task '; Prompts = 'unsaved', 'saved' }
        @{ Line = 'Wait-WanVideoTask '; Prompts = 'slow' }
        @{ Line = 'Stop-WanVideoTask -Task '; Prompts = 'slow' }
        @{ Line = 'Save-WanVideo -Task '; Prompts = 'slow', 'unsaved' }
    ) {
        $tasks = @{ slow = $open; unsaved = $unsaved; saved = $saved }
        (Get-Completion $Line).CompletionText | Should -Be @($Prompts | ForEach-Object { $tasks[$_].Id })
    }

    It 'are those of unresolved create requests for Resolve-WanVideoTask' {
        $completion = Get-Completion 'Resolve-WanVideoTask '
        $completion.CompletionText | Should -Be $lost.Id
        $completion.ToolTip | Should -BeLike 'Unresolved, *s old, AceData: A lost cat'
    }

    It 'are those of all requests for Restart-WanVideoTask, and of settled ones for Remove-WanVideoTask' {
        (Get-Completion 'Restart-WanVideoTask ').CompletionText | Should -Be $lost.Id, $open.Id, $unsaved.Id, $saved.Id
        (Get-Completion 'Remove-WanVideoTask ').CompletionText | Should -Be $unsaved.Id, $saved.Id
    }

    It 'are completed from a word of the prompt, and from the label' {
        (Get-Completion 'Get-WanVideoTask unsaved').CompletionText | Should -Be $unsaved.Id
        $labeled = New-WanVideoTask 'A named cat' -Image $image -Label 'shot 9' -Connection EvoLink
        (Get-Completion 'Get-WanVideoTask shot').CompletionText | Should -Be $labeled.Id
        (Get-Completion 'Get-WanVideoTask shot').ListItemText | Should -Be "shot 9 ($($labeled.Id))"
        (Get-Completion 'Get-WanVideoTask -Label sh').CompletionText | Should -Be "'shot 9'"
        $labeled | Wait-WanVideoTask | Save-WanVideo $TestDrive
    }

    It 'are completed from a prefix' {
        (Get-Completion "Get-WanVideoTask $($unsaved.Id.Substring(0, $unsaved.Id.Length - 3))").CompletionText | Should -Be $unsaved.Id
    }

    It 'have the prompt as a tooltip' {
        (Get-Completion "Wait-WanVideoTask ").ToolTip | Should -BeLike "Pending, *s old, DashScope: A slow cat's tail"
    }

    It 'are offered, within a second, while another process has locked the ledger' {
        $other = Start-LedgerProcess
        try {
            Lock-Ledger $other
            $clock = [Diagnostics.Stopwatch]::StartNew()
            (Get-Completion 'Wait-WanVideoTask ').CompletionText | Should -Be $open.Id -Because 'a writer does not delay readers'
            $clock.Elapsed.TotalSeconds | Should -BeLessThan 5 -Because 'a command waits 10 s for the ledger'
        } finally {
            Stop-LedgerProcess $other
        }
    }

    It 'are none without a ledger, and none of a ledger that cannot be read' {
        $ledger = $env:WANVIDEO_LEDGER
        try {
            foreach ($path in 'none.db', '.') {
                $env:WANVIDEO_LEDGER = Join-Path $TestDrive $path
                (Get-Completion 'Wait-WanVideoTask task-').CompletionText | Should -BeNullOrEmpty
            }
        } finally {
            $env:WANVIDEO_LEDGER = $ledger
        }
    }
}
