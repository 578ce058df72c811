# Processes that are killed in the middle of creating, at random moments. WANVIDEO_KILLS says how many (a few by default: each takes a second).

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

Describe 'A New-WanVideoTask that is killed' {
    BeforeAll {
        Connect-Mock $server -Provider AceData
        $random = [random]::new()
        $sending = 0
        foreach ($run in 1..$kills) {
            $before = (Get-MockState $server).createRequests
            $script = "Import-Module '$ModulePath'; Connect-WanVideo AceData -ApiKey $CanaryKey -BaseUri $($server.BaseUri); " +
                "1..$rows | ForEach-Object { [pscustomobject]@{ Prompt = 'Run $run, shot ' + `$_ } } | New-WanVideoTask | Out-Null"
            $process = Start-PowerShell '-NoProfile', '-NonInteractive', '-Command', $script
            $until = $random.Next(1, $rows)
            try { Wait-MockCreate $server ($before + $until) | Should -BeGreaterOrEqual ($before + $until) } finally { $process.Kill() }
            $process.WaitForExit()

            # The lock of the killed process is free: the next command settles its requests, whatever their leases.
            @(Get-WanVideoTask -Status Sending).Count | ForEach-Object { $sending += $_ }
        }

        $accepted = @(Invoke-RestMethod "$($server.BaseUri)_mock/tasks") | ForEach-Object { $_ }
        $tasks = @(Get-WanVideoTask -WarningVariable warning -WarningAction SilentlyContinue)
        $unresolved = @(Get-WanVideoTask -Status Unresolved)
        $tasks = @($tasks | Where-Object Status -ne Unresolved)
    }

    It 'loses no task that the gateway accepted' {
        $accepted.Count | Should -BeGreaterThan $kills
        $known = [Collections.Generic.HashSet[string]]::new([string[]]@($tasks.Id))
        $open = [Collections.Generic.HashSet[string]]::new([string[]]@($unresolved.Prompt))
        $lost = @($accepted | Where-Object { -not $known.Contains($_.id) -and -not $open.Contains($_.prompt) })
        Write-Host "    $kills kills: $($accepted.Count) tasks accepted, $($tasks.Count) in the ledger, $($unresolved.Count) unresolved, $($lost.Count) lost"
        $lost.Count | Should -Be 0
    }

    It 'makes no task twice' {
        @($accepted | Group-Object prompt | Where-Object Count -gt 1).Count | Should -Be 0
        ($tasks.Id | Select-Object -Unique).Count | Should -Be $tasks.Count
    }

    It 'leaves requests that are unresolved at once in the next process of this machine' {
        $sending | Should -Be 0
        $expected = $unresolved ? "The outcome of $($unresolved.Count) create *" : ''
        "$warning" | Should -BeLike $expected
    }

    It 'leaves a ledger that is whole' {
        Invoke-LedgerSql 'PRAGMA integrity_check' | Should -Be ok
    }

    It 'leaves unresolved at most what it had in flight' {
        $unresolved.Count | Should -BeLessOrEqual (5 * $kills) -Because 'the throttle limit is 5'
    }

    It 'has no task in the ledger that the gateway does not have' {
        $there = [Collections.Generic.HashSet[string]]::new([string[]]@($accepted.id))
        @($tasks | Where-Object { -not $there.Contains($_.Id) }).Count | Should -Be 0
    }
}
