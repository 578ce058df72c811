# Compares the views with the files in snapshots/. A run with $env:WANVIDEO_UPDATE_SNAPSHOTS set updates these.
BeforeDiscovery {
    $widths = 80, 120, 200
}

BeforeAll {
    Import-Module $PSScriptRoot/TestTools.psm1 -Force
    Import-Module $ModulePath
    $culture = [cultureinfo]::CurrentCulture
    [cultureinfo]::CurrentCulture = 'en-US'
    $rendering = $PSStyle.OutputRendering

    # Half a unit from a rounding boundary, so that the duration of the test has no effect.
    $now = [DateTimeOffset]::UtcNow
    $counts = [Collections.Generic.Dictionary[string, long]]::new()
    $counts.Succeeded = 12
    $counts.Failed = 1
    $samples = [ordered]@{
        VideoTask              = @(
            [WanVideo.VideoTask]@{ Id = 'task-unified-1772618027-cmeisy8h'; Provider = 'EvoLink'; Model = 'wan2.6-image-to-video-flash'; Status = 'Pending'; RawStatus = 'pending'
                Prompt = 'A paper boat drifts down a rainy street, past a cat that pretends not to look, and out into the harbour at dusk'; CreatedAt = $now.AddMinutes(-2.5); Duration = 5; EstimatedSec = 120 }
            [WanVideo.VideoTask]@{ Id = '0fd29710-c147-4c90-b98f-504bea28236b'; Provider = 'DashScope'; Status = 'Running'; Progress = 40; Prompt = 'A cat'; CreatedAt = $now.AddMinutes(-5.5) }
            [WanVideo.VideoTask]@{ Id = 'task_S5F6dzr0KIeqgn1uMhjX38QzVsLTcE5Y'; Provider = 'ModelStream'; Status = 'Succeeded'; Progress = 100; Prompt = 'A dog'; CreatedAt = $now.AddHours(-23.4)
                FinishedAt = $now.AddHours(-23.3); ExpiresAt = $now.AddMinutes(36.5); VideoUrl = 'https://media.example/v/one.mp4?Signature=SIGNATURE'; RequestId = 'req-1' }
            [WanVideo.VideoTask]@{ Id = 'c832b42f-7b0b-4fe9-94fc-9f329e958334'; Provider = 'AceData'; Status = 'Succeeded'; Prompt = 'Two dogs'; CreatedAt = $now.AddDays(-3.4); ExpiresAt = $now.AddDays(-2.4) }
            [WanVideo.VideoTask]@{ Id = 'a1'; Provider = 'Sandbox'; Status = 'Failed'; Prompt = 'A crowd'; CreatedAt = $now.AddHours(-2.5)
                Error = [WanVideo.VideoError]@{ Kind = 'ContentRejected'; Code = 'content_policy_violation'; Message = 'The prompt was refused.' } }
            [WanVideo.VideoTask]@{ Id = 'a2'; Provider = 'Sandbox'; Status = 'Canceled' }
            [WanVideo.VideoTask]@{ Id = '019ad0c0f1a27c3e9b5a4d2e6f708192'; Provider = 'EvoLink'; Model = 'wan2.6-text-to-video'; Status = 'Unresolved'; Label = 'Shot 7'; IntentId = '019ad0c0-f1a2-7c3e-9b5a-4d2e6f708192'
                Prompt = 'A paper boat drifts down a rainy street'; CreatedAt = $now.AddMinutes(-90.5); BaseUri = 'https://api.evolink.ai/'
                Error = [WanVideo.VideoError]@{ Kind = 'OutcomeUnknown'; Message = 'No response was received within 100 s.' } }
            [WanVideo.VideoTask]@{ Id = '019ad0c0f1a27c3e9b5a4d2e6f708193'; Provider = 'AceData'; Status = 'Sending'; Prompt = 'A bird'; CreatedAt = $now.AddMinutes(-1.5) }
            [WanVideo.VideoTask]@{ Id = '019ad0c0f1a27c3e9b5a4d2e6f708194'; Provider = 'AceData'; Status = 'Refused'; Prompt = 'A fish'; CreatedAt = $now.AddHours(-1.5)
                Error = [WanVideo.VideoError]@{ Kind = 'Balance'; Code = 'used_up'; Message = 'No balance' } }
            [WanVideo.VideoTask]@{ Id = '019ad0c0f1a27c3e9b5a4d2e6f708195'; Provider = 'DashScope'; Status = 'NotSent'; Prompt = 'A horse'; CreatedAt = $now.AddHours(-1.5) }
        )
        Balance                = [WanVideo.Balance]@{ Provider = 'EvoLink'; RemainingCredits = 1234.56; UsedCredits = 78.9; KeyRemainingCredits = 500; KeyUsedCredits = 0 }
        WanVideoConnection     = @(
            [WanVideo.WanVideoConnection]::new('EvoLink', 'EvoLink', 'https://api.evolink.ai/', '1a2b3c4d', '$env:EVOLINK_API_KEY', $true)
            [WanVideo.WanVideoConnection]::new('studio', 'ModelStream', 'https://a-gateway-with-a-long-name.example.com/with/a/path/', '5e6f7a8b', '-ApiKey', $false)
        )
        WanVideoCost           = @(
            [WanVideo.WanVideoCost]::new('EvoLink', 'wan2.6-reference-video-flash', 15, $true, $false, 5, 10, [string[]]('1080p', 'sound'), 1.5)
            [WanVideo.WanVideoCost]::new('DashScope', 'wan2.6-i2v-flash', 5, $false, $false, 5, 0, [string[]]@(), $null)
        )
        WanVideoProvider       = Get-WanVideoProvider EvoLink, AceData, ModelStream, DashScope, fal, Sandbox
        WanVideoModel          = Get-WanVideoModel -Provider EvoLink
        LedgerInfo             = [WanVideo.Ledger.LedgerInfo]::new('/home/me/.local/share/WanVideo/ledger.db', 'SQLite 3.53.3', 1, 209480, '019ad0c0-f1a2-7c3e-9b5a-4d2e6f708192',
            $counts)
        WanVideoModelParameter = (Get-WanVideoModel wan2.6-text-to-video -Provider EvoLink).Parameters
    }

    function Get-Text($View, [int] $Width) {
        (($View | Out-String -Width $Width) -replace '\d+/\d+/\d{4} \d+:\d\d\s[AP]M', '<time>').Trim("`r", "`n") -split '\r?\n' | ForEach-Object TrimEnd
    }
}

AfterAll {
    [cultureinfo]::CurrentCulture = $culture
    $PSStyle.OutputRendering = $rendering
}

Describe 'The views at <_> columns' -ForEach $widths {
    BeforeAll {
        $width = $_
        $PSStyle.OutputRendering = 'PlainText'
    }

    It 'match the snapshots' {
        $actual = foreach ($type in $samples.Keys) {
            "== $type"
            Get-Text -View ($samples[$type] | Format-Table) -Width $width
            ''
            Get-Text -View ($samples[$type] | Format-List) -Width $width
            ''
            Get-Text -View ($samples[$type] | Format-Wide) -Width $width
            ''
        }
        $snapshot = Join-Path $PSScriptRoot "snapshots/views-$width.txt"
        if ($env:WANVIDEO_UPDATE_SNAPSHOTS) { Set-Content $snapshot $actual }
        $actual | Should -Be (Get-Content $snapshot)
    }

    It 'have one table row per object' {
        foreach ($type in $samples.Keys) {
            $lines = @(Get-Text -View ($samples[$type] | Format-Table) -Width $width)
            $lines.Count | Should -Be (2 + @($samples[$type]).Count) -Because $type
            $lines | ForEach-Object { $_.Length | Should -BeLessOrEqual $width }
        }
    }
}

Describe 'The views of tasks' {
    It 'are colored by status if the host supports colors' {
        $PSStyle.OutputRendering = 'Ansi'
        $lines = ($samples.VideoTask | Format-Table | Out-String -Width 120) -split '\r?\n'
        $lines -match 'Running' | Should -Match "`e\[36mRunning 40%`e"
        $lines -match 'Failed' | Should -Match "`e\[31mFailed`e"
        $lines -match 'Unresolved' | Should -Match "`e\[33mUnresolved`e"
        $lines -match 'Refused' | Should -Match "`e\[31mRefused`e"
        $PSStyle.OutputRendering = 'PlainText'
        $samples.VideoTask | Format-Table | Out-String -Width 120 | Should -Not -Match "`e"
    }

    It 'do not show the signature of a URL' {
        $samples.VideoTask | Format-List | Out-String | Should -Not -Match SIGNATURE
        $samples.VideoTask[2].VideoUrl | Should -Match SIGNATURE
    }

    It 'are the same for deserialized tasks' {
        $PSStyle.OutputRendering = 'PlainText'
        $deserialized = [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($samples.VideoTask, 3))
        foreach ($view in { $input | Format-Table }, { $input | Format-List }) {
            Get-Text -View ($deserialized | & $view) -Width 120 | Should -Be (Get-Text -View ($samples.VideoTask | & $view) -Width 120)
        }
    }
}

Describe 'Objects' {
    It 'have an age and a time left that can be sorted' {
        $samples.VideoTask[2].Age | Should -BeOfType timespan
        [int]$samples.VideoTask[2].Age.TotalHours | Should -Be 23
        [int]$samples.VideoTask[2].TimeLeft.TotalMinutes | Should -Be 36
        $samples.VideoTask[3].TimeLeft | Should -Be ([timespan]::Zero)
        $samples.VideoTask[0].TimeLeft | Should -BeNullOrEmpty
        ($samples.VideoTask | Where-Object Age | Sort-Object Age -Descending | Select-Object -First 2).Provider | Should -Be AceData, ModelStream
    }

    It 'have no members for the texts of the views but one' {
        (Get-TypeData WanVideo.VideoTask).Members.Keys | Sort-Object | Should -Be Age, Name, TimeLeft, View
        $samples.VideoTask[0].PSObject.Properties.Name | Should -Not -Contain View
    }

    It 'that follow one of another type show their main properties' {
        $PSStyle.OutputRendering = 'PlainText'
        foreach ($type in 'VideoTask', 'WanVideoCost', 'WanVideoModel', 'WanVideoConnection', 'LedgerInfo') {
            $other = $type -eq 'WanVideoConnection' ? $samples.Balance : $samples.WanVideoConnection[0]
            $lines = ($other, @($samples[$type])[0] | Out-String -Width 120) -split '\r?\n' -match '^[A-Za-z]+ *: '
            $lines.Count | Should -BeIn 4, 5, 6 -Because "$type has a few main properties"
        }
    }

    It 'are shown in ConstrainedLanguage mode as well' {
        $show = "[WanVideo.VideoTask]@{ Id = 'a1'; Provider = 'EvoLink'; Status = 'Running'; Progress = 40; CreatedAt = [DateTimeOffset]::UtcNow.AddMinutes(-2.5) }"
        $output = Invoke-Process "Import-Module '$ModulePath'; `$null = Get-WanVideoProvider; `$task = $show; `$ledger = Get-WanVideoLedger; `$ExecutionContext.SessionState.LanguageMode = 'ConstrainedLanguage'; `$task | Format-Table; `$task | Format-List; `$ledger | Format-List" | Out-String
        $output | Should -Match 'a1 +Running 40% +2m '
        $output | Should -Match 'CreatedAt +: .* \(2m ago\)'
    }
}
