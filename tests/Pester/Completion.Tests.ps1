BeforeAll {
    Import-Module $PSScriptRoot/TestTools.psm1 -Force
    Import-Module $ModulePath

    function Get-Completion([string] $Line) { [Management.Automation.CommandCompletion]::CompleteInput($Line, $Line.Length, $null).CompletionMatches }
}

Describe 'The words of a parameter' {
    BeforeAll {
        Disconnect-WanVideo
    }

    It 'of -<Parameter>: <Line> offers <Words>' -ForEach @(
        @{ Parameter = 'Provider'; Line = 'Connect-WanVideo -Provider '; Words = 'EvoLink', 'AceData', 'ModelStream', 'DashScope', 'Sandbox' }
        @{ Parameter = 'Provider'; Line = 'Get-WanVideoTask -Provider s'; Words = 'Sandbox' }
        @{ Parameter = 'Model'; Line = 'New-WanVideoTask -Provider EvoLink -Model wan2.6-i'; Words = 'wan2.6-image-to-video-flash', 'wan2.6-image-to-video' }
        @{ Parameter = 'Model'; Line = 'New-WanVideoTask -Provider AceData -Model '; Words = 'wan2.6-t2v', 'wan2.6-i2v-flash', 'wan2.6-i2v', 'wan2.6-r2v' }
        @{ Parameter = 'Model'; Line = 'Get-WanVideoModel -Provider EvoLink wan2.6-t'; Words = 'wan2.6-text-to-video' }
        @{ Parameter = 'Resolution'; Line = 'New-WanVideoTask -Provider AceData -Resolution '; Words = '480p', '720p', '1080p' }
        @{ Parameter = 'Resolution'; Line = 'Measure-WanVideoTask -Provider EvoLink -Resolution '; Words = '720p', '1080p' }
        @{ Parameter = 'Duration'; Line = 'New-WanVideoTask -Provider AceData -Duration '; Words = '5', '10', '15' }
        @{ Parameter = 'Duration'; Line = 'New-WanVideoTask -Provider EvoLink -Model wan2.6-reference-video-flash -Duration '; Words = '2', '3', '4', '5', '6', '7', '8', '9', '10' }
        @{ Parameter = 'Size'; Line = 'New-WanVideoTask -Provider DashScope -Size 1280'; Words = '1280x720' }
        @{ Parameter = 'AspectRatio'; Line = 'New-WanVideoTask -AspectRatio '; Words = "'16:9'", "'9:16'", "'1:1'", "'4:3'", "'3:4'" }
        @{ Parameter = 'ShotType'; Line = 'New-WanVideoTask -ShotType '; Words = 'Multi', 'Single' }
        @{ Parameter = 'Region'; Line = 'Connect-WanVideo DashScope -Region '; Words = 'Beijing', 'Singapore', 'Virginia' }
        @{ Parameter = 'Protocol'; Line = 'Connect-WanVideo Sandbox -Protocol M'; Words = 'ModelStream' }
        @{ Parameter = 'Status'; Line = 'Get-WanVideoTask -Status S'; Words = 'Succeeded' }
    ) {
        (Get-Completion $Line).CompletionText | Where-Object { $_ -ne 'Acme' } | Should -Be $Words
    }

    It 'say in a tooltip what they stand for' {
        (Get-Completion 'Connect-WanVideo -Provider Ev').ToolTip | Should -BeLike '*EVOLINK_API_KEY*'
        (Get-Completion 'New-WanVideoTask -Provider EvoLink -Resolution 7').ToolTip | Should -Be '720p (default)'
    }
}

Describe 'Ids from the journal' {
    BeforeAll {
        $server = Start-MockServer
        $slow = Start-MockServer -TaskDuration '01:00:00'
        Connect-Mock $server
        $image = 'https://example.com/cat.png'
        $saved = New-WanVideoTask 'A saved cat' -ImageUrl $image | Wait-WanVideoTask
        $saved | Save-WanVideo -Path $TestDrive
        $made = New-WanVideoTask 'A cat that was made' -ImageUrl $image | Wait-WanVideoTask
        Connect-WanVideo DashScope -ApiKey $CanaryKey -BaseUri $slow.BaseUri
        $open = New-WanVideoTask "A slow cat's tail" -ImageUrl $image
        Connect-WanVideo AceData -ApiKey $CanaryKey -BaseUri $server.BaseUri
        Add-MockFault $server @{ path = 'wan/videos'; action = @{ kind = 'drop'; when = 'after' } }
        New-WanVideoTask 'A lost cat' -ImageUrl $image -ErrorAction Ignore
        $lost = Get-WanVideoTask -Unresolved
    }

    AfterAll {
        Disconnect-WanVideo
        Stop-MockServer $server
        Stop-MockServer $slow
    }

    It 'are offered newest first: <Line>' -ForEach @(
        @{ Line = 'Get-WanVideoTask '; Prompts = 'slow', 'made', 'saved' }
        @{ Line = 'Get-WanVideoTask -Provider EvoLink -Id '; Prompts = 'made', 'saved' }
        @{ Line = 'Wait-WanVideoTask '; Prompts = 'slow' }
        @{ Line = 'Stop-WanVideoTask -Id '; Prompts = 'slow' }
        @{ Line = 'Save-WanVideo '; Prompts = 'slow', 'made' }
    ) {
        $tasks = @{ slow = $open; made = $made; saved = $saved }
        (Get-Completion $Line).CompletionText | Should -Be @($Prompts | ForEach-Object { $tasks[$_].Id })
    }

    It 'are those of the creates that are not settled, for Resume-WanVideoTask' {
        $offered = Get-Completion 'Resume-WanVideoTask '
        $offered.CompletionText | Should -Be $lost.AttemptId
        $offered.ToolTip | Should -Be 'AceData: A lost cat'
    }

    It 'are completed from their beginning' {
        (Get-Completion "Get-WanVideoTask $($made.Id.Substring(0, $made.Id.Length - 3))").CompletionText | Should -Be $made.Id
    }

    It 'have the prompt as a tooltip' {
        (Get-Completion "Wait-WanVideoTask ").ToolTip | Should -BeLike "Pending, *s old, DashScope: A slow cat's tail"
    }

    It 'are none, after a second, while another process has locked the journal' {
        $lock = [IO.FileStream]::new("$env:WANVIDEO_JOURNAL.lock", 'OpenOrCreate', 'ReadWrite', 'None')
        try {
            $clock = [Diagnostics.Stopwatch]::StartNew()
            (Get-Completion 'Wait-WanVideoTask task-').CompletionText | Should -BeNullOrEmpty
            $clock.Elapsed.TotalSeconds | Should -BeLessThan 5 -Because 'the journal is waited for during 10 s otherwise'
        } finally {
            $lock.Dispose()
        }
    }

    It 'are none without a journal, and none of a journal that cannot be read' {
        $journal = $env:WANVIDEO_JOURNAL
        try {
            foreach ($path in 'none.jsonl', '.') {
                $env:WANVIDEO_JOURNAL = Join-Path $TestDrive $path
                (Get-Completion 'Wait-WanVideoTask task-').CompletionText | Should -BeNullOrEmpty
            }
        } finally {
            $env:WANVIDEO_JOURNAL = $journal
        }
    }
}
