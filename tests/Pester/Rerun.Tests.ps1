# Kills a labeled pipeline at random times and runs it again. WANVIDEO_KILLS is the number of kills (default 3). Each takes about two seconds.

BeforeAll {
    Import-Module $PSScriptRoot/TestTools.psm1 -Force
    Import-Module $ModulePath
    $server = Start-MockServer
    $kills = [int]($env:WANVIDEO_KILLS ?? 3)
    $shots = Join-Path $TestDrive shots.csv
    1..12 | ForEach-Object { [pscustomobject]@{ Label = 'shot-{0:00}' -f $_; Prompt = "Shot $_ of the film"; Image = "https://example.com/$_.png"; Duration = 2 } } | Export-Csv $shots
}

AfterAll {
    Disconnect-WanVideo
    Stop-MockServer $server
}

Describe 'A labeled pipeline' {
    BeforeEach {
        Connect-Mock $server
        Reset-MockServer $server
        $known = @(Invoke-RestMethod "$($server.BaseUri)_mock/tasks" | ForEach-Object { $_ }).id
        $out = Join-Path $TestDrive ([guid]::NewGuid())
        $pipeline = "Import-Csv '$shots' | New-WanVideoTask | Wait-WanVideoTask | Save-WanVideo -Path '$out'"
        $script = "Import-Module '$ModulePath'; Connect-WanVideo EvoLink -ApiKey $CanaryKey -BaseUri $($server.BaseUri); "

        # The tasks that the gateway accepted in this test.
        function Get-AcceptedTask { Invoke-RestMethod "$($server.BaseUri)_mock/tasks" | ForEach-Object { $_ } | Where-Object id -NotIn $known }
    }

    It 'that is killed at random times and run again creates no row twice and saves each video under its label' {
        $random = [random]::new()
        $round = $accepted = $unresolved = 0
        for ($remaining = $kills; $remaining -gt 0;) {
            # The rows of a round are new. It ends with the first run that is not killed in time, or with the last kill.
            $round++
            $rows = @(Import-Csv $shots | Select-Object @{ n = 'Label'; e = { "$round-$($_.Label)" } }, @{ n = 'Prompt'; e = { "$($_.Prompt), round $round" } }, Image, Duration)
            $roundFolder = Join-Path $out $round
            $roundShots = Join-Path $TestDrive "shots-$round.csv"
            $rows | Export-Csv $roundShots
            do {
                $process = Start-PowerShell '-NoProfile', '-NonInteractive', '-Command', ($script + "'ready'; " + $pipeline.Replace($shots, $roundShots).Replace($out, $roundFolder)) -Redirect
                try {
                    $process.StandardOutput.ReadLine() | Should -Be ready
                    $isKilled = -not $process.WaitForExit($random.Next(0, 1500))
                } finally {
                    $process.Kill()
                    $process.WaitForExit()
                }
                $remaining -= [int]$isKilled
            } while ($isKilled -and $remaining -gt 0)

            $rows | New-WanVideoTask -ErrorVariable failure -ErrorAction SilentlyContinue | Wait-WanVideoTask | Save-WanVideo -Path $roundFolder
            $missing = @($rows.Label | Where-Object { -not (Test-Path (Join-Path $roundFolder "$_.mp4")) })
            @($failure | ForEach-Object { $_.TargetObject.Label } | Sort-Object) | Should -Be @($missing | Sort-Object)
            foreach ($record in $failure) {
                $record.FullyQualifiedErrorId | Should -BeLike 'WanVideo.OutcomeUnknown,*'
                "$record" | Should -Match 'Resolve-WanVideoTask'
            }

            @(Get-ChildItem $roundFolder).Count | Should -Be (12 - $missing.Count)
            $unresolved += $missing.Count
        }

        $accepted = @(Get-AcceptedTask)
        Write-Host "    $kills kills in $round rounds of 12 rows: $($accepted.Count) tasks accepted, $unresolved rows unresolved"
        @($accepted | Group-Object prompt | Where-Object Count -GT 1).Name | Should -BeNullOrEmpty
        $accepted.Count | Should -BeGreaterOrEqual ((12 * $round) - $unresolved)
    }

    It 'that is run again the next day sends nothing and downloads nothing' {
        Import-Csv $shots | New-WanVideoTask | Wait-WanVideoTask | Save-WanVideo -Path $out
        $files = Get-ChildItem $out | Select-Object Name, LastWriteTimeUtc, Length
        $files | Should -HaveCount 12
        $day = 25 * 60 * 60 * 1000
        Invoke-LedgerSql "UPDATE task SET created = created - $day, finished = finished - $day, expires = expires - $day; SELECT 1" | Out-Null
        Invoke-LedgerSql "UPDATE intent SET created = created - $day; SELECT 1" | Out-Null
        Reset-MockServer $server

        $saved = Import-Csv $shots | New-WanVideoTask | Wait-WanVideoTask | Save-WanVideo -Path $out -PassThru

        Get-MockRequest $server | Should -BeNullOrEmpty
        $saved | Should -HaveCount 12
        Get-ChildItem $out | Select-Object Name, LastWriteTimeUtc, Length | ConvertTo-Json | Should -Be ($files | ConvertTo-Json)
    }

    It 'that two processes run at the same time creates one task per row, and both get all tasks' {
        $list = "Import-Csv '$shots' | New-WanVideoTask | ForEach-Object Id | Sort-Object"
        $processes = 1..2 | ForEach-Object {
            Start-PowerShell '-NoProfile', '-NonInteractive', '-Command', ($script + "'ready'; [Console]::In.ReadLine() | Out-Null; $list") -Redirect
        }
        try {
            foreach ($process in $processes) { $process.StandardOutput.ReadLine() | Should -Be ready }
            foreach ($process in $processes) { $process.StandardInput.WriteLine() }
            $ids = foreach ($process in $processes) { , @($process.StandardOutput.ReadToEnd().Trim() -split '\r?\n') }
        } finally {
            foreach ($process in $processes) { if (-not $process.HasExited) { $process.Kill() } }
        }

        $accepted = @((Get-AcceptedTask).id | Sort-Object)
        $accepted | Should -HaveCount 12
        $ids[0] | Should -Be $accepted
        $ids[1] | Should -Be $accepted
    }
}
