# Kills processes at random times while they create tasks. WANVIDEO_KILLS is their number (default 3). Each takes a second.

BeforeAll {
    Import-Module $PSScriptRoot/TestTools.psm1 -Force
    Import-Module $ModulePath
    $server = Start-MockServer
    $kills = [int]($env:WANVIDEO_KILLS ?? 3)
    $rows = 50
}

AfterAll {
    Disconnect-WanVideo
    Stop-MockServer $server
}

Describe 'A killed New-WanVideoTask' {
    BeforeAll {
        Connect-Mock $server -Provider AceData
        $random = [random]::new()
        $sending = 0
        foreach ($run in 1..$kills) {
            $before = (Get-MockState $server).createRequests
            $script = "Import-Module '$ModulePath'; Connect-WanVideo AceData -ApiKey $CanaryKey -BaseUri $($server.BaseUri); " +
                "1..$rows | ForEach-Object { [pscustomobject]@{ Prompt = 'Run $run, shot ' + `$_ } } | New-WanVideoTask | Out-Null"
            $process = Start-PowerShell '-NoProfile', '-NonInteractive', '-Command', $script
            $minCreateRequests = $random.Next(1, $rows)
            try { Wait-MockCreateRequest $server ($before + $minCreateRequests) | Should -BeGreaterOrEqual ($before + $minCreateRequests) } finally { $process.Kill() }
            $process.WaitForExit()

            # The lock of the killed process is free, so the next command marks its requests as unresolved before their leases end.
            @(Get-WanVideoTask -Status Sending).Count | ForEach-Object { $sending += $_ }
        }

        $accepted = @(Invoke-RestMethod "$($server.BaseUri)_mock/tasks") | ForEach-Object { $_ }
        $tasks = @(Get-WanVideoTask -WarningVariable warning -WarningAction SilentlyContinue)
        $unresolved = @(Get-WanVideoTask -Status Unresolved)
        $tasks = @($tasks | Where-Object Status -ne Unresolved)
    }

    It 'loses no task that the gateway accepted' {
        $accepted.Count | Should -BeGreaterThan $kills
        $recordedIds = [Collections.Generic.HashSet[string]]::new([string[]]@($tasks.Id))
        $unresolvedPrompts = [Collections.Generic.HashSet[string]]::new([string[]]@($unresolved.Prompt))
        $lost = @($accepted | Where-Object { -not $recordedIds.Contains($_.id) -and -not $unresolvedPrompts.Contains($_.prompt) })
        Write-Host "    $kills kills: $($accepted.Count) tasks accepted, $($tasks.Count) in the ledger, $($unresolved.Count) unresolved, $($lost.Count) lost"
        $lost.Count | Should -Be 0
    }

    It 'creates no task twice' {
        @($accepted | Group-Object prompt | Where-Object Count -gt 1).Count | Should -Be 0
        ($tasks.Id | Select-Object -Unique).Count | Should -Be $tasks.Count
    }

    It 'leaves requests that are unresolved at once in the next process on the same machine' {
        $sending | Should -Be 0
        $expected = $unresolved ? "The outcome of $($unresolved.Count) create *" : ''
        "$warning" | Should -BeLike $expected
    }

    It 'leaves an undamaged ledger' {
        Invoke-LedgerSql 'PRAGMA integrity_check' | Should -Be ok
    }

    It 'leaves at most the requests in flight unresolved' {
        $unresolved.Count | Should -BeLessOrEqual (5 * $kills) -Because 'the throttle limit is 5'
    }

    It 'records no task that does not exist' {
        $acceptedIds = [Collections.Generic.HashSet[string]]::new([string[]]@($accepted.id))
        @($tasks | Where-Object { -not $acceptedIds.Contains($_.Id) }).Count | Should -Be 0
    }
}
